"""A small table of data, and specs that name one."""

from __future__ import annotations

from pathlib import Path

from build.parse.deck import parse
from build.parse.source import source_from
from build.spec.deck import Deck

GROWTH = "Year,Rate (mg/l),Leaf temperature [°C],Note\n2020,12.50,21,dry\n2021,14,-3.0,wet\n"
GIVEN = "data: {growth: {file: growth.csv}}"


def spec_naming(file: str) -> str:
    return f"---\ndata: {{growth: {{file: {file}}}}}\n---\n# D\n## Slide 1: Title - One\n"


def deck_of(folder: Path, front: str, body: str = "") -> Deck:
    spec = f"---\n{front}\n---\n# D\n## Slide 1: Title - One\n{body}"
    return parse(source_from(str(folder / "deck.md"), spec.encode())[0])[0]
