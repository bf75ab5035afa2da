"""The front matter of a deck that we built: its record has the values in the order of their fields."""

from __future__ import annotations

import re

from build.compare.slide_content import DeckContent

_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z]{2,4})*")
_LAB = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)+")


def front_of(own: DeckContent) -> dict[str, str]:
    """Keys and values, as YAML has them."""
    values = [part.text for part in own.parts if part.place == "front matter"]
    title = next((part.text for part in own.parts if part.place == "heading"), "")
    front: dict[str, str] = {}
    language = next((i for i, value in enumerate(values) if _LANGUAGE.fullmatch(value)), len(values))
    before = [value for value in values[:language] if value not in ("deck",)]
    if title in before:
        place = before.index(title)
        front |= {"course": before[place - 1]} if place else {}
        front |= {"title": title}
        front |= {"author": before[place + 1]} if len(before) > place + 1 else {}
    if language < len(values):
        front["language"] = values[language]
    digits = [value for value in values[language + 1 :] if value.isdigit()]
    hours = [digits[i : i + 3] for i in range(0, len(digits) - len(digits) % 3, 3)]
    if hours:
        front["hours"] = "{" + ", ".join(f"{hour}: {first}-{last}" for hour, first, last in hours) + "}"
    labs = [value for value in values[language + 1 :] if _LAB.fullmatch(value)]
    if labs:
        front["assumes"] = f"[{', '.join(labs)}]"
    return front
