"""What stands below a question's labels: mistakes, items in order, pairs, a tolerance."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from build.findings.diagnostic import Span
from build.findings.suggestion import suggestion
from build.parse.blocks import List, Rows, SourceBlock, SourceLine
from build.parse.source import FindingCollector
from build.parse.tables import read_cell
from build.parse.texts import capital, split
from build.questions.model import TOLERANCE, Mistake
from build.questions.read_words import read_words, texts_of
from build.spec.deck import Text

_PERCENT = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,3})?)\s?%")
_BEFORE = re.compile(r"(?P<late>\d{1,2}) before (?P<early>\d{1,2})")
_MISTAKE = "write 'Mistake: its name -> what it gives: what is told then'"


@dataclass
class Part:
    """A label with the lines behind it and the blocks below."""

    name: str
    span: Span
    lines: tuple[SourceLine, ...]
    blocks: list[SourceBlock] = field(default_factory=list)

    @property
    def word(self) -> str:
        return self.lines[0].text.strip("`") if self.lines else ""

    @property
    def value_span(self) -> Span:
        return self.lines[0].span if self.lines else self.span

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands behind the label and below it."""
        return not self.blocks and not any(line.text.strip() for line in self.lines)

    def texts(self, findings: FindingCollector) -> tuple[Text, ...]:
        """All that it holds as paragraphs."""
        first = read_words(self.lines, findings)
        return (*((first,) if first else ()), *texts_of(self.blocks, findings))

    def items(self, findings: FindingCollector) -> tuple[Text, ...]:
        """The items of its list, else its paragraphs."""
        return (
            *((read_words(self.lines, findings),) if self.lines else ()),
            *texts_of(self.blocks, findings, marks=False),
        )


def read_items(part: Part, findings: FindingCollector) -> tuple[Text, ...]:
    """Items in their order.

    order = ("1. " text)+                         three at least
    """
    entries = [entry for block in part.blocks if isinstance(block, List) for entry in block.entries]
    items = tuple(text for entry in entries if (text := read_words(entry.lines, findings)))
    if len(items) < 3:
        findings.add("Q103", part.span, f"an order of {len(items)}", "write three items or more, '1. …' a line")
    return items


def read_pairs(part: Part, findings: FindingCollector) -> tuple[tuple[Text, Text], ...]:
    """The pairs of a table's rows; its header only names the columns.

    match = table                                 of two columns, three rows at least
    """
    rows = [row for block in part.blocks if isinstance(block, Rows) for row in block.rows]
    pairs = tuple((_cell(row[0], findings), _cell(row[1], findings)) for row in rows if len(row) == 2 and all(row))
    if len(pairs) < 3 or len(pairs) < len(rows):
        findings.add("Q103", part.span, f"a match of {len(pairs)} pairs", "write a table of two columns, three rows")
    return pairs


def _cell(line: SourceLine, findings: FindingCollector) -> Text:
    return read_cell([line], findings, lambda lines: read_words(lines, findings))


def read_tolerance(part: Part | None, findings: FindingCollector) -> float:
    """The share of a number by which an answer may miss it.

    tolerance = number " "? "%"                   up to two digits before its point
    """
    if part is None:
        return TOLERANCE
    match = _PERCENT.fullmatch(part.word)
    if not match:
        findings.add("Q105", part.value_span, f"'{part.word}' is not a tolerance", "write 'Tolerance: 2%'")
        return TOLERANCE
    return float(match["number"]) / 100


def read_mistakes(
    parts: Iterable[Part],
    findings: FindingCollector,
    *,
    order: int = 0,
    pairs: Sequence[tuple[Text, Text]] = (),
) -> tuple[Mistake, ...]:
    """The mistakes of a question, each with what it gives.

    mistake = name " -> " answer ": " feedback
    answer  = fact | option | number " before " number | left " = " right
    """
    made = []
    for part in parts:
        if part.name != "Mistake":
            continue
        whole = read_words(part.lines, findings)
        name, rest = split(whole, " -> ")
        answer, feedback = split(rest, ": ") if rest else (Text(), None)
        if not (name and answer and feedback):
            findings.add("Q107", part.value_span, "a mistake that cannot be read", _MISTAKE)
            continue
        places = (0, 0)
        if order:
            places = _of_order(answer, order, findings)
        elif pairs:
            places = _of_match(answer, pairs, findings)
        feedback = capital(feedback)
        made.append(Mistake(name=name, answer=answer, feedback=feedback, span=part.value_span, places=places))
    return tuple(made)


def _of_order(answer: Text, count: int, findings: FindingCollector) -> tuple[int, int]:
    """`3 before 2` as places: the item that comes too early, and the one it is set before."""
    match = _BEFORE.fullmatch(answer.plain)
    late, early = (int(match["late"]), int(match["early"])) if match else (0, 0)
    if not 0 < early < late <= count:
        hint = f"write two items by their numbers, such as '3 before 2'; there are {count}"
        findings.add("Q108", answer.span, f"'{answer.plain}' is not a wrong order of the items", hint)
        return 0, 0
    return late - 1, early - 1


def _of_match(answer: Text, pairs: Sequence[tuple[Text, Text]], findings: FindingCollector) -> tuple[int, int]:
    """`left = right` as places of the two in the list of pairs."""
    left, right = split(answer, " = ")
    lefts, rights = [pair[0].plain for pair in pairs], [pair[1].plain for pair in pairs]
    if right and left.plain in lefts and right.plain in rights:
        places = lefts.index(left.plain), rights.index(right.plain)
        if places[0] != places[1]:
            return places
    near = ""
    for side, known in ((left, lefts), (right, rights)):
        if side and side.plain not in known:
            near = near or suggestion(side.plain, known)
    hint = near or "write a left side ' = ' the right side of another row"
    findings.add("Q108", answer.span, f"'{answer.plain}' is not a wrong pair of the table", hint)
    return 0, 0
