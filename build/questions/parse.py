"""A quiz from Markdown.

quiz     = front_matter? heading? block* (topic | question)*
topic    = "# " text                              what the questions below it are about
question = "## Q " id ": " stem (paragraph | label)*
id       = letter (letter | digit | "-")*         the question's own, for ever: what was answered hangs on it
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from build.documents.links import read_links
from build.findings.diagnostic import Diagnostic, Span
from build.parse.blocks import Heading, SourceBlock, SourceLine, SourceParagraph, read_blocks
from build.parse.front_matter import read_front_matter
from build.parse.kept_lines import kept_lines
from build.parse.source import FindingCollector, Source
from build.parse.texts import one_line, stack
from build.questions.labels import LABELS, MANY, label_of, starts_with_label
from build.questions.model import AnyQuestion, Choice, Match, Number, Open, Order, Quiz
from build.questions.read_answers import Part, read_items, read_mistakes, read_pairs, read_tolerance
from build.questions.read_words import read_words, texts_of
from build.spec.deck import Expression, Text

FORM = "write '## Q cache-size: How large is the cache?'"
MOST = 16  # options, items or pairs: in the terminal each has a letter, and q leaves
_QUESTION = re.compile(r"Q\s+(?P<id>[A-Za-z][A-Za-z0-9-]{0,62})\s*:\s*(?P<stem>\S.*)")
KINDS = {"open": Open, "number": Number, "choice": Choice, "order": Order, "match": Match}


def parse_quiz(source: Source) -> tuple[Quiz, list[Diagnostic]]:
    """The quiz that a source says, with every finding of the way there."""
    findings = FindingCollector(source)
    front, skip = read_front_matter(findings)
    if front.kind != "quiz":
        findings.add("P143", Span(1, 1, 4), f"a {front.kind}, and no quiz", f"coursewright {front.kind} makes it")
        empty = Quiz(path=source.path, source=source.text, front=front, heading=Text(), introduction=(), questions=())
        return empty, findings.sorted()
    blocks = read_blocks(kept_lines(findings, skip=skip, is_label=starts_with_label), findings)
    title, topic, introduction, raw = Text(), Text(), list[SourceBlock](), list[_Raw]()
    outside = False
    for block in blocks:
        if isinstance(block, Heading) and block.level == 1:
            words = one_line(read_words([block.line], findings))
            title, topic = (words, topic) if not title and not raw else (title, words)
            outside = bool(raw)
        elif isinstance(block, Heading) and block.level == 2:
            outside = False
            if match := _QUESTION.fullmatch(block.line.text):
                stem = block.line.cut(match.start("stem"))
                raw.append(_Raw(match["id"], block.line, stem, topic))
            else:
                findings.add("Q101", block.line.span, "not a question's heading", FORM)
                outside = True
        elif raw and not outside:
            raw[-1].take(block, findings)
        elif not raw:
            introduction.append(block)
    ids: dict[str, _Raw] = {}
    for one in raw:
        key = one.id.casefold()  # packages have a file for each, and disks take Cache and cache for one name
        if first := ids.get(key):
            hint = f"the first is in line {first.heading.number}; what was answered is kept by it"
            written = f"'{one.id}'" if first.id == one.id else f"'{first.id}' and '{one.id}', which are one name"
            findings.add("Q102", one.heading.span, f"two questions have the id {written}", hint)
        ids.setdefault(key, one)
    for key, one in ids.items():
        family = ids.get(key.rpartition("-")[0])
        if family and key.rpartition("-")[2].isdigit() and any(part.name == "Variants" for part in family.parts):
            hint = f"the variants of '{family.id}' are called {family.id}-1 and so on: choose another name"
            findings.add("Q102", one.heading.span, f"the id '{one.id}' is that of a variant", hint)
    questions = [made for one in raw if (made := one.question(findings))]
    if not raw:
        findings.add("Q100", title.span, "a quiz without questions", FORM)
    quiz = Quiz(
        path=source.path,
        source=source.text,
        front=front,
        heading=title,
        introduction=tuple(texts_of(introduction, findings)),
        questions=tuple(questions),
    )
    return quiz, findings.sorted()


@dataclass
class _Raw:
    """A question's heading and its labels, each with the blocks below it."""

    id: str
    heading: SourceLine
    stem: SourceLine
    topic: Text
    more: list[SourceBlock] = field(default_factory=list)  # of the stem
    parts: list[Part] = field(default_factory=list)

    def take(self, block: SourceBlock, findings: FindingCollector) -> None:
        if isinstance(block, SourceParagraph) and (found := label_of(block.lines[0], findings)):
            name, value = found
            lines = (value, *block.lines[1:]) if value.text else block.lines[1:]
            place = block.lines[0].cut(0, len(name)).span
            if name not in MANY and any(part.name == name for part in self.parts):
                findings.add("P105", place, f"'{name}:' stands twice", "keep one")
            self.parts.append(Part(name, place, lines))
        elif self.parts:
            self.parts[-1].blocks.append(block)
        else:
            self.more.append(block)

    def question(self, findings: FindingCollector) -> AnyQuestion | None:
        """The question; None where what it needs is missing."""
        by_name = {part.name: part for part in reversed(self.parts)}
        for part in self.parts:
            if part.is_empty and part.name != "Answer" and part.name != "Tolerance":  # which are told below
                findings.add("P112", part.span, f"'{part.name}' is empty", f"write behind it: {LABELS[part.name]}")
        stem = stack([read_words([self.stem], findings), *texts_of(self.more, findings)])
        common: dict[str, Any] = {
            "id": self.id,
            "stem": stem,
            "topic": self.topic,
            "span": self.heading.span,
            "why": by_name["Why"].texts(findings) if "Why" in by_name else (),
            "links": tuple(read_links(by_name["See"].lines, findings)) if "See" in by_name else (),
        }
        if holds := by_name.get("Holds"):
            common["holds"] = stack(holds.texts(findings))
        if variants := by_name.get("Variants"):
            common |= {"variants": variants.word, "variants_span": variants.value_span}
        answer = by_name["Answer"].texts(findings) if "Answer" in by_name else ()
        kind = self._kind(by_name, answer, findings)
        if kind is Order and "Order" in by_name:
            items = read_items(by_name["Order"], findings)
            self._at_most(len(items), "items", findings)
            return Order(items=items, mistakes=read_mistakes(self.parts, findings, order=len(items)), **common)
        if kind is Match and "Match" in by_name:
            pairs = read_pairs(by_name["Match"], findings)
            self._at_most(len(pairs), "pairs", findings)
            return Match(pairs=pairs, mistakes=read_mistakes(self.parts, findings, pairs=pairs), **common)
        if not answer:
            hint = "write 'Answer:', or 'Order:' or 'Match:' with its items"
            findings.add("Q103", self.heading.span, f"question '{self.id}' has no answer", hint)
            return None
        if kind is Open:
            points = by_name["Points"].items(findings) if "Points" in by_name else ()
            return Open(answer=answer, points=points, **common)
        tolerance = read_tolerance(by_name.get("Tolerance"), findings)
        mistakes = read_mistakes(self.parts, findings)
        if kind is Choice:
            if not mistakes:
                hint = "write 'Mistake: its name -> what it gives: what is told then'"
                findings.add("Q103", self.heading.span, f"question '{self.id}' has one option", hint)
                return None
            self._at_most(1 + len(mistakes), "options", findings)
            return Choice(answer=answer[0], tolerance=tolerance, mistakes=mistakes, **common)
        for text in (answer[0], *(mistake.answer for mistake in mistakes)):
            if not is_fact(text):
                hint = "write '{{ fact | unit }}' alone; words make it 'Kind: choice'"
                findings.add("Q106", text.span, f"'{text.plain}' is not a fact's number", hint)
        return Number(answer=answer[0], tolerance=tolerance, mistakes=mistakes, **common)

    def _at_most(self, count: int, what: str, findings: FindingCollector) -> None:
        if count > MOST:
            hint = f"leave {count - MOST} out, or ask two questions"
            message = f"question '{self.id}' has {count} {what}; a question has up to {MOST}"
            findings.add("Q103", self.heading.span, message, hint)

    def _kind(self, parts: dict[str, Part], answer: tuple[Text, ...], findings: FindingCollector) -> type:
        if "Kind" in parts:
            word = parts["Kind"].word.casefold()
            if word in KINDS:
                return KINDS[word]
            hint = f"there are: {', '.join(KINDS)}"
            findings.add("Q104", parts["Kind"].value_span, f"unknown kind of question '{word}'", hint)
        if "Order" in parts:
            return Order
        if "Match" in parts:
            return Match
        if len(answer) == 1 and is_fact(answer[0]):
            return Number
        return Choice if "Mistake" in parts else Open


def is_fact(text: Text) -> bool:
    """Whether a text is one expression and nothing else."""
    return len(text.pieces) == 1 and isinstance(text.pieces[0], Expression)
