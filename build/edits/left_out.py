"""What does not come over from a deck that another program saved: comments, and what that program dropped itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree

from build.deck_file.slide_reader import SlideReader
from build.deck_file.snapshot import ShapeState, SlideState
from build.edits.edit_report import EditReport, shortened
from build.findings.diagnostic import counted


def lose_comments(slides: Iterable[tuple[str, Any]], report: EditReport) -> None:
    """Tell each comment on the slides that somebody has (where each is, its part)."""
    for where, part in slides:
        for words in _comments_on(part):
            report.lose(where, f"a comment is not kept: {shortened(words)}")


def tell_dropped(pairs: Iterable[tuple[str, SlideState, Any]], report: EditReport) -> None:
    """Tell what the program that saved a deck has left out of each slide (where it is, as built, its part)."""
    reader = SlideReader()
    for where, built, part in pairs:
        if lost := _dropped(built, reader.slide(part)):
            report.notes.append(f"{where}: LibreOffice has dropped {lost}, which the build has again")


def _comments_on(part: Any) -> Iterator[str]:
    """The words of each comment on a slide, in the older form and in today's."""
    for relation in part.rels.values():
        if relation.reltype.endswith("/comments") and not relation.is_external:
            try:
                root = etree.fromstring(relation.target_part.blob, etree.XMLParser(resolve_entities=False))
            except etree.XMLSyntaxError:
                yield ""
                continue
            for comment in root.iter("{*}cm", "{*}reply"):
                texts = (text.text or "" for text in comment.iter("{*}text", "{*}t") if _nearest(text) is comment)
                yield " ".join(" ".join(texts).split())


def _nearest(text: Any) -> Any:
    """The comment, or the answer to one, that words stand in."""
    return next(above for above in text.iterancestors() if etree.QName(above).localname in ("cm", "reply"))


def _dropped(base: SlideState, theirs: SlideState) -> str:
    """What a slide had as it was built and has no more, as the program that saved it cannot say it; or nothing."""
    found = []
    for what, has in (("alt text", _has_alt), ("link", _has_link)):
        lost = sum(map(has, base.shapes)) - sum(map(has, theirs.shapes))
        if lost > 0:
            found.append(counted(lost, what))
    if base.moves and not theirs.moves:
        found.append("its transition and animations")
    return " and ".join(found)


def _has_alt(shape: ShapeState) -> bool:
    return bool(shape.alt)


def _has_link(shape: ShapeState) -> bool:
    styles = (run.style for body in shape.bodies for paragraph in body for run in paragraph.runs)
    return "click" in shape.look or any("hlinkClick" in style for style in styles)
