"""The parts of a laid-out slide as an author calls them: what belongs together, found by the shapes' names.

A card is a part with its words, its icon and the chip that stands on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from build.drawing.page import Box, Drawable, TextBox


@dataclass(frozen=True, slots=True)
class Kind:
    """`name` for one, `several` for all of them. `roles` finds the shapes; its groups tell one from another.

    What stands `by_points` appears point by point where all of a slide does; `aside` is there from the start then.
    """

    name: str
    several: str
    roles: re.Pattern[str]
    by_points: bool = False
    aside: bool = False


def _kind(name: str, roles: str, several: str = "", *, by_points: bool = False, aside: bool = False) -> Kind:
    return Kind(name, several or name, re.compile(rf"(?:{roles})(?![\w])"), by_points, aside)


# In this order: a shape is of the first kind that its name begins like.
KINDS: tuple[Kind, ...] = (
    _kind("film", r"film"),
    _kind("figure", r"visual|hero card"),
    _kind("annotation", r"(left|right) section (\d+)", "annotations"),
    _kind("cue", r"cues?(?: (\d+))?", "cues"),
    _kind("stage", r"stage (\d+)", "stages"),
    _kind("check", r"checklist|check (\d+)", "checklist"),
    _kind("commands", r"terminal"),
    _kind("flow", r"flow"),
    _kind("listing", r"listing (\d+)|code|tint|mark|line numbers|line rule", "code"),
    _kind("takeaway", r"journey|station (\d+)", "takeaways"),
    _kind("outcome", r"outcomes?(?: (\d+))?", "outcomes"),
    _kind("next", r"next"),
    _kind("hour", r"hour (\d+)(?! chip)", "hours"),
    _kind("timeline", r"timeline"),
    _kind("event", r"event (\d+)", "events"),
    _kind("promise", r"promise (\d+)", "promises"),
    _kind("column", r"column(\d+)", "columns"),
    _kind("verdict", r"verdict"),
    _kind("list", r"list", by_points=True),
    _kind("symbol", r"symbols?(?: (\d+))?", "symbols"),
    _kind("term", r"(?:term|meaning)(?: rule)? (\d+)", "terms"),
    _kind("formula", r"formula"),
    _kind("callout", r"callout(?: (\d+))?", "callouts"),
    _kind("table", r"results|table|settings"),
    _kind("picture", r"picture(\d*)", "pictures"),
    _kind("sentence", r"sentence"),
    _kind("block", r"text(\d*)(?: (\d+))?", "blocks", by_points=True),
    _kind("corner", r"beginner", aside=True),
    _kind("anchor", r"anchor", aside=True),
    _kind("source", r"source", aside=True),
    _kind("wisdom", r"wisdom", aside=True),
)
MASCOT = next(kind for kind in KINDS if kind.name == "wisdom")


@dataclass(slots=True)
class SlidePart:
    """One part, with its shapes in reading order."""

    kind: Kind
    items: list[Drawable] = field(default_factory=list)

    @property
    def ground(self) -> Box | None:
        """The card that it stands on."""
        return next((item.box for item in self.items if item.name.endswith(" card")), None)


def parts_of(items: Sequence[Drawable], slide: str) -> list[SlidePart]:
    """The parts of a slide by that id, in reading order. Title, chips, footer and the like are none."""
    found: dict[tuple[str, tuple[str, ...]], SlidePart] = {}
    loose = []
    film = any(item.name == f"{slide} film mat" for item in items)
    for item in items:
        role = item.name.removeprefix(f"{slide} ")
        kind, which = (MASCOT, ()) if role == item.name else _kind_of(role)
        if kind is None:
            loose.append(item)
            continue
        if film and kind.name == "figure":
            kind = KINDS[0]
        part = found.setdefault((kind.name, which), SlidePart(kind))
        part.items.append(item)
    parts = _on_cards(_joined(found))
    for item in loose:  # a chip on a card
        place = next((part for part in parts if part.ground and _holds(part.ground, item.box)), None)
        if place and item.name.endswith(" chip"):
            place.items.append(item)
    order = {item.name: at for at, item in enumerate(items)}
    for part in parts:
        part.items.sort(key=lambda item: order[item.name])
    return parts


def _kind_of(role: str) -> tuple[Kind | None, tuple[str, ...]]:
    for kind in KINDS:
        if match := kind.roles.match(role):
            return kind, tuple(group or "" for group in match.groups())
    return None, ()


def _joined(found: dict[tuple[str, tuple[str, ...]], SlidePart]) -> list[SlidePart]:
    """What belongs to several, as their heading or their card, goes with the first of them."""
    parts: list[SlidePart] = []
    waiting: dict[str, SlidePart] = {}
    for (name, which), part in found.items():
        more = [other for kind, other in found if kind == name and other != which]
        if which and not which[-1] and any(_begins(other, which) for other in more):
            waiting[name] = part
        else:
            if name in waiting:
                part.items[:0] = waiting.pop(name).items
            parts.append(part)
    return parts


def _on_cards(parts: list[SlidePart]) -> list[SlidePart]:
    """A card with nothing of its own goes with the first part that stands on it."""
    left = []
    for part in parts:
        bare = part.ground if all(item.name.endswith(" card") for item in part.items) else None
        on_it = (other for other in parts if bare and other is not part and _holds(bare, other.items[0].box))
        if first := next(on_it, None):
            first.items += part.items
        else:
            left.append(part)
    return left


def _begins(other: Iterable[str], which: Sequence[str]) -> bool:
    """Whether a part's numbers go on where another's end."""
    said = [number for number in which if number]
    return list(other)[: len(said)] == said


def _holds(ground: Box, box: Box) -> bool:
    x, y = box.x + box.w / 2, box.y + box.h / 2
    return ground.x <= x <= ground.right and ground.y <= y <= ground.bottom


def is_title(item: Drawable) -> bool:
    return isinstance(item, TextBox) and item.placeholder == "title"
