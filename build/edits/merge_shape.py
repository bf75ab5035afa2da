"""One shape in three versions: what theirs changed of it is brought into ours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pptx.oxml.ns import qn

from build.deck_file.appearance import PAINTED
from build.deck_file.match_shapes import near
from build.deck_file.read import LINK
from build.deck_file.shape_xml import naming, put
from build.deck_file.snapshot import Item, Place, text_of
from build.edits.added_shapes import Sheet
from build.edits.edit_report import Report
from build.edits.write_text import merge_text

_BODY, _CELL = qn("p:txBody"), qn("a:tc")
_SIZED = {qn("a:gridCol"): "w", qn("a:tr"): "h"}
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
        return [cell.txBody for cell in shape.iter(_CELL)]
    return [shape.find(_BODY)]


def _merge_look(one: Versions, where: str, merging: Merging) -> Any:
    """Give ours the look of theirs. A chart comes over whole: only while its numbers are the same."""
    here = one.here
    if one.ours.kind == "chart":
        if not one.steady:
            merging.report.lose(where, "your chart's look is not kept: its numbers have changed")
            return here
        here = _whole(one, merging)
    elif one.ours.kind != "table":
        _exchange(naming(here), naming(one.there), lambda tag: tag == LINK, merging.sheet)
        _set(naming(here), "hidden", naming(one.there).get("hidden"))
        for tag in (qn("p:spPr"), qn("p:grpSpPr")):
            for own, theirs in zip(here.iterchildren(tag), one.there.iterchildren(tag), strict=False):
                _exchange(own, theirs, PAINTED.__contains__, merging.sheet)
        for own, theirs in zip(here.iterchildren(_BODY), one.there.iterchildren(_BODY), strict=False):
            own.replace(own[0], merging.sheet.copy(theirs[0]))
    elif one.ours.data != one.base.data:
        merging.report.lose(where, "your look is not kept: the table has other rows or columns now")
        return here
    else:
        for tag in _SIZED:
            for own, theirs in zip(here.iter(tag), one.there.iter(tag), strict=True):
                _set(own, _SIZED[tag], theirs.get(_SIZED[tag]))
        for own, theirs in zip(here.iter(_CELL), one.there.iter(_CELL), strict=True):
            _exchange(own.get_or_add_tcPr(), theirs.get_or_add_tcPr(), PAINTED.__contains__, merging.sheet)
            _set(own.tcPr, "anchor", theirs.tcPr.get("anchor"))
    merging.tell(one.ours.look == one.base.look, where, "look is")
    return here


def _exchange(here: Any, there: Any, which: Callable[[Any], bool], sheet: Sheet) -> None:
    """Put some children of theirs, by tag, in the place of those of ours."""
    old = [child for child in here if which(child.tag)]
    new = [child for child in there if which(child.tag)]
    at = here.index(old[0]) if old else _after_frame(here)
    for child in old:
        here.remove(child)
    for i, child in enumerate(new):
        here.insert(at + i, sheet.copy(child))


def _after_frame(here: Any) -> int:
    """Where a shape's paint begins: after its frame, before what follows paint."""
    return 1 if len(here) and here[0].tag == qn("a:xfrm") else 0


def _set(element: Any, name: str, value: str | None) -> None:
    if value is None:
        element.attrib.pop(name, None)
    else:
        element.set(name, value)
