"""The record that a built deck carries: what it shows and where each number comes from."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from pptx.package import Package

from build.compare.content import Snapshot, snapshot
from build.compare.remembered_origins import memory_in
from build.deck_file.custom_part import SHOWN, find_texts
from build.files.places import ROOT
from build.pipeline import Outcome
from engine.ledger import Ledger

FORMAT = 1  # another one is not read


def recorded(outcome: Outcome, ledger: Ledger, *, theme: Path | None, folder: Path, root: Path = ROOT) -> Outcome:
    """The outcome of a build whose book says what it shows. `folder` remembers what was read of the engine."""
    if outcome.book is None or outcome.deck is None:
        return outcome
    shows = snapshot([outcome.deck], ledger, root, theme=theme, memory=memory_in(folder))
    return replace(outcome, book=replace(outcome.book, record=as_text(shows)))


def as_text(shows: Snapshot) -> str:
    """A snapshot as the text that a package carries, the same for the same snapshot."""
    said = {"format": FORMAT, **_fields_of(shows)}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"), default=_fields_of)


def _fields_of(value: Any) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in fields(value)}


def find_record(package: Package) -> Snapshot | None:
    """The snapshot in a built deck; None where there is none that can be read."""
    from pydantic import TypeAdapter

    for text in find_texts(package, SHOWN):
        try:
            said = json.loads(text)
            if said.pop("format") == FORMAT:
                return TypeAdapter(Snapshot).validate_python(said)
        except (AttributeError, KeyError, TypeError, ValueError):  # damaged by hand
            continue
    return None
