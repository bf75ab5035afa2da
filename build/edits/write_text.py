"""The words of a text put in place, each in the formatting that it has here, or that somebody gave it."""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import accumulate, groupby
from typing import Any

from lxml import etree
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement

from build.deck_file.equations import EQUATION
from build.deck_file.slide_reader import runs_of
from build.deck_file.snapshot import BREAK, FIELD, Body
from build.edits.merge_words import PARAGRAPH, Conflict, MergedToken, merge, tokens

_PARAGRAPH, _PROPERTIES, _RUN_PROPERTIES, _END = qn("a:p"), qn("a:pPr"), qn("a:rPr"), qn("a:endParaRPr")
_TEXT = qn("a:t")
_SINGLE = (BREAK, FIELD)

Copy = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class StyledWord:
    """A word with the styles of its letters: each style once, as the text changes it."""

    text: str
    styles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MergedText:
    """Whether theirs left something in a text, and where both changed the same."""

    kept: bool
    conflicts: list[Conflict]


def merge_text(base: Body, theirs: Body, ours: Body, there: Any, here: Any, copy: Copy) -> MergedText:
    """Bring into `here` (ours, an `a:txBody`) what theirs changed in `there`.

    `copy` brings an element of theirs over with what it refers to.
    """
    if theirs in (base, ours):
        return MergedText(False, [])
    before, after, new = _tokens(base), _tokens(theirs), _tokens(ours)
    merged, conflicts = merge(*([token.text for token in side] for side in (before, after, new)))
    changed = [_restyled(token, before, after, new) for token in merged]
    if not any(changed) and [token.ours for token in merged] == list(range(len(new))):
        return MergedText(False, conflicts)
    _TextWriter(merged, changed, _TextElements(there, after, copy), _TextElements(here, new, copy)).write(here)
    return MergedText(True, conflicts)


def _tokens(body: Body) -> list[StyledWord]:
    found = []
    for paragraph in body:
        found.append(StyledWord(PARAGRAPH, (paragraph.style,)))
        styles = [run.style for run in paragraph.runs for _ in run.text]
        at = 0
        for text in tokens(paragraph.text):
            own = styles[at : at + len(text)]
            found.append(StyledWord(text, tuple(style for i, style in enumerate(own) if not i or style != own[i - 1])))
            at += len(text)
    return found


def _restyled(
    token: MergedToken, before: Sequence[StyledWord], after: Sequence[StyledWord], new: Sequence[StyledWord]
) -> bool:
    """Whether a word that all have looks otherwise in theirs."""
    if token.base is None or token.theirs is None or token.ours is None:
        return False
    given = after[token.theirs].styles
    return given not in (before[token.base].styles, new[token.ours].styles)


class _TextElements:
    """A text's elements by token: the paragraph, and each letter with the run that it stands in."""

    def __init__(self, body: Any, words: Sequence[StyledWord], copy: Copy) -> None:
        self.words = words
        self.paragraphs: list[Any] = []
        self.letters: list[list[tuple[str, Any]]] = []
        self._copy = copy
        self._copied: dict[Any, Any] = {}
        for paragraph in body.iterchildren(_PARAGRAPH) if words else ():
            letters = [(letter, run) for text, run in runs_of(paragraph) for letter in text]
            self._add(paragraph, [])
            at = 0
            for text in tokens("".join(letter for letter, _ in letters)):
                self._add(paragraph, letters[at : at + len(text)])
                at += len(text)

    def _add(self, paragraph: Any, letters: list[tuple[str, Any]]) -> None:
        self.paragraphs.append(paragraph)
        self.letters.append(letters)

    def copied(self, element: Any) -> Any:
        """An element as it may stand here; the same one each time it is asked for."""
        if element not in self._copied:
            self._copied[element] = self._copy(element)
        return self._copied[element]


