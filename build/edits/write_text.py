"""The words of a text put in place, each in the formatting that it has here, or that somebody gave it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import accumulate, groupby
from typing import Any

from lxml import etree
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement

from build.deck_file.read import runs_of
from build.deck_file.snapshot import BREAK, FIELD, Body
from build.edits.merge_words import PARAGRAPH, Conflict, Piece, merge, tokens

_PARAGRAPH, _PROPERTIES, _RUN_PROPERTIES, _END = qn("a:p"), qn("a:pPr"), qn("a:rPr"), qn("a:endParaRPr")
_TEXT = qn("a:t")
_SINGLE = (BREAK, FIELD)

Copy = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Token:
    """A word with the styles of its letters: each style once, as the text changes it."""

    text: str
    styles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """Whether theirs left something in a text, and where both changed the same."""

    kept: bool
    conflicts: list[Conflict]


def merge_text(base: Body, theirs: Body, ours: Body, there: Any, here: Any, copy: Copy) -> Result:
    """Bring into `here` (ours, an `a:txBody`) what theirs changed in `there`.

    `copy` brings an element of theirs over with what it refers to.
    """
    if theirs in (base, ours):
        return Result(False, [])
    before, after, new = _tokens(base), _tokens(theirs), _tokens(ours)
    pieces, conflicts = merge(*([token.text for token in side] for side in (before, after, new)))
    changed = [_restyled(piece, before, after, new) for piece in pieces]
    if not any(changed) and [piece.ours for piece in pieces] == list(range(len(new))):
        return Result(False, conflicts)
    _Writer(pieces, changed, _Source(there, after, copy), _Source(here, new, copy)).write(here)
    return Result(True, conflicts)


def _tokens(body: Body) -> list[Token]:
    found = []
    for paragraph in body:
        found.append(Token(PARAGRAPH, (paragraph.style,)))
        styles = [run.style for run in paragraph.runs for _ in run.text]
        at = 0
        for text in tokens(paragraph.text):
            own = styles[at : at + len(text)]
            found.append(Token(text, tuple(style for i, style in enumerate(own) if not i or style != own[i - 1])))
            at += len(text)
    return found


def _restyled(piece: Piece, before: Sequence[Token], after: Sequence[Token], new: Sequence[Token]) -> bool:
    """Whether a word that all have looks otherwise in theirs."""
    if piece.base is None or piece.theirs is None or piece.ours is None:
        return False
    given = after[piece.theirs].styles
    return given not in (before[piece.base].styles, new[piece.ours].styles)


class _Source:
    """A text's elements by token: the paragraph, and each letter with the run that it stands in."""

    def __init__(self, body: Any, known: Sequence[Token], copy: Copy) -> None:
        self.tokens = known
        self.paragraphs: list[Any] = []
        self.letters: list[list[tuple[str, Any]]] = []
        self._copy = copy
        self._copied: dict[Any, Any] = {}
        for paragraph in body.iterchildren(_PARAGRAPH) if known else ():
            letters = [(letter, run) for text, run in runs_of(paragraph) for letter in text]
            self._add(paragraph, [])
            at = 0
            for text in tokens("".join(letter for letter, _ in letters)):
                self._add(paragraph, letters[at : at + len(text)])
                at += len(text)

    def _add(self, paragraph: Any, letters: list[tuple[str, Any]]) -> None:
        self.paragraphs.append(paragraph)
        self.letters.append(letters)

    def brought(self, element: Any) -> Any:
        """An element as it may stand here; the same one each time it is asked for."""
        if element not in self._copied:
            self._copied[element] = self._copy(element)
        return self._copied[element]


