"""Emphasis: which runs of stars, underscores and tildes make what stands between them bold, italic or struck."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from build.spec.deck import Piece, Words


@dataclass
class Star:
    """A run that may open or close emphasis; an unmatched one is text."""

    mark: str
    opens: bool
    closes: bool
    role: int = 0  # 1 opens, -1 closes, 0 is text


def pieces_of(atoms: Sequence[Piece | Star]) -> list[Piece]:
    """Atoms with emphasis applied and like neighbours joined."""
    waiting: dict[str, list[Star]] = {}
    for star in atoms:
        if not isinstance(star, Star):
            continue
        if star.closes and waiting.get(star.mark):
            waiting[star.mark].pop().role, star.role = 1, -1
        elif star.opens:
            waiting.setdefault(star.mark, []).append(star)
    pieces: list[Piece] = []
    bold = italic = strike = 0
    for atom in atoms:
        if isinstance(atom, Star):
            if atom.role == 0:
                _append(pieces, Words(text=atom.mark, bold=bold > 0, italic=italic > 0, strike=strike > 0))
            elif atom.mark[0] == "~":
                strike += atom.role
            elif len(atom.mark) == 2:
                bold += atom.role
            else:
                italic += atom.role
        else:
            atom = replace(atom, bold=bold > 0, italic=italic > 0) if bold or italic else atom
            _append(pieces, replace(atom, strike=True) if strike else atom)
    return pieces


def _append(pieces: list[Piece], piece: Piece) -> None:
    last = pieces[-1] if pieces else None
    if isinstance(piece, Words) and not piece.text:
        return
    if isinstance(piece, Words) and isinstance(last, Words) and _style(last) == _style(piece):
        pieces[-1] = replace(last, text=last.text + piece.text)
    else:
        pieces.append(piece)


def _style(words: Words) -> tuple[object, ...]:
    return words.bold, words.italic, words.strike, words.code, words.math, words.href, words.cites
