"""One slide while it is laid out: what is on it so far, what is wrong with it, what goes to its notes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from build.drawing.direction import reads_right_to_left
from build.drawing.frame_boxes import Frame
from build.drawing.mirror import mirrored
from build.drawing.page import Align, Anchor, Box, Drawable, Paragraph, Run, TextBox, TextStyle
from build.drawing.text_measure import POINTS, Measure
from build.files.build_cache import MEMORY
from build.findings.diagnostic import Diagnostic, Span
from build.findings.rules import RULES
from build.layout.ladder import Fitted, Rung, fit, narrower
from build.provenance.slide_numbers import SlideNumber, numbers_on
from build.spec.deck import Deck, Slide
from build.spec.said import Said
from build.theme.template import TemplateLayout
from build.theme.tokens import Theme
from engine.ledger import Ledger
from engine.quoted import quoted

if TYPE_CHECKING:
    from build.files.course import Course
    from build.films.clips import Clip


_REACH = 40  # lines in which a part of what begins at a place is looked for


@dataclass(frozen=True, slots=True)
class Subject:
    """What a finding calls a text, where that stands in the spec, and what helps if it is not what usually does."""

    what: str
    span: Span
    hint: str = ""


@dataclass
class Draft:
    """Everything that a layout reads, and the three lists that it fills."""

    deck: Deck
    slide: Slide
    theme: Theme
    ledger: Ledger
    clips: Mapping[str, Clip]
    course: Course
    measure: Measure
    items: list[Drawable] = field(default_factory=list)
    findings: list[Diagnostic] = field(default_factory=list)
    asides: list[str] = field(default_factory=list)  # said in the notes because the slide says it shorter
    frame: Frame = field(default_factory=Frame)  # where its body stands
    carried: TemplateLayout | None = None  # what of a company's template carries it
    placed: set[str] = field(default_factory=set)  # items that stand in places of the template already, by name
    cites_in_footer: bool = False  # where the body has no room for what it cites
    cites_below: bool = False  # what it cites stands below the body
    cited_foot: TextBox | None = None  # what it cites, at the foot of a template's body
    wraps_code: bool = False  # where no arrangement holds a line of code, it goes on in the next

    @property
    def id(self) -> str:
        return f"s{self.slide.number:02d}"

    @property
    def said(self) -> Said:
        """The words that the deck says by itself."""
        return self.deck.said

    @cached_property
    def numbers(self) -> list[SlideNumber]:
        """Every number on the slide."""
        return numbers_on(self.slide, self.course)

    @property
    def memory(self) -> Path:
        """The folder that keeps what took long to work out."""
        return self.course.dist / MEMORY

    @cached_property
    def reads_from_right(self) -> bool:
        """Whether the page is turned around when it is laid out, so that reading begins at the right."""
        return reads_right_to_left(self.deck.front.language)

    @contextmanager
    def kept(self, box: Box) -> Iterator[None]:
        """What is put on the slide meanwhile keeps its sides within a box where the page is turned around: code."""
        start = len(self.items)
        yield
        if self.reads_from_right:
            self.items[start:] = mirrored(self.items[start:], box)

    @cached_property
    def _lines(self) -> list[str]:
        return self.deck.source.split("\n")

    def name(self, role: str) -> str:
        return f"{self.id} {role}"

    def add(self, *items: Drawable) -> None:
        """Put items on the slide, in reading order."""
        self.items.extend(items)

    # ---- findings -----------------------------------------------------------------------------------
    def report(self, code: str, span: Span, message: str, hint: str = "") -> None:
        """A finding at a place of the source; without a hint of its own it has its rule's."""
        line = self._lines[span.line - 1] if 0 < span.line <= len(self._lines) else ""
        self.findings.append(
            Diagnostic(
                path=self.deck.path,
                span=span,
                code=code,
                message=message,
                hint=hint or RULES[code].remedy,
                line_text=line,
            )
        )

    def locate(self, near: Span, part: str) -> Span:
        """Where a part of what begins at a place stands in the source; that place where it is not found."""
        for number in range(near.line, min(near.line + _REACH, len(self._lines) + 1)) if part else ():
            at = self._lines[number - 1].find(part, near.column - 1 if number == near.line else 0)
            if at >= 0:
                return Span(number, at + 1, at + 1 + len(part))
        return near

    def report_unfit(self, what: str, fitted: Fitted, span: Span, high: float, hint: str = "") -> None:
        """Say that a text does not fit its region, by how much, and what to do (`hint` where there is a better way)."""
        if fitted.too_wide:
            message = f"{what}: {quoted(fitted.too_wide)} is wider than its column at {fitted.rung.size:g} pt"
            self.report("L102", span, message, narrower(fitted.too_wide))
        elif fitted.excess:
            line = fitted.paragraphs[-1].line / POINTS
            over = max(1, round(fitted.excess / line + 0.49))
            lines = "one line" if over == 1 else f"{over} lines"
            usual = f"shorten it by about {lines}, or move words to Notes:"
            self.report_high(what, span, fitted.high, high, fitted.rung.size, hint or usual)

    def report_high(self, what: str, span: Span, takes: float, room: float, size: float, hint: str) -> None:
        """Say that something is higher (inches) than its room, at a size in points."""
        message = f"{what} does not fit: it takes {takes:.2f} in at {size:g} pt, and there are {room:.2f} in"
        self.report("L101", span, message, hint)

    # ---- text ---------------------------------------------------------------------------------------
    def label(self, role: str, text: str, box: Box, style: TextStyle, *, align: Align = "left") -> TextBox:
        """A short text in one style, in the middle of its box's height."""
        words = self.measure.of_labels.paragraph([Run(text, style)], width=box.w, align=align)
        return TextBox(name=self.name(role), box=box, anchor="middle", paragraphs=(words,))

    def text(
        self,
        role: str,
        box: Box,
        make: Callable[[Rung], Sequence[Paragraph]],
        ladder: Sequence[Rung],
        subject: Subject,
        anchor: Anchor = "middle",
    ) -> TextBox:
        """A text box at the first rung that fits; reports its subject where none does."""
        fitted = fit(make, ladder, high=box.h, wide=box.w)
        self.report_unfit(subject.what, fitted, subject.span, box.h, subject.hint)
        return TextBox(name=self.name(role), box=box, paragraphs=fitted.paragraphs, anchor=anchor)
