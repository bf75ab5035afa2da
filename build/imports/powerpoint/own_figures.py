"""The figures of a deck that we built: drawn again where their facts can be had, with tables that the import brings."""

from __future__ import annotations

import re

from build.compare.content import Content, FactContent
from build.compare.slide_content import SlideContent
from build.imports.powerpoint.own_numbers import NUMBER
from build.imports.powerpoint.own_slides import OwnSlide
from build.imports.powerpoint.told import Here, Told, in_quotes, in_yaml, plain_name
from engine.ledger import Ledger

_CALL = re.compile(r"(?P<figure>\w+)\((?P<facts>.*)\)", re.DOTALL)
_CELL = re.compile(r"(?P<column>[^\[\]]+)\[(?P<row>[^\[\]]+)\]")


class OwnFigures:
    """`ledger`: the facts that Coursewright has by itself."""

    def __init__(self, content: Content, ledger: Ledger, told: Told) -> None:
        self._content, self._ledger, self._told = content, ledger, told
        self._sheets: dict[str, str] = {}

    def visual(self, was: SlideContent, own: OwnSlide, here: Here) -> str:
        """The label of the figure that a slide shows; empty where there is none, or its words stand in a list."""
        call = next((part.text for part in was.parts if part.place == "figure"), "")
        found = _CALL.fullmatch(call)
        if not found:
            return ""
        corner = " ".join(text.plain for text in own.texts.get("visual axis", []))
        facts = [fact.strip() for fact in found["facts"].split(",") if fact.strip()]
        if not all(self._known(re.split(r"[.\[]", fact)[0], corner) for fact in facts):
            here.tell("visual", f"the figure {call}, whose facts are another course's", "its words are a list")
            return ""
        own.texts = {name: texts for name, texts in own.texts.items() if not name.startswith("visual")}
        own.grids = {name: grid for name, grid in own.grids.items() if not name.startswith("visual")}
        given = [
            (part.place.removeprefix("figure "), part.text) for part in was.parts if part.place.startswith("figure ")
        ]
        inside = ", ".join([*facts, *(f"{name}={in_quotes(words)}" for name, words in given)])
        return f"Visual: {found['figure']}({inside})"

    def data_lines(self) -> list[str]:
        """The front matter's lines of the tables that figures show."""
        return [line for line in self._sheets.values() if line]

    def _known(self, name: str, corner: str) -> bool:
        """Whether a fact can be had: of Coursewright's own, or as a table that the import brings."""
        fact = self._content.facts.get(name)
        if name in self._ledger or fact is None:
            return name in self._ledger
        if name not in self._sheets:
            sheet, unit = _sheet_of(fact, corner), _unit_in(fact)
            path = self._told.add_file("data", plain_name(name), "csv", sheet.encode()) if sheet else ""
            said = f"{path}, unit: {in_yaml(unit)}" if unit else path
            self._sheets[name] = f"  {name}: {{file: {said}, source: {in_yaml(self._told.stem)}}}" if path else ""
        return bool(self._sheets[name])


def _sheet_of(fact: FactContent, corner: str) -> str:
    """The table of a fact whose numbers stand in rows and columns, as CSV; empty for another fact."""
    cells: dict[str, dict[str, str]] = {}
    columns: dict[str, None] = {}
    for where, (_, value) in fact.numbers.items():
        found = _CELL.fullmatch(where)
        if found is None or '"' in where or "," in where:
            return ""
        columns[found["column"]] = None
        cells.setdefault(found["row"], {})[found["column"]] = f"{value:g}"
    names = [column.replace("_", " ") for column in columns]
    rows = (",".join([row, *(its.get(column, "") for column in columns)]) for row, its in cells.items())
    return "\n".join([",".join([corner or "name", *names]), *rows, ""]) if cells else ""


def _unit_in(fact: FactContent) -> str:
    """The unit that all numbers of a fact are written in, where they are written so in the value's own size."""
    units = {(found["unit"] or "").strip() for shown, _ in fact.numbers.values() if (found := NUMBER.fullmatch(shown))}
    return units.pop() if len(units) == 1 else ""
