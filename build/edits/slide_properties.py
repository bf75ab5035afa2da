"""A slide itself on rebuild: whether it is shown, what is behind it, what moves on it, its notes."""

from __future__ import annotations

from typing import Any

from pptx.oxml.ns import qn

from build.deck_file.besides import of_notes
from build.deck_file.equations import ALTERNATIVES
from build.deck_file.notes import add_notes
from build.deck_file.shape_xml import notes_body
from build.deck_file.slide_reader import SlideReader
from build.deck_file.snapshot import SlideState, text_of
from build.edits.lost_targets import drop_lost
from build.edits.merge_shape import Merging
from build.edits.write_text import merge_text
from engine.quoted import quoted

_TAGS, _COLORS = qn("p:custDataLst"), qn("p:clrMapOvr")
_BACKGROUND, _TRANSITION, _TIMING = qn("p:bg"), qn("p:transition"), qn("p:timing")


def merge_slide_properties(
    base: SlideState, theirs: SlideState, ours: SlideState, there: Any, here: Any, where: str, merging: Merging
) -> None:
    """Bring into the part `here` what theirs changed of the slide itself. After its shapes: animations name them."""
    root = here._element
    if theirs.hidden not in (base.hidden, ours.hidden):
        root.set("show", "0" if theirs.hidden else "1")
        merging.report.keep(where, "it stays hidden" if theirs.hidden else "it is shown, as you have it")
    if theirs.background not in (base.background, ours.background):
        for old in root.cSld.findall(_BACKGROUND):
            root.cSld.remove(old)
        new = there._element.cSld.find(_BACKGROUND)
        if new is not None:
            root.cSld.insert(0, merging.copier.copy(new))
        merging.keep(ours.background == base.background, where, "background is")
    before, after, now = ((side.moves, side.besides[1]) for side in (base, theirs, ours))
    if after not in (before, now):
        _merge_moves(there._element, root, where, merging, steady=now == before)
    drop_lost(root)
    if theirs.besides[0] not in (base.besides[0], ours.besides[0]):
        if (ours.besides[0], ours.background) == (base.besides[0], base.background):
            _take_settings(there._element, root, merging)
        if SlideReader().slide(here).besides[0] == theirs.besides[0]:
            merging.report.keep(where, "your settings are kept")
        else:
            merging.report.lose(where, "some of its settings are not kept")
    if theirs.layout not in (base.layout, ours.layout):
        merging.report.lose(where, f"the layout {quoted(theirs.layout)} is not kept")
    _merge_notes(base, theirs, ours, there, here, where, merging)


def _take_settings(there: Any, here: Any, merging: Merging) -> None:
    """Take what theirs says of the slide itself, but for its shapes, what moves on it and whether it is shown."""
    for name in ("showMasterSp", "showMasterPhAnim"):
        here.attrib.pop(name, None)
        here.attrib.update({name: there.get(name)} if there.get(name) else {})
    data, theirs = here.cSld, there.cSld
    for old in [*data.iterchildren(_BACKGROUND, _TAGS), *here.iterchildren(_COLORS)]:
        old.getparent().remove(old)
    for new in theirs.iterchildren(_BACKGROUND):
        data.insert(0, merging.copier.copy(new))
    for new in theirs.iterchildren(_TAGS):
        data.spTree.addnext(merging.copier.copy(new))
    for new in there.iterchildren(_COLORS):
        data.addnext(merging.copier.copy(new))


def _merge_moves(there: Any, here: Any, where: str, merging: Merging, *, steady: bool) -> None:
    """Take their transition and animations, which name the shapes by number."""
    moves = _moves(there)
    named = {timed.get("spid") for move in moves for timed in move.iter() if timed.get("spid")}
    if not steady or not named <= merging.copier.numbers.keys():
        merging.report.lose(where, "your animations are not kept: the shapes that move have changed")
        return
    for old in _moves(here):
        here.remove(old)
    at = here.index(here.find(_COLORS)) + 1 if here.find(_COLORS) is not None else 1
    for i, move in enumerate(moves):
        copy = merging.copier.copy(move)
        merging.copier.renumber(copy)
        here.insert(at + i, copy)
    merging.report.keep(where, "your transition and animations are kept")


def _moves(root: Any) -> list[Any]:
    return [
        child
        for child in root
        if child.tag in (_TRANSITION, _TIMING)
        or (child.tag == ALTERNATIVES and next(child.iter(_TRANSITION), None) is not None)
    ]


def _merge_notes(
    base: SlideState, theirs: SlideState, ours: SlideState, there: Any, here: Any, where: str, merging: Merging
) -> None:
    where = f"{where}, notes"
    agreed = (ours.notes, ours.besides[2]) == (base.notes, base.besides[2])
    if theirs.notes not in (base.notes, ours.notes) and _has_equation(there):
        if agreed:
            merging.copier.copy_notes()
            merging.report.keep(where, "your words are kept")
        else:
            merging.report.lose(
                where, "your words are not kept: the build has changed them, and yours hold an equation"
            )
        return
    if theirs.notes not in (base.notes, ours.notes):
        _merge_words(base, theirs, ours, there, here, where, merging)
    if theirs.besides[2] not in ("", base.besides[2], ours.besides[2]) and theirs.besides[2] != of_notes(here):
        if agreed:
            merging.copier.copy_notes()
            merging.report.keep(where, "your settings are kept")
        else:
            merging.report.lose(where, "some of your settings are not kept")


def _has_equation(part: Any) -> bool:
    """Whether the notes stand in alternatives, as programs write a text with an equation, which come over whole."""
    body = notes_body(part)
    return body is not None and next(body.iterancestors(ALTERNATIVES), None) is not None


def _merge_words(
    base: SlideState, theirs: SlideState, ours: SlideState, there: Any, here: Any, where: str, merging: Merging
) -> None:
    if not here.has_notes_slide:
        add_notes(here.slide, text_of(theirs.notes), here.package.core_properties.language)
        merging.keep(not base.notes, where, "words are")
        return
    there_body = notes_body(there) if theirs.notes else None
    result = merge_text(base.notes, theirs.notes, ours.notes, there_body, notes_body(here), merging.copier.copy)
    for conflict in result.conflicts:
        merging.report.conflict(where, "your words are kept", *conflict)
    if result.kept and not result.conflicts:
        merging.report.keep(where, "your words are kept")
