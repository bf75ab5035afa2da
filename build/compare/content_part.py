"""The record that a built deck carries: what it shows and where each number comes from."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from pptx.package import Package

from build.compare.content import Content, content_of
from build.compare.stale_facts import stale_facts
from build.deck_file.custom_part import SHOWN, find_texts
from build.files.course import Course
from build.pipeline import Outcome
from engine.ledger import Ledger

FORMAT = 2  # another one is not read


def recorded(outcome: Outcome, ledger: Ledger, *, course: Course, theme: Path | None, folder: Path) -> Outcome:
    """The outcome of a build whose book says what it shows, with a warning for each stale fact.

    `folder` remembers what was read of the code behind the facts.
    """
    if outcome.book is None or outcome.deck is None:
        return outcome
    content = content_of([outcome.deck], ledger, course, theme=theme, outputs=folder)
    stale = stale_facts(outcome.deck, content, ledger, course)
    book = replace(outcome.book, record=as_text(content))
    return replace(outcome, book=book, diagnostics=(*outcome.diagnostics, *stale))


def as_text(content: Content) -> str:
    """Content as the text that a package carries, the same for the same content."""
    entries = {"format": FORMAT, **_fields_of(content)}
    return json.dumps(entries, ensure_ascii=False, separators=(",", ":"), default=_fields_of)


def _fields_of(value: Any) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in fields(value)}


def find_record(package: Package) -> tuple[Content | None, str]:
    """The content that a built deck carries; None where there is none that can be read, and why."""
    from pydantic import TypeAdapter

    why = "does not say what it was built from"
    for text in find_texts(package, SHOWN):
        try:
            entries = json.loads(text)
            if entries.pop("format") == FORMAT:
                return TypeAdapter(Content).validate_python(entries), ""
            why = "was built by another version of Coursewright"
        except (AttributeError, KeyError, TypeError, ValueError):  # damaged by hand
            continue
    return None, why