class _Writer:
    """Writes merged words: ours as they are, theirs in the formatting of their neighbours."""

    def __init__(self, pieces: Sequence[Piece], restyled: Sequence[bool], theirs: _Source, ours: _Source) -> None:
        self._pieces, self._restyled, self._theirs, self._ours = pieces, restyled, theirs, ours
        starts = (self._text(piece) == PARAGRAPH for piece in pieces)
        self._paragraph = list(accumulate(starts))  # the number of the paragraph that each piece stands in

    def write(self, body: Any) -> None:
        """Put the words in the place of those of `body`."""
        old = list(body.iterchildren(_PARAGRAPH))
        texts: list[list[tuple[str, Any]]] = []
        paragraphs: list[Any] = []
        for at, piece in enumerate(self._pieces):
            if self._text(piece) == PARAGRAPH:
                paragraphs.append(self._paragraph_like(at))
                texts.append([])
            else:
                texts[-1] += self._letters(at)
        for paragraph, text in zip(paragraphs, texts, strict=True):
            _fill(paragraph, text)
        for paragraph in old:
            body.remove(paragraph)
        body.extend(paragraphs or [_emptied(old[0])])

    def _text(self, piece: Piece) -> str:
        if piece.ours is not None:
            return self._ours.tokens[piece.ours].text
        assert piece.theirs is not None
        return self._theirs.tokens[piece.theirs].text

    def _paragraph_like(self, at: int) -> Any:
        """An empty paragraph of the right format; one that they added looks like ours beside it, if it did there."""
        piece = self._pieces[at]
        if piece.ours is not None and not self._restyled[at]:
            return _emptied(self._ours.paragraphs[piece.ours])
        assert piece.theirs is not None
        styles = self._theirs.tokens[piece.theirs].styles
        near = () if self._restyled[at] else (*range(at - 1, -1, -1), *range(at + 1, len(self._pieces)))
        for other in near:
            one = self._pieces[other]
            if one.ours is None or one.theirs is None or self._restyled[other] or self._text(one) != PARAGRAPH:
                continue
            if self._theirs.tokens[one.theirs].styles == styles:
                return _emptied(self._ours.paragraphs[one.ours])
        return _emptied(self._theirs.brought(self._theirs.paragraphs[piece.theirs]))

    def _letters(self, at: int) -> list[tuple[str, Any]]:
        """The letters of a piece, each with a run whose formatting it takes."""
        piece = self._pieces[at]
        if piece.ours is not None and not self._restyled[at]:
            return self._ours.letters[piece.ours]
        assert piece.theirs is not None
        letters = self._theirs.letters[piece.theirs]
        like = None if self._restyled[at] else self._neighbour(at, self._theirs.tokens[piece.theirs].styles)
        return [
            (letter, self._theirs.brought(run) if like is None or letter == FIELD else like) for letter, run in letters
        ]

    def _neighbour(self, at: int, styles: tuple[str, ...]) -> Any:
        """The nearest run here of which theirs looks like the words they added; None where theirs look like none."""
        around = sorted(
            range(len(self._pieces)),
            key=lambda other: (self._paragraph[other] != self._paragraph[at], abs(other - at), other > at),
        )
        for other in around:
            one = self._pieces[other]
            if one.ours is None or one.theirs is None or self._restyled[other] or not self._ours.letters[one.ours]:
                continue
            if self._theirs.tokens[one.theirs].styles == styles:
                return self._ours.letters[one.ours][-1][1]
        same = (i for i, token in enumerate(self._ours.tokens) if token.styles == styles and self._ours.letters[i])
        return next((self._ours.letters[i][0][1] for i in same), None)


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
    for (run, kind), group in groupby(letters, key=lambda one: (one[1], one[0] if one[0] in _SINGLE else "")):
        text = "".join(letter for letter, _ in group)
        for piece in text if kind else (text,):
            paragraph.insert(at, _run(piece, run))
            at += 1


def _run(text: str, like: Any) -> Any:
    if text == FIELD:
        return deepcopy(like)
    run = OxmlElement("a:br" if text == BREAK else "a:r")
    properties = like.find(_RUN_PROPERTIES)
    if properties is not None:
        run.append(deepcopy(properties))
    if text != BREAK:
        etree.SubElement(run, _TEXT).text = text
    return run
