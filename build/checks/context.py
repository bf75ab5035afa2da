"""What every check is given."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from build.files.course import Course
from build.parse.source import FindingCollector
from build.spec.deck import Anchor, Deck
from engine.ledger import Ledger


@dataclass(frozen=True)
class CheckContext:
    """A deck, its course, and the names that exist; None where a name is not checked.

    `elsewhere` are the anchors of the course's other decks, with their specs.
    """

    deck: Deck
    findings: FindingCollector
    course: Course
    ledger: Ledger
    figures: Collection[str] | None
    scenes: Collection[str] | None
    icons: Collection[str] | None
    elsewhere: Mapping[str, tuple[Path, Anchor]] = field(default_factory=dict)
    today: date = field(default_factory=date.today)
