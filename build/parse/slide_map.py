"""A deck written as one table: a row a slide, with its type, topic and hands-on anchor."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from build.findings.diagnostic import Span
from build.findings.suggestion import suggestion
from build.parse.anchor import EXAMPLE, beside_anchor, has_anchor, read_anchor, read_path
from build.parse.blocks import List, Rows, SourceBlock, SourceLine, SourceParagraph
from build.parse.field import Field, Values
from build.parse.fields import Fields
from build.parse.inline import read_text
from build.parse.kinds import Head, build_slide
from build.parse.labels import ANCHOR, column_labels, label_of_column
from build.parse.source import FindingCollector
from build.parse.texts import one_line
from build.spec.deck import Slide, Text

COLUMNS = ("slide", "type", "topic")
_NOTHING = ("", "-", "–", "—")
_FILM = re.compile(r"hour\s+\d+\s+animation\s*:\s*", re.IGNORECASE)


def is_slide_map(rows: Rows, *, almost: bool = False) -> bool:
    """Whether a table lists slides: it has the columns Slide, Type and Topic; or all but one, where that is enough."""
    return len({*COLUMNS} - {cell.text.casefold() for cell in rows.header}) <= almost


def tell_missing_columns(rows: Rows, findings: FindingCollector) -> None:
    """A finding for a table that has all columns of a slide map but one."""
    missing = {*COLUMNS} - {cell.text.casefold() for cell in rows.header}
    if len(missing) == 1:
        message = f"a table of slides without the column '{missing.pop().capitalize()}'"
        findings.add("P103", rows.span, message, f"a slide map has {', '.join(map(str.capitalize, COLUMNS))}")


def slides_of_map(rows: Rows, findings: FindingCollector) -> Iterator[Slide]:
    """A slide a row. Its type is the Type column's, which is its eyebrow too.

    slide_map = table                            with the columns Slide, Type and Topic, and perhaps labels
    cell      = number | text | text? anchor text?
    """
    names = [cell.text.casefold() for cell in rows.header]
    for i, cell in enumerate(rows.header):
        words = [row[i].text for row in rows.rows if i < len(row) and row[i].text not in _NOTHING]
        read = names[i] in COLUMNS or label_of_column(names[i]) or any(map(has_anchor, words))
        if words and not read:
            message = f"the words of column '{cell.text}' go to the speaker notes"
            findings.add("P113", cell.span, message, _hint(names[i]))
        if names[i] and names[i] in names[:i]:
            findings.add("P105", cell.span, f"column '{cell.text}' stands twice", "keep one")
    number = 0
    for row in rows.rows:
        cells = dict(zip(names, row, strict=False))
        first = cells.pop("slide", row[0])
        if re.fullmatch(r"[0-9]{1,5}", first.text):
            number = int(first.text)
        else:
            number += 1
            findings.add(
                "P103", first.span, f"'{first.text}' is not a slide's number", "the column Slide holds numbers"
            )
        yield _slide(number, cells, row[len(names) :], first.span, findings)


def _hint(column: str) -> str:
    """What helps where a column has no meaning."""
    if column == ANCHOR.name.casefold():
        return f"write an anchor as '{EXAMPLE}'"
    usual = ", ".join(name.capitalize() for name in COLUMNS)
    known = {name.casefold(): name for name in column_labels()}
    return suggestion(column, known, f"a slide map has {usual}, anchors, Wisdom, Notes and Visual", known.__getitem__)


def _slide(
    number: int, cells: dict[str, SourceLine], beyond: Iterable[SourceLine], span: Span, findings: FindingCollector
) -> Slide:
    title, kind = (_text(cells.pop(name, None), findings) for name in ("topic", "type"))
    also: Values = {}
    rest: list[Text] = []
    fields = Fields()
    for name, cell in (*cells.items(), *(("", cell) for cell in beyond)):
        label = label_of_column(name)
        if has_anchor(cell.text) and "anchor" not in also:
            also["anchor"] = read_anchor(cell, findings)
            rest.extend(_text(part, findings) for part in beside_anchor(cell))
        elif label and cell.text not in _NOTHING:
            fields.labelled.append((label, Field(label.name, None, cell.span, findings, [SourceParagraph((cell,))])))
        elif cell.text not in _NOTHING:
            rest.append(_text(cell, findings))
    also["rest"] = tuple(rest)
    return build_slide(
        Head(number, kind, title, title.span if title else span), fields, findings, wanted=kind, also=also
    )


def _text(cell: SourceLine | None, findings: FindingCollector) -> Text:
    return one_line(read_text([cell], findings)) if cell else Text()


def read_films(block: SourceBlock, findings: FindingCollector) -> list[tuple[str, Span]]:
    """Scenes of a list; nothing where a block is another.

    films = ("- " "hour" number "animation" ":" path)+
    """
    if not isinstance(block, List):
        return []
    films = []
    for entry in block.entries:
        match = _FILM.match(entry.lines[0].text) if len(entry.lines) == 1 and not entry.more else None
        if not match:
            return []
        films.append(entry.lines[0].cut(match.end()))
    return [(read_path(line, findings).rsplit("/", 1)[-1].removesuffix(".py"), line.span) for line in films]
