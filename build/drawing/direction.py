"""Which way text runs: the levels of the Unicode bidirectional algorithm (UAX 9), and the order in which it is seen.

Marks that embed or isolate are left out of account (rules X1 to X8): the writer of a slide has no need of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from build.drawing.page import Run

_LANGUAGES = {"ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "ps", "sd", "syr", "ug", "ur", "yi"}
_SCRIPTS = {"arab", "hebr", "syrc", "thaa", "nkoo", "adlm", "rohg"}
_BACKWARDS = re.compile("[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_STRONG = {"L": False, "R": True, "AL": True}
_UNSEEN = {"BN", "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
LEFT_TO_RIGHT = "\u200e"  # a mark that is not seen and counts as a letter that runs so
RIGHT_TO_LEFT = "\u200f"  # and one that counts as a letter from right to left
_PAIRS = dict(zip("([{⟨⟦〈《「『【〔（［｛", ")]}⟩⟧〉》」』】〕）］｝", strict=True))
_CLOSING = {close: open_ for open_, close in _PAIRS.items()}


def reads_right_to_left(language: str) -> bool:
    """Whether a language is written from right to left: `ar`, `he-IL`, `uz-Arab`."""
    first, *rest = language.casefold().split("-")
    scripts = [part for part in rest if len(part) == 4 and part.isalpha()]
    return scripts[0] in _SCRIPTS if scripts else first in _LANGUAGES


def has_right_to_left(text: str) -> bool:
    """Whether some of a text runs from right to left."""
    return not text.isascii() and bool(_BACKWARDS.search(text))


def is_right_to_left(runs: Sequence[Run], *, otherwise: bool) -> bool:
    """Whether a paragraph is: after its first strong letter, or if all are so (`otherwise`). Code by itself is not."""
    return begins_right_to_left("".join(run.text for run in runs if run.style.face != "mono"), otherwise=otherwise)


def begins_right_to_left(text: str, *, otherwise: bool) -> bool:
    """Whether the first strong letter of a text runs so; `otherwise`: whether all texts do."""
    if otherwise:
        return bool(text.strip())
    if not has_right_to_left(text):
        return False
    return next((_STRONG[kind] for kind in map(_kind, text) if kind in _STRONG), False)


def is_foreign(text: str) -> bool:
    """Whether letters stand in a text and all run from left to right: words of a language that is written so."""
    return not has_right_to_left(text) and any(_STRONG.get(_kind(character)) is False for character in text)


def places_of_marks(run: Run, *, foreign: bool) -> list[int]:
    """Where in a run `LEFT_TO_RIGHT` stands, so that what is not the language's own runs so among any words.

    That is code, a formula, a recorded number with its unit in Latin letters, and all of a paragraph that is `foreign`.
    """
    text = run.text
    if foreign or run.math or run.style.face == "mono":
        ends = [0, len(text)]
        for i, character in enumerate(text):
            ends += [i, i + 1] if character == "\n" else []
        return sorted(ends)
    spans = (span for span in run.facts if is_foreign(text[span.start : span.end]))
    return sorted(place for span in spans for place in (span.start, span.end))


@lru_cache(maxsize=2**12)
def _kind(character: str) -> str:
    """The class of a character; one that Unicode has not named runs as its neighbours in the tables do."""
    return unicodedata.bidirectional(character) or ("R" if _BACKWARDS.match(character) else "L")


# ---- levels -----------------------------------------------------------------------------------------
def levels(text: str, *, rtl: bool) -> list[int]:
    """The level of each character of a line in a paragraph that runs so: odd ones run from right to left."""
    base = int(rtl)
    given = list(map(_kind, text))
    seen = [i for i, kind in enumerate(given) if kind not in _UNSEEN]
    kinds = [given[i] for i in seen]
    marks = [kind == "NSM" for kind in kinds]
    _weak(kinds, base)
    _brackets(kinds, [text[i] for i in seen], base)
    for i in range(1, len(seen)):  # the marks on a bracket run as it does
        if marks[i] and kinds[i] == "ON":
            kinds[i] = kinds[i - 1]
    _neutral(kinds, base)
    found = [base] * len(text)
    for i, kind in zip(seen, kinds, strict=True):
        odd = kind == "R" if base == 0 else kind != "R"
        found[i] = base + (2 if base == 0 and kind in ("EN", "AN") else int(odd))
    for i in range(1, len(text)):
        if given[i] in _UNSEEN:
            found[i] = found[i - 1]
    _ends(found, given, base)
    return found


def _weak(kinds: list[str], base: int) -> None:
    """Rules W1 to W7: marks, numbers and what stands in them."""
    edge = strong = "R" if base else "L"
    for i, kind in enumerate(kinds):  # W1, W2, W3
        before = kinds[i - 1] if i else edge
        if kind == "NSM":
            kinds[i] = kind = before
        if kind in ("L", "R", "AL"):
            strong = kind
        elif kind == "EN" and strong == "AL":
            kinds[i] = "AN"
    kinds[:] = ["R" if kind == "AL" else kind for kind in kinds]
    for i in range(1, len(kinds) - 1):  # W4
        before, kind, after = kinds[i - 1 : i + 2]
        if before == after and ((kind == "ES" and before == "EN") or (kind == "CS" and before in ("EN", "AN"))):
            kinds[i] = before
    i = 0
    while i < len(kinds):  # W5, W6
        end = i
        while end < len(kinds) and kinds[end] == "ET":
            end += 1
        if end > i:
            beside = "EN" in (kinds[i - 1] if i else "", kinds[end] if end < len(kinds) else "")
            kinds[i:end] = ["EN" if beside else "ON"] * (end - i)
        i = max(end, i + 1)
    strong = edge
    for i, kind in enumerate(kinds):  # W6, W7
        if kind in ("ES", "CS"):
            kinds[i] = "ON"
        elif kind in ("L", "R"):
            strong = kind
        elif kind == "EN" and strong == "L":
            kinds[i] = "L"


def _brackets(kinds: list[str], text: Sequence[str], base: int) -> None:
    """Rule N0: both brackets of a pair run as what stands between them, where that runs as the paragraph does."""
    along, against = ("R", "L") if base else ("L", "R")
    open_: list[tuple[str, int]] = []
    pairs = []
    for i, character in enumerate(text):
        if kinds[i] != "ON":
            continue
        if character in _PAIRS:
            open_.append((character, i))
        elif character in _CLOSING:
            at = next((k for k in reversed(range(len(open_))) if open_[k][0] == _CLOSING[character]), None)
            if at is not None:
                pairs.append((open_[at][1], i))
                del open_[at:]
    for start, end in sorted(pairs):
        inside = {_as_strong(kind) for kind in kinds[start + 1 : end]}
        before = next((strong for kind in reversed(kinds[:start]) if (strong := _as_strong(kind))), along)
        if along in inside:
            kinds[start] = kinds[end] = along
        elif against in inside:
            kinds[start] = kinds[end] = against if before == against else along


def _as_strong(kind: str) -> str:
    """How a kind counts for its neighbours: numbers run from right to left; nothing for what is neutral."""
    return kind if kind in ("L", "R") else "R" if kind in ("EN", "AN") else ""


def _neutral(kinds: list[str], base: int) -> None:
    """Rules N1 and N2: what is neutral runs as both its neighbours do, else as the paragraph."""
    edge = "R" if base else "L"
    start = 0
    while start < len(kinds):
        end = start
        while end < len(kinds) and not _as_strong(kinds[end]):
            end += 1
        if end > start:
            before = _as_strong(kinds[start - 1]) if start else edge
            after = _as_strong(kinds[end]) if end < len(kinds) else edge
            kinds[start:end] = [before if before == after else edge] * (end - start)
        start = max(end, start + 1)


def _ends(found: list[int], given: Sequence[str], base: int) -> None:
    """Rule L1: tabs, and spaces before them or at the end of the line, stand where the paragraph runs to."""
    trailing = True
    for i in reversed(range(len(given))):
        if given[i] in ("B", "S"):
            found[i], trailing = base, True
        elif trailing and (given[i] == "WS" or given[i] in _UNSEEN):
            found[i] = base
        else:
            trailing = False


def seen_order(of: Sequence[int]) -> list[int]:
    """The places of parts with those levels, as they are seen from left to right (rule L2)."""
    order = list(range(len(of)))
    for level in range(max(of, default=0), 0, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and of[order[end]] >= level:
                end += 1
            order[start:end] = order[start:end][::-1]
            start = max(end, start + 1)
    return order
