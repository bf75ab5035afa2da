"""A lab's own words: what to predict, change and explain, and what must come out. One file a lab, `labs/*/ID.toml`.

What is run is the anchor's, on the slide; a lab that is on no slide has its anchor here. Numbers stand in the words as
on slides: `{{ decode_cache.speedup | x }}`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from labs.course import lab_folders
from labs.parameters import Parameter

LABS = Path(__file__).resolve().parent


@dataclass(frozen=True, kw_only=True)
class OwnAnchor:
    """What a slide would say of a lab that is on none: its files below `labs/`, what to find out, what it builds on."""

    assets: tuple[str, ...]
    objective: str
    prerequisites: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Prediction:
    """A question with a number for an answer; a guess is close if it is no more than `within` times off."""

    question: str
    answer: str  # as between the braces: "decode_cache.speedup | x"
    within: float = 1.5


@dataclass(frozen=True, kw_only=True)
class Promise:
    """A sentence, and the condition on the lab's rows that makes it true."""

    says: str
    holds: str


@dataclass(frozen=True, kw_only=True)
class Compared:
    """A number of the deck's that the lab's rows give again, at the settings that the deck has."""

    fact: str  # "decode_cache.speedup"
    value: str  # an expression over the lab's rows
    says: str = ""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a run from a slide may take: seconds, and bytes of memory beyond PyTorch itself."""

    seconds: int = 180
    bytes: int = 4_000_000_000


@dataclass(frozen=True, kw_only=True)
class Change:
    """One line of a file to change, what that does, and the condition that tells. `to` is one change that does it.

    A condition may ask for `yours.stops`: the copy ends with an error that has `stops_with` in its last line; and for
    `yours.loop_stops`: it runs, and finds that its own loop ends with an error.
    """

    file: str
    line: str
    to: str
    asks: str
    does: str
    holds: str
    flags: tuple[str, ...] = ()
    stops_with: str = ""
    lab: str = ""  # whose change it is; of a notebook's script its cells are run


@dataclass(frozen=True, kw_only=True)
class Question:
    question: str
    answer: str


@dataclass(frozen=True, kw_only=True)
class Gate:
    """Where a path goes on or stops: whose goal it is, and how much."""

    after: str
    whose: str
    says: str
    value: str
    unit: str = ""
    at_least: float | None = None
    at_most: float | None = None


@dataclass(frozen=True, kw_only=True)
class Steps:
    """All that a lab asks. `minutes` are the learner's; `trouble` is what can go wrong; `limits` are a slide's.

    `flags` and `quick` are flags of its assets, by the asset's name; `home` is the folder of its chapter.
    """

    home: Path = LABS
    anchor: OwnAnchor | None = None
    minutes: int = 0
    trouble: str = ""
    flags: Mapping[str, list[str]] = field(default_factory=dict)
    quick: Mapping[str, list[str]] = field(default_factory=dict)
    predict: tuple[Prediction, ...] = ()
    claims: tuple[Promise, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    compared: tuple[Compared, ...] = ()
    limits: Limits = Limits()
    changes: tuple[Change, ...] = ()
    explain: tuple[Question, ...] = ()
    gates: tuple[Gate, ...] = ()


PARTS = {
    "predict": Prediction,
    "claims": Promise,
    "parameters": Parameter,
    "compared": Compared,
    "changes": Change,
    "explain": Question,
    "gates": Gate,
}


def steps_of(lab_id: str) -> Steps:
    """What the lab asks; nothing for one without a file. Raises ValueError where the file is not as it should be."""
    folders = (folder for home in lab_folders() for folder in (home, *home.glob("*/")))
    path = next((path for folder in folders if (path := folder / f"{lab_id}.toml").is_file()), None)
    return Steps() if path is None else _steps_in(path)


def own_anchors(labs: Path) -> dict[str, OwnAnchor]:
    """The labs below a folder that have their anchor in their own file, by id. Raises ValueError."""
    files = sorted((*labs.glob("*.toml"), *labs.glob("*/*.toml")), key=lambda path: path.stem)
    return {path.stem: steps.anchor for path in files if (steps := _steps_in(path)).anchor}


def _steps_in(path: Path) -> Steps:
    try:
        return _read(path, tomllib.loads(path.read_text(encoding="utf-8")))
    except (TypeError, ValueError) as error:
        raise ValueError(f"{path.name}: {error}") from None


def _read(path: Path, given: dict[str, Any]) -> Steps:
    for change in given.get("changes", ()):
        change["lab"] = path.stem
    anchor = OwnAnchor(**_in_tuples(given.pop("anchor"))) if "anchor" in given else None
    limits = Limits(**given.pop("limits", {}))
    parts = {name: tuple(kind(**_in_tuples(e)) for e in given.pop(name, ())) for name, kind in PARTS.items()}
    return Steps(home=path.parent, anchor=anchor, limits=limits, **parts, **given)


def _in_tuples(given: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}
