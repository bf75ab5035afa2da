"""One shape on rebuild: the place, the words, the look and the data that somebody gave it go into the new build.

Three versions of it are compared: `base` as it was last built, `theirs` as somebody has it, `ours` as it is built now.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pptx.oxml.ns import qn

from build.deck_file.appearance import PAINTED
from build.deck_file.match_shapes import near
from build.deck_file.shape_xml import GROUP, naming, put
from build.deck_file.slide_reader import LINK
from build.deck_file.snapshot import Placement, ShapeState, text_of
from build.edits.added_shapes import ShapeCopier
from build.edits.edit_report import EditReport
from build.edits.write_text import merge_text

_BODY, _CELL = qn("p:txBody"), qn("a:tc")
_SIZED = {qn("a:gridCol"): "w", qn("a:tr"): "h"}
_NOUNS = {"chart": "chart", "table": "table", "pic": "picture", "film": "film"}


@dataclass(frozen=True, kw_only=True)
class ShapeVersions:
    """A shape as it was built, as they have it and as it would be now, with the elements of the last two."""

    base: ShapeState
    theirs: ShapeState
    ours: ShapeState
    there: Any
    here: Any

    @property
    def steady(self) -> bool:
        """Whether the build gives the shape as it was, but for its place."""
        return unplaced(self.ours) == unplaced(self.base)


def unplaced(item: ShapeState) -> tuple[object, ...]:
    return (item.look, item.data, item.alt, item.bodies)


@dataclass(frozen=True, kw_only=True)
class Merging:
    """What merging a slide's shapes needs. `tolerance`: less than that (EMU) is no move."""

    copier: ShapeCopier
    report: EditReport
    tolerance: int
    besides: Callable[[Any], str]  # what a shape here says besides its state

    def keep(self, agreed: bool, where: str, what: str) -> None:
        """Something of theirs is kept; `agreed`: the build has not changed the same."""
        if agreed:
            self.report.keep(where, f"your {what} kept")
        else:
            self.report.conflict(where, f"your {what} kept, though the build has changed the same")


def merge_shape(versions: ShapeVersions, expected: Placement | None, where: str, merging: Merging) -> Any:
    """Merge a shape; `expected` is where it would stand in theirs if only its group was moved. Gives its element."""
    here, base, theirs, ours = versions.here, versions.base, versions.theirs, versions.ours
    if theirs.data not in (base.data, ours.data):
        here = _whole(versions, merging)
        merging.keep(versions.steady, where, f"{_NOUNS.get(ours.kind, 'shape')} is")
    else:
        _merge_words(versions, where, merging)
        if theirs.look not in (base.look, ours.look):
            here = _merge_look(versions, where, merging)
    if theirs.besides not in (base.besides, ours.besides) and theirs.besides != merging.besides(here):
        here = _merge_besides(versions, here, where, merging)
    if theirs.alt not in (base.alt, ours.alt):
        naming(here).set("descr", theirs.alt)
        merging.keep(ours.alt == base.alt, where, "alt text is")
    moved = not near(theirs.place, expected, merging.tolerance) and not near(theirs.place, ours.place, 0)
    if moved and theirs.place is not None:
        put(here, theirs.place)
        merging.keep(near(ours.place, base.place), where, "place is")
    return here


def _whole(versions: ShapeVersions, merging: Merging) -> Any:
    """Their shape in the place of ours, under its name and where it stands."""
    copy = merging.copier.copy(versions.there)
    for name in ("name", "descr"):  # what they wrote of the second is compared by itself
        _set(naming(copy), name, naming(versions.here).get(name))
    versions.here.getparent().replace(versions.here, copy)
    if versions.ours.place is not None:
        put(copy, versions.ours.place)
    return copy


