"""The front matter of a deck that we built: its record has each key with its values, in their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from build.compare.slide_content import FRONT, DeckContent
from build.imports.powerpoint.told import in_yaml

_PLAIN = ("course", "title", "author", "date", "language", "wisdom", "reveal")


@dataclass(frozen=True)
class OwnFront:
    """Keys with their values as YAML has them; `words` are those that the deck says in place of its language's."""

    values: dict[str, str] = field(default_factory=dict)
    language: str = "en-GB"
    words: tuple[tuple[str, str], ...] = ()


def front_of(own: DeckContent) -> OwnFront:
    """What the record says of a deck's front matter."""
    said: dict[str, list[str]] = {}
    for part in own.parts:
        if part.place.startswith(FRONT):
            said.setdefault(part.place.removeprefix(FRONT), []).append(part.text)
    values = {key: in_yaml(said[key][0]) for key in _PLAIN if key in said}
    hours = ", ".join(f"{hour}: {first}-{last}" for hour, first, last in _rows(said.get("hours", ()), 3))
    labs = ", ".join(said.get("assumes", ()))
    words = tuple((name, written) for name, written in _rows(said.get("words", ()), 2))
    written = ", ".join(f"{name.replace('_', ' ')}: {in_yaml(word)}" for name, word in words)
    values |= {"hours": f"{{{hours}}}"} if hours else {}
    values |= {"assumes": f"[{labs}]"} if labs else {}
    values |= {"words": f"{{{written}}}"} if written else {}
    return OwnFront(values, said.get("language", ["en-GB"])[0], words)


def _rows(values: Sequence[str], width: int) -> list[Sequence[str]]:
    return [values[at : at + width] for at in range(0, len(values) - len(values) % width, width)]
