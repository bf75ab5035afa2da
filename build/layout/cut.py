"""Words cut until they fit, with a mark: for a look at a deck that is not done yet. What is cut stands in the notes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import partial
from typing import Any, TypeVar

from build.findings.diagnostic import Diagnostic, Span
from build.spec.content import CodeBlock
from build.spec.deck import Command, Grid, Listing, Slide, Text, Words
from build.spec.walk import change, children, texts_in

T = TypeVar("T")
Findings = Callable[[Slide], list[Diagnostic]]
"""What is found on the page of a slide."""

MARK = "…"
UNFIT = ("L101", "L102", "L105", "L106", "C605")
LETTERS = (400, 300, 220, 160, 120, 90, 70, 55, 42)  # of each text that may stay, from most to least
FEWEST = (32, 24)  # of one that stands alone, or of all where nothing else helps
CODE = 48  # of a line of code
WORDS = (40, 32, 26, 22, 18, 14)  # letters of a word that may stay, where one is too wide
ROWS = (24, 16, 12, 10, 8, 7, 6, 5, 4, 3, 2, 1)  # of each list, where short texts are too many
ROUNDS = 3
MOST_SLIDES = 12  # that one becomes which is too long for a page
FULL = (4000, 120)  # more letters of a text, or entries of a list, than any slide holds
_UNSHOWN = ("notes", "rest", "span", "prompt")


def is_unfit(found: Iterable[Diagnostic]) -> bool:
    """Whether something on a page is too long, or too wide."""
    return any(finding.code in UNFIT for finding in found)


def cut_to_fit(slide: Slide, findings: Findings) -> Slide:
    """The slide with what does not fit made shorter, part by part, by no more than is needed."""
    whole, slide = slide, at_most_full(slide)
    for letters in WORDS:
        if not any(finding.code == "L102" for finding in findings(slide)):
            break
        shown = {name: _words_cut(getattr(slide, name), letters) for name in _shown_parts(slide)}
        slide = replace(slide, **shown)
    for _ in range(ROUNDS):
        lines = _unfit_lines(findings(slide))
        parts = list(_parts_at(slide, lines))
        if not parts:
            break
        for name in parts:
            slide = _shortened(slide, name, findings)
    stays = set(texts_in(_shown(slide)))
    gone = [text for text in texts_in(_shown(whole)) if text not in stays]
    return replace(slide, rest=(*slide.rest, *gone))


def at_most_full(slide: Slide) -> Slide:
    """The slide without what no slide of any kind holds, so that it is laid out soon; the same if it has none."""
    if not any(_is_over(getattr(slide, name)) for name in _shown_parts(slide)):
        return slide
    parts = {name: _texts_cut(_fewer(getattr(slide, name), FULL[1]), FULL[0]) for name in _shown_parts(slide)}
    return replace(slide, **parts)


def _is_over(value: object) -> bool:
    if isinstance(value, Text):
        return sum(len(piece.text) for piece in value.pieces if isinstance(piece, Words)) > FULL[0]
    if isinstance(value, str):
        return len(value) > FULL[0]
    if isinstance(value, tuple) and len(value) > FULL[1]:
        return True
    return any(map(_is_over, children(value)))


def _unfit_lines(found: Iterable[Diagnostic]) -> set[int]:
    return {finding.span.line for finding in found if finding.code in UNFIT}


def _shown(slide: Slide) -> list[object]:
    return [getattr(slide, name) for name in _shown_parts(slide)]


def _shown_parts(slide: Slide) -> Iterator[str]:
    return (part.name for part in fields(slide) if part.name not in _UNSHOWN)


def _parts_at(slide: Slide, lines: set[int]) -> Iterator[str]:
    """The attributes that hold words of these lines."""
    for name in _shown_parts(slide):
        own = set(_lines_of(getattr(slide, name)))
        if own and lines & set(range(min(own), max(own) + 1)):
            yield name


def _lines_of(value: object) -> Iterator[int]:
    if isinstance(value, Span):
        yield value.line
    elif isinstance(value, tuple) or is_dataclass(value):
        for part in children(value):
            yield from _lines_of(part)


def _shortened(slide: Slide, name: str, findings: Findings) -> Slide:
    """The slide with the longest version of a part at which nothing of that part is too long; else with the shortest.

    Each version is shorter than the one before, so half of them are left after each look.
    """
    value = getattr(slide, name)
    versions = [slide, *(replace(slide, **{name: shorter}) for shorter in _versions(value))]
    low, high = 0, len(versions) - 1
    while low < high:
        middle = (low + high) // 2
        if set(_parts_at(versions[middle], _unfit_lines(findings(versions[middle])))) & {name}:
            low = middle + 1
        else:
            high = middle
    return versions[low]


def _versions(value: Any) -> Iterator[Any]:
    """A part from nearly whole to very short: first its texts, then its lists too."""
    for letters in (*LETTERS, *(FEWEST if isinstance(value, Text) else ())):
        yield _texts_cut(value, letters)
    for rows in ROWS:
        yield _texts_cut(_fewer(value, rows), LETTERS[-1])
    yield _texts_cut(_fewer(value, ROWS[-1]), FEWEST[-1])


# ---- texts ------------------------------------------------------------------------------------------
def _texts_cut(value: T, letters: int) -> T:
    return change(value, (Text, Listing, CodeBlock, Command), partial(_cut, letters=letters))


def _cut(value: Text | Listing | CodeBlock | Command, letters: int) -> Text | Listing | CodeBlock | Command:
    if isinstance(value, Text):
        return _cut_text(value, letters)
    if isinstance(value, Command):
        return replace(value, text=_cut_words(value.text, letters))
    return replace(value, text=tuple(_cut_words(line, max(letters, CODE)) for line in value.text))


def _words_cut(value: T, letters: int) -> T:
    """A value without the ends of its longest words."""

    def cut(text: Text) -> Text:
        return change(text, Words, lambda words: replace(words, text=long.sub(f"\\1{MARK}", words.text)))

    long = re.compile(rf"(\S{{{letters}}})\S+")
    return change(value, Text, lambda text: cut(text) if long.search(text.plain) else text)


def _cut_text(text: Text, letters: int) -> Text:
    if len(text.plain) <= letters:
        return text
    kept: list[Words] = []
    left = letters
    for piece in text.pieces:
        if not isinstance(piece, Words):
            continue
        if len(piece.text) > left:
            kept.append(replace(piece, text=_cut_words(piece.text, left)))
            break
        kept.append(piece)
        left -= len(piece.text)
    return replace(text, pieces=tuple(kept))


def _cut_words(words: str, letters: int) -> str:
    """At a space where one is near, with the mark behind."""
    if len(words) <= letters:
        return words
    start = words[:letters]
    whole = start.rpartition(" ")[0]
    return (whole if len(whole) >= letters / 2 else start).rstrip(" ,;:.–-") + MARK


# ---- lists ------------------------------------------------------------------------------------------
def _fewer(value: T, most: int) -> T:
    """A value whose lists have so many entries at most."""
    made: Any = value
    if isinstance(value, Text | Span) or value is None:
        return value
    if isinstance(value, Grid):
        made = replace(value, rows=_first(value.rows, most))
    elif isinstance(value, Listing | CodeBlock):
        text = value.text if len(value.text) <= most else (*value.text[:most], MARK)
        made = replace(value, text=text, marked=tuple(line for line in value.marked if line <= most))
    elif isinstance(value, tuple):
        made = tuple(_fewer(part, most) for part in _first(value, most))
    elif is_dataclass(value):
        parts = {part.name: _fewer(getattr(value, part.name), most) for part in fields(value)}
        made = replace(value, **parts)  # type: ignore[type-var]
    return made  # type: ignore[no-any-return]


def _first(rows: Sequence[Any], most: int) -> tuple[Any, ...]:
    """The first rows, the last of them marked where there are more."""
    kept = tuple(rows[:most])
    return kept if len(rows) <= most else (*kept[:-1], _marked(kept[-1]))


def _marked(row: Any) -> Any:
    """A row whose last text ends in the mark."""
    if isinstance(row, Command):
        return replace(row, text=MARK, comment=True)
    texts = texts_in(row)
    if not texts:
        return row
    last = texts[-1]
    return change(
        row, Text, lambda text: replace(text, pieces=(*text.pieces, Words(text=MARK))) if text is last else text
    )
