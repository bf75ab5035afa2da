"""One shape in three versions: what theirs changed of it is brought into ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pptx.oxml.ns import qn

from build.edits.carry import Sheet
from build.edits.looks import PAINTED
from build.edits.match import near
from build.edits.report import Report
from build.edits.shapes import naming, put
from build.edits.snapshot import Item, Place, text_of
from build.edits.texts import merge_text

_NOUNS = {"chart": "chart", "table": "table", "pic": "picture", "film": "film"}


@dataclass(frozen=True, kw_only=True)
class Versions:
    """A shape as it was built, as they have it and as it would be now, with the elements of the last two."""

    base: Item
    theirs: Item
    ours: Item
    there: Any
    here: Any

    @property
    def steady(self) -> bool:
        """Whether the build gives the shape as it was, but for its place."""
        return unplaced(self.ours) == unplaced(self.base)


def unplaced(item: Item) -> tuple[object, ...]:
    return (item.look, item.data, item.alt, item.bodies)


@dataclass(frozen=True, kw_only=True)
class Merging:
    """What merging a slide's shapes needs. `tolerance`: less than that (EMU) is no move."""

    sheet: Sheet
    report: Report
    tolerance: int

    def tell(self, agreed: bool, where: str, what: str) -> None:
        """Something of theirs is kept; `agreed`: the build has not changed the same."""
        if agreed:
            self.report.keep(where, f"your {what} kept")
        else:
            self.report.conflict(where, f"your {what} kept, though the build has changed the same")


def merge_item(one: Versions, expected: Place | None, where: str, merging: Merging) -> Any:
    """Merge a shape; `expected` is where it would stand in theirs if only its group was moved. Gives its element."""
    here, base, theirs, ours = one.here, one.base, one.theirs, one.ours
    if theirs.data not in (base.data, ours.data):
        here = _whole(one, merging)
        merging.tell(one.steady, where, f"{_NOUNS.get(ours.kind, 'shape')} is")
    else:
        _merge_words(one, where, merging)
        if theirs.look not in (base.look, ours.look):
            here = _merge_look(one, where, merging)
    if theirs.alt not in (base.alt, ours.alt):
        naming(here).set("descr", theirs.alt)
        merging.tell(ours.alt == base.alt, where, "alt text is")
    moved = not near(theirs.place, expected, merging.tolerance) and not near(theirs.place, ours.place, 0)
    if moved and theirs.place is not None:
        put(here, theirs.place)
        merging.tell(near(ours.place, base.place), where, "place is")
    return here


def _whole(one: Versions, merging: Merging) -> Any:
    """Their shape in the place of ours, under its name and where it stands."""
    copy = merging.sheet.copy(one.there)
    naming(copy).set("name", naming(one.here).get("name"))
    one.here.getparent().replace(one.here, copy)
    if one.ours.place is not None:
        put(copy, one.ours.place)
    return copy


def _merge_words(one: Versions, where: str, merging: Merging) -> None:
    base, theirs, ours = one.base.bodies, one.theirs.bodies, one.ours.bodies
    if theirs in (base, ours):
        return
    if len(ours) != len(base):
        merging.report.lose(where, "your words are not kept: the table has other rows or columns now")
        return
    columns = int(one.base.data.rpartition(" ")[2]) if one.base.kind == "table" else 1
    for i, (there, here) in enumerate(zip(_bodies(one.there), _bodies(one.here), strict=True)):
        cell = f"{where}, row {i // columns + 1}, column {i % columns + 1}" if len(base) > 1 else where
        if here is None and theirs[i] != base[i]:
            one.here.append(merging.sheet.copy(there))
            merging.report.keep(cell, "your words are kept")
            continue
        result = merge_text(base[i], theirs[i], ours[i], there, here, merging.sheet.copy)
        for conflict in result.conflicts:
            merging.report.conflict(cell, "your words are kept", *conflict)
        if result.kept and not result.conflicts:
            what = "words are" if text_of(theirs[i]) != text_of(base[i]) else "formatting is"
            merging.report.keep(cell, f"your {what} kept")


def _bodies(shape: Any) -> list[Any]:
    if shape.tag == qn("p:graphicFrame"):
        return [cell.txBody for cell in shape.iter(qn("a:tc"))]
    return [shape.find(qn("p:txBody"))]


def _merge_look(one: Versions, where: str, merging: Merging) -> Any:
    """Give ours the fill, line and shadow of theirs. A chart comes over whole: only while its numbers are the same."""
    if one.ours.kind == "chart":
        if not one.steady:
            merging.report.lose(where, "your chart's look is not kept: its numbers have changed")
            return one.here
        here = _whole(one, merging)
    else:
        here = one.here
        for there_painted, painted in zip(_painted(one.there), _painted(here), strict=False):
            _paint(painted, there_painted, merging.sheet)
    merging.tell(one.ours.look == one.base.look, where, "look is")
    return here


def _painted(shape: Any) -> list[Any]:
    """The elements that hold a shape's paint: its own properties, or those of a table's cells."""
    if shape.tag == qn("p:graphicFrame"):
        return [cell.get_or_add_tcPr() for cell in shape.iter(qn("a:tc"))]
    return [shape.find(qn("p:spPr"))]


def _paint(here: Any, there: Any, sheet: Sheet) -> None:
    old = [child for child in here if child.tag in PAINTED]
    at = here.index(old[0]) if old else len(here)
    for child in old:
        here.remove(child)
    for i, child in enumerate(child for child in there if child.tag in PAINTED):
        here.insert(at + i, sheet.copy(child))