class _TextWriter:
    """Writes merged words: ours as they are, theirs in the formatting of their neighbours."""

    def __init__(
        self, merged: Sequence[MergedToken], restyled: Sequence[bool], theirs: _TextElements, ours: _TextElements
    ) -> None:
        self._merged, self._restyled, self._theirs, self._ours = merged, restyled, theirs, ours
        starts = [self._text(token) == PARAGRAPH for token in merged]
        self._paragraph = list(accumulate(starts))  # the number of the paragraph that each token stands in
        self._common = self._by_style(starts)
        self._first: dict[tuple[str, ...], Any] = {}  # the first run here in each style
        for word, letters in zip(ours.words, ours.letters, strict=True):
            if letters and letters[0][1].tag != EQUATION:
                self._first.setdefault(word.styles, letters[0][1])

    def write(self, body: Any) -> None:
        """Put the words in the place of those of `body`."""
        old = list(body.iterchildren(_PARAGRAPH))
        texts: list[list[tuple[str, Any]]] = []
        paragraphs: list[Any] = []
        for at, token in enumerate(self._merged):
            if self._text(token) == PARAGRAPH:
                paragraphs.append(self._paragraph_like(at))
                texts.append([])
            else:
                texts[-1] += self._letters(at)
        for paragraph, text in zip(paragraphs, texts, strict=True):
            _fill(paragraph, text)
        for paragraph in old:
            body.remove(paragraph)
        body.extend(paragraphs or [_emptied(old[0])])

    def _by_style(self, starts: Sequence[bool]) -> dict[tuple[bool, tuple[str, ...]], list[int]]:
        """Where the paragraphs and the words stand that both have alike, by the style that they have in theirs."""
        found: dict[tuple[bool, tuple[str, ...]], list[int]] = defaultdict(list)
        for at, (token, begins) in enumerate(zip(self._merged, starts, strict=True)):
            if token.ours is None or token.theirs is None or self._restyled[at]:
                continue
            if begins or (self._ours.letters[token.ours] and self._ours.letters[token.ours][-1][1].tag != EQUATION):
                found[begins, self._theirs.words[token.theirs].styles].append(at)
        return found

    def _beside(self, at: int, styles: tuple[str, ...], *, paragraphs: bool) -> list[MergedToken]:
        """The last of those before a token, and the first of those behind it, that both have alike in a style."""
        places = self._common.get((paragraphs, styles), [])
        behind = bisect(places, at)
        around = places[max(behind - 1, 0) : behind + 1]
        if not paragraphs:
            around.sort(key=lambda other: (self._paragraph[other] != self._paragraph[at], abs(other - at), other > at))
        return [self._merged[other] for other in around]

    def _text(self, token: MergedToken) -> str:
        if token.ours is not None:
            return self._ours.words[token.ours].text
        assert token.theirs is not None
        return self._theirs.words[token.theirs].text

    def _paragraph_like(self, at: int) -> Any:
        """An empty paragraph of the right format; one that they added looks like ours beside it, if it did there."""
        token = self._merged[at]
        if token.ours is not None and not self._restyled[at]:
            return _emptied(self._ours.paragraphs[token.ours])
        assert token.theirs is not None
        styles = self._theirs.words[token.theirs].styles
        near = [] if self._restyled[at] else self._beside(at, styles, paragraphs=True)
        if near and near[0].ours is not None:
            return _emptied(self._ours.paragraphs[near[0].ours])
        return _emptied(self._theirs.copied(self._theirs.paragraphs[token.theirs]))

    def _letters(self, at: int) -> list[tuple[str, Any]]:
        """The letters of a word, each with a run whose formatting it takes."""
        token = self._merged[at]
        if token.ours is not None and not self._restyled[at]:
            return self._ours.letters[token.ours]
        assert token.theirs is not None
        letters = self._theirs.letters[token.theirs]
        like = None if self._restyled[at] else self._neighbour(at, self._theirs.words[token.theirs].styles)
        return [
            (letter, self._theirs.copied(run) if like is None or _own(letter, run) else like) for letter, run in letters
        ]

    def _neighbour(self, at: int, styles: tuple[str, ...]) -> Any:
        """The nearest run here of which theirs looks like the words they added; None where theirs look like none."""
        near = self._beside(at, styles, paragraphs=False)
        if near and near[0].ours is not None:
            return self._ours.letters[near[0].ours][-1][1]
        return self._first.get(styles)


def _own(letter: str, run: Any) -> bool:
    """Whether a letter stands for an element that is copied as it is."""
    return letter == FIELD or run.tag == EQUATION


def _emptied(paragraph: Any) -> Any:
    """A copy of a paragraph without its words."""
    copy = deepcopy(paragraph)
    for child in list(copy):
        if child.tag not in (_PROPERTIES, _END):
            copy.remove(child)
    return copy


def _fill(paragraph: Any, letters: Sequence[tuple[str, Any]]) -> None:
    """Put letters into an empty paragraph: those in a row with the same run become one."""
    end = paragraph.find(_END)
    at = len(paragraph) - (end is not None)
    for (run, kind), group in groupby(
        letters, key=lambda letter: (letter[1], letter[0] if letter[0] in _SINGLE else "")
    ):
        text = "".join(letter for letter, _ in group)
        for part in text if kind else (text,):
            paragraph.insert(at, _run(part, run))
            at += 1


def _run(text: str, like: Any) -> Any:
    if text == FIELD or like.tag == EQUATION:
        return deepcopy(like)
    run = OxmlElement("a:br" if text == BREAK else "a:r")
    properties = like.find(_RUN_PROPERTIES)
    if properties is not None:
        run.append(deepcopy(properties))
    if text != BREAK:
        etree.SubElement(run, _TEXT).text = text
    return run
