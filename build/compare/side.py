"""One of the two sides of a comparison: what it shows, and how a slide of it is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from build.compare.changes import Change
from build.compare.content import Content

if TYPE_CHECKING:
    from PIL.Image import Image

SIZE = (960, 540)  # pixels of each side


class SideError(ValueError):
    """A side that cannot be read: what is wrong with it, and what would be right."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(f"{message}\n  hint: {hint}")


@dataclass(frozen=True, kw_only=True)
class BuiltPackage:
    """A built deck. `shapes` is what stands in it now, `by_hand` what somebody changed since it was built.

    `unrecorded`: why it cannot be known what it was built from; empty where that is known.
    """

    deck: str
    unrecorded: str
    shapes: Content
    by_hand: tuple[Change, ...]


@dataclass(frozen=True, kw_only=True)
class Side:
    """A tree's decks, or one built deck: then `package` is set, and without a record `content` is what its shapes say.

    `draw` takes a deck's name and a slide's number; it raises RuntimeError or ValueError.
    """

    name: str
    content: Content
    draw: Callable[[str, int], Image]
    package: BuiltPackage | None = None
