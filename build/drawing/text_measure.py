"""How wide and how high text is, from the fonts' own metrics, before anything is drawn.

Widths are `letter_widths`; a character that a font lacks is as wide as in the font that draws it. Lines end where
`line_breaks` says.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import replace
from functools import cached_property, lru_cache, partial
from typing import NamedTuple

from build.drawing.direction import is_right_to_left, reads_right_to_left
from build.drawing.letter_widths import em_widths, own_bearing, own_em
from build.drawing.line_breaks import SOFT, addresses, keeps_words, parts_of_address, pieces
from build.drawing.page import Align, Paragraph, Run, TextStyle
from build.drawing.run_parts import between, marked, starts
from build.drawing.scripts import GAP, IDEOGRAPHIC, OTHERS_FONT, WIDE_DOT, gaps, has_no_italics, is_complex, is_joined
from build.drawing.syllables import Places, places_in, word_ends
from build.drawing.typefaces import Stretch, stretches
from build.theme.tokens import Font, Fonts

RESERVE = 0.03  # of a line's width: viewers differ by a few tenths of a percent, substitutes by more
POINTS = 72.0  # an inch
MOST_RUNS = 2**12  # kept: runs taken apart

_HEBREW = ("he", "iw", "yi")  # languages in its letters
_LEAST = 1e-6  # inches: no column is narrower


class Word(NamedTuple):
    """Text between two places where a line may end, its width without and with its end spaces; a newline is one.

    `parts` are those of an address with their widths, which give way where no line holds the whole.
    """

    text: str
    solid: float
    full: float
    parts: tuple[tuple[str, float], ...] = ()


class Measure:
    """Text measured in the fonts of one theme.

    Where a deck is read from right to left its pages are laid out as all are and then turned around (`mirror.py`): a
    paragraph is `rtl` if it runs against them, and its sides are changed when they are.
    It keeps the runs it took apart, for each is tried in many columns, and the pieces of a text, for each is tried in
    many sizes.
    """

    def __init__(self, fonts: Fonts, language: str = "en") -> None:
        self._fonts = fonts
        self._language = language
        self.reads_from_right = self._right_to_left = reads_right_to_left(language)
        self._syllables: Places | None = None
        self._words = lru_cache(maxsize=MOST_RUNS)(self._parted)
        self._pieces = lru_cache(maxsize=MOST_RUNS)(partial(pieces, whole=keeps_words(language)))

    @cached_property
    def of_labels(self) -> Measure:
        """The same for words in a picture or a chip: they run as their own letters do, whatever the deck's language."""
        labels = copy(self)
        labels._right_to_left = False
        return labels

    @cached_property
    def hyphenating(self) -> Measure | None:
        """The same with words that are wider than their column broken at syllables.

        None where it does so already, or nothing knows the syllables of its language.
        """
        places = None if self._syllables else places_in(self._language)
        if places is None:
            return None
        other = copy(self)
        other.__dict__.pop("of_labels", None)
        other._syllables = places
        return other

    @property
    def hyphenates(self) -> bool:
        """Whether it breaks such words."""
        return self._syllables is not None

    # ---- widths -------------------------------------------------------------------------------------
    def width(self, text: str, style: TextStyle) -> float:
        """Inches that one line of text takes; of several lines, the widest."""
        if "\n" in text:
            return max(self.width(line, style) for line in text.split("\n"))
        font: Font = getattr(self._fonts, style.face)
        text = text.replace(SOFT, "")
        if text.isascii():
            em = own_em(text, font, style)
        else:
            em = sum(
                em_widths(part.face.path, part.face.index)(part.text) if part.face else own_em(part.text, font, style)
                for part in self.stretches(text, style)
            )
            em += GAP * gaps(text)
        return (em * style.drawn + style.spacing * len(text)) / POINTS

    def is_own(self, runs: Iterable[Run]) -> bool:
        """Whether the theme's fonts draw all letters: another viewer may take other fonts for those they lack."""
        return all(part.face is None for run in runs for part in self.stretches(run.text, run.style))

    def bearing(self, text: str, style: TextStyle) -> float:
        """Inches that the ink of a text's first letter stands off its left edge: what is great is set by its ink."""
        font: Font = getattr(self._fonts, style.face)
        return own_bearing(text[:1] or " ", font.twin, style.bold, style.italic) * style.size / POINTS

    def stretches(self, text: str, style: TextStyle) -> tuple[Stretch, ...]:
        """A text cut where its font changes: to one that has a character which the style's own has not."""
        font: Font = getattr(self._fonts, style.face)
        return stretches(text, font.twin, style.bold, style.italic, self._language)

    def complex_face(self) -> str:
        """The family that draws the letters of a language from right to left; nothing for another language."""
        letter = "א" if self._language.casefold().split("-")[0] in _HEBREW else "ا"
        (stretch,) = self.stretches(letter, TextStyle(16)) if self.reads_from_right else (None,)
        return stretch.face.family if stretch and stretch.face else ""

    def run_width(self, runs: Iterable[Run]) -> float:
        """Inches of all runs on one line."""
        wide, last = 0.0, ""
        for run in runs:
            wide += self.width(run.text, run.style) + GAP * gaps(last + run.text[:1]) * run.style.drawn / POINTS
            last = run.text[-1:]
        return wide

    def widest_word(self, runs: Iterable[Run]) -> float:
        """Inches of the longest part that cannot be broken."""
        return max(map(_widest, self._words(tuple(runs))), default=0.0)

    def line_room(self, text: str, style: TextStyle) -> float:
        """Inches that a box needs to hold a text on one line: its width, with the reserve."""
        wide = sum(word.full for word in self._words((Run(text, style),)))
        if is_complex(text):
            wide *= 1 + OTHERS_FONT
        if self._language[:2].casefold() in IDEOGRAPHIC:
            wide += text.count("·") * WIDE_DOT * style.drawn / POINTS
        return wide / (1 - RESERVE) + 0.001

    # ---- lines --------------------------------------------------------------------------------------
    def wrap(self, runs: Iterable[Run], width: float, *, reserve: float = RESERVE) -> tuple[str, ...]:
        """The lines that the runs take in a column of that width, kept `reserve` away from its edge."""
        limit = max(width * (1 - reserve), _LEAST) + 1e-6
        lines: list[str] = []
        line, used = "", 0.0
        for word, solid, full, parts in self._words(tuple(runs)):
            if word == "\n":
                lines.append(line.rstrip(" "))
                line, used = "", 0.0
                continue
            if line and used + solid > limit and not (parts and solid > limit):
                lines.append(line.rstrip(" "))
                line, used = "", 0.0
            if solid > limit:  # wider than the column: an address ends behind its parts, and viewers break any word
                cut, used = _filled(parts or ((word, solid),), limit, line, used)
                lines += [part.rstrip(" ") for part in cut[:-1]]
                line, used = cut[-1], used + full - solid
                continue
            line, used = line + word, used + full
        lines.append(line.rstrip(" "))
        return tuple(lines)

    def wrap_runs(self, runs: Sequence[Run], width: float, *, reserve: float = RESERVE) -> list[tuple[Run, ...]]:
        """The same with the runs of each line; what stands between lines (spaces, a newline) is dropped."""
        whole = "".join(run.text for run in runs)
        found = self.wrap(runs, width, reserve=reserve)
        if found == (whole,):
            return [tuple(run for run in runs if run.text)]
        lines, at = [], 0
        for line in found:
            start = whole.index(line, at)
            at = start + len(line)
            lines.append(tuple(between(runs, start, at)))
        return lines

    def paragraph(
        self,
        runs: Sequence[Run],
        *,
        width: float,
        spacing: float = 1.1,
        align: Align = "left",
        before: float = 0.0,
        reserve: float = RESERVE,
    ) -> Paragraph:
        """A measured paragraph in `width` inches, its tabs as spaces; its line is `spacing` times its largest size."""
        runs = [replace(run, text=run.text.replace("\t", " ")) if "\t" in run.text else run for run in runs]
        runs = [_of_its_script(run) for run in self._with_broken_addresses(runs, width, reserve)]
        runs = self._hyphenated(runs, width * (1 - reserve))
        largest = max((run.style.size for run in runs), default=12.0)
        against = is_right_to_left(runs, otherwise=self._right_to_left) is not self.reads_from_right
        labels = self.reads_from_right and not self._right_to_left
        return Paragraph(
            runs=tuple(runs),
            line=round(largest * spacing, 2),
            align="right" if against and align == "left" and not labels else align,
            before=before,
            lines=self.wrap(runs, width, reserve=reserve),
            widest_word=self.widest_word(runs),
            rtl=against,
        )

    def _with_broken_addresses(self, runs: Sequence[Run], width: float, reserve: float) -> Sequence[Run]:
        """The runs with a newline wherever a line ends in an address: viewers would break it elsewhere."""
        whole = "".join(run.text for run in runs)
        spans = addresses(whole)
        if not spans:
            return runs
        at, ends = 0, []
        for line in self.wrap(runs, width, reserve=reserve)[:-1]:
            at = whole.index(line, at) + len(line)
            if whole[at - 1] in "/?&-" and any(start < at < end for start, end in spans):
                ends.append(at)
        return marked(runs, ends, "\n")

    def _hyphenated(self, runs: Sequence[Run], limit: float) -> Sequence[Run]:
        """The runs with a soft hyphen wherever a line ends in a word that is wider than that, where one may."""
        if self._syllables is None:
            return runs
        at, ends = 0, []
        for word in self._words(tuple(runs)):
            if word.solid > limit and not word.parts:
                ends += word_ends(runs, at, at + len(word.text), limit, self, self._syllables)
            at += len(word.text)
        return marked(runs, ends, SOFT)

    def _parted(self, runs: tuple[Run, ...]) -> tuple[Word, ...]:
        """Unbreakable words over the borders of runs."""
        words: list[Word] = []
        whole = "".join(run.text for run in runs)
        spans, begins = addresses(whole), tuple(starts(runs))
        at = i = 0
        for text, end in self._pieces(whole):
            stop = at + len(text)
            solid = full = 0.0
            here = at
            while here < stop:
                border = begins[i] + len(runs[i].text)
                part = whole[here : min(stop, border)]
                wide, bare = self.width(part, runs[i].style), part.rstrip(" ")
                if here and gaps(whole[here - 1 : here + 1]):
                    solid = full = full + GAP * runs[i].style.drawn / POINTS
                if bare:
                    solid = full + (wide if len(bare) == len(part) else self.width(bare, runs[i].style))
                full += wide
                here += len(part)
                i += here >= border and i + 1 < len(runs)
            if text.endswith(SOFT):
                solid = full + self.width("-", runs[i].style)
            if text:
                in_address = any(start < stop and at < last for start, last in spans)
                words.append(Word(text, solid, full, self._parts(runs, at, text) if in_address else ()))
            at = stop
            if end == "\n":
                words.append(Word(end, 0.0, 0.0))
                at += 1
        return tuple(words)

    def _parts(self, runs: Sequence[Run], at: int, text: str) -> tuple[tuple[str, float], ...]:
        """The parts of an address that stands at a place, with their widths."""
        parts = []
        for part in parts_of_address(text):
            parts.append((part, self.run_width(between(runs, at, at + len(part.rstrip(" "))))))
            at += len(part)
        return tuple(parts)