def _merge_words(versions: ShapeVersions, where: str, merging: Merging) -> None:
    base, theirs, ours = versions.base.bodies, versions.theirs.bodies, versions.ours.bodies
    if theirs in (base, ours):
        return
    if len(ours) != len(base):
        merging.report.lose(where, "your words are not kept: the table has other rows or columns now")
        return
    columns = int(versions.base.data.rpartition(" ")[2]) if versions.base.kind == "table" else 1
    for i, (there, here) in enumerate(zip(_bodies(versions.there), _bodies(versions.here), strict=True)):
        cell = f"{where}, row {i // columns + 1}, column {i % columns + 1}" if len(base) > 1 else where
        if here is None and theirs[i] != base[i]:
            versions.here.append(merging.copier.copy(there))
            merging.report.keep(cell, "your words are kept")
            continue
        result = merge_text(base[i], theirs[i], ours[i], there, here, merging.copier.copy)
        for conflict in result.conflicts:
            merging.report.conflict(cell, "your words are kept", *conflict)
        if result.kept and not result.conflicts:
            what = "words are" if text_of(theirs[i]) != text_of(base[i]) else "formatting is"
            merging.report.keep(cell, f"your {what} kept")


def _bodies(shape: Any) -> list[Any]:
    if shape.tag == qn("p:graphicFrame"):
        return [cell.txBody for cell in shape.iter(_CELL)]
    return [shape.find(_BODY)]


def _merge_look(versions: ShapeVersions, where: str, merging: Merging) -> Any:
    """Give ours the look of theirs. A chart comes over whole: only while its numbers are the same."""
    here = versions.here
    if versions.ours.kind == "chart":
        if not versions.steady:
            merging.report.lose(where, "your chart's look is not kept: its numbers have changed")
            return here
        here = _whole(versions, merging)
    elif versions.ours.kind != "table":
        _exchange(naming(here), naming(versions.there), lambda tag: tag == LINK, merging.copier)
        _set(naming(here), "hidden", naming(versions.there).get("hidden"))
        for tag in (qn("p:spPr"), qn("p:grpSpPr")):
            for own, theirs in zip(here.iterchildren(tag), versions.there.iterchildren(tag), strict=False):
                _exchange(own, theirs, PAINTED.__contains__, merging.copier)
        for own, theirs in zip(here.iterchildren(_BODY), versions.there.iterchildren(_BODY), strict=False):
            own.replace(own[0], merging.copier.copy(theirs[0]))
    elif versions.ours.data != versions.base.data:
        merging.report.lose(where, "your look is not kept: the table has other rows or columns now")
        return here
    else:
        for tag in _SIZED:
            for own, theirs in zip(here.iter(tag), versions.there.iter(tag), strict=True):
                _set(own, _SIZED[tag], theirs.get(_SIZED[tag]))
        for own, theirs in zip(here.iter(_CELL), versions.there.iter(_CELL), strict=True):
            _exchange(own.get_or_add_tcPr(), theirs.get_or_add_tcPr(), PAINTED.__contains__, merging.copier)
            _set(own.tcPr, "anchor", theirs.tcPr.get("anchor"))
    merging.keep(versions.ours.look == versions.base.look, where, "look is")
    return here


def _merge_besides(versions: ShapeVersions, here: Any, where: str, merging: Merging) -> Any:
    """Take over their shape where the build has not changed its own, with what nothing else brings over."""
    if versions.steady and versions.ours.besides == versions.base.besides:
        if here.tag != GROUP:
            here = _whole(versions, merging)
        else:
            _exchange(here[1], versions.there[1], lambda tag: tag != qn("a:xfrm"), merging.copier)
    if merging.besides(here) == versions.theirs.besides:
        merging.report.keep(where, "your settings are kept")
    else:
        merging.report.lose(where, "some of your settings are not kept")
    return here


def _exchange(here: Any, there: Any, which: Callable[[Any], bool], copier: ShapeCopier) -> None:
    """Put some children of theirs, by tag, in the place of those of ours."""
    old = [child for child in here if which(child.tag)]
    new = [child for child in there if which(child.tag)]
    at = here.index(old[0]) if old else _after_frame(here)
    for child in old:
        here.remove(child)
    for i, child in enumerate(new):
        here.insert(at + i, copier.copy(child))


def _after_frame(here: Any) -> int:
    """Where a shape's paint begins: after its frame, before what follows paint."""
    return 1 if len(here) and here[0].tag == qn("a:xfrm") else 0


def _set(element: Any, name: str, value: str | None) -> None:
    if value is None:
        element.attrib.pop(name, None)
    else:
        element.set(name, value)