def height(paragraphs: Iterable[Paragraph]) -> float:
    """Inches that measured paragraphs take, one below the other."""
    return sum(p.before + p.line * max(1, len(p.lines)) for p in paragraphs) / POINTS


def _of_its_script(run: Run) -> Run:
    """A run as its script is set: letters that are joined are not spaced, and what has no italics stands upright,
    which viewers would slant."""
    style = run.style
    if style.spacing and is_joined(run.text):
        style = replace(style, spacing=0.0)
    if style.italic and has_no_italics(run.text):
        style = replace(style, italic=False)
    return replace(run, style=style) if style is not run.style else run


def _widest(word: Word) -> float:
    """Inches of the longest part of a word."""
    return max(part for _, part in word.parts) if word.parts else word.solid


def _filled(parts: Iterable[tuple[str, float]], limit: float, line: str, used: float) -> tuple[list[str], float]:
    """A line that goes on with parts, and those that they take below it, with what the last one holds.

    A part that no line holds is cut anywhere.
    """
    lines = [line]
    for part, wide in parts:
        if lines[-1] and used + wide > limit:
            lines.append("")
            used = 0.0
        cut = _cut(part, math.ceil(min(wide / limit, len(part)))) if wide > limit else [part]
        lines[-1:] = [lines[-1] + cut[0], *cut[1:]]
        used = limit if len(cut) > 1 else used + wide
    return lines, used


def _cut(word: str, parts: int) -> list[str]:
    """A word in about equal parts."""
    size = math.ceil(len(word) / parts)
    return [word[start : start + size] for start in range(0, len(word), size)]
