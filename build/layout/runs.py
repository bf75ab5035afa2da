"""From the deck's paragraphs to runs in the theme's styles."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from build.drawing.math_plain import math_plain
from build.drawing.math_text import math_runs
from build.drawing.mathml import FormulaError
from build.drawing.page import FactSpan, Paragraph, Run, TextStyle
from build.drawing.scripts import has_no_italics
from build.drawing.text_measure import RESERVE, Measure
from build.spec.deck import Item, Text, Words
from build.spec.said import Said

CODE_SCALE = 0.8  # mono looks larger than the text around it
CODE_FLOOR = 12.8  # points
SMALLEST_UNTINTED = 14.0  # points of code without a tint
_LOOKS_LIKE_PATH = re.compile(r"[\w.\-]+(?:/[\w.\-]+)+")
_REFERENCE = re.compile(r"\b(slides?) (?=\d)", re.IGNORECASE)  # kept on one line with its number
_FULL_WIDTH_STOPS = ("。", "！", "？", "：")  # which have their space in them
_NAME_PART = re.compile(r"[^_/\-.]*[_/\-.]?")


def runs_of(text: Text, style: TextStyle, *, strong: str = "navy", short: bool = False, chip: bool = True) -> list[Run]:
    """Runs of a resolved paragraph; `strong` is the colour of what is bold.

    `short` shows a file's name for its path, `chip` tints inline code.
    """
    runs: list[Run] = []
    for piece in text.pieces:
        if not isinstance(piece, Words):
            raise TypeError(f"an expression reached the layout: {{{{ {piece.source} }}}}")
        if not piece.text:
            continue
        if piece.code:
            code = file_name(piece.text) if short else piece.text
            beside = replace(style, color=strong if chip else style.color)
            runs.append(code_run(code, beside, chip=chip, href=piece.href))
            continue
        if piece.math:
            runs += _math(piece, style, strong)
            continue
        upright = piece.italic and has_no_italics(piece.text)  # its emphasis is bold
        bold, italic = style.bold or piece.bold or upright, (style.italic or piece.italic) and not upright
        color = "brick" if piece.missing else strong if bold else style.color
        own = replace(style, color=color, bold=bold, italic=italic, strike=style.strike or piece.strike)
        own = replace(own, script="super") if piece.raised else own
        words = _REFERENCE.sub("\\1\u00a0", piece.text)
        if runs and runs[-1].text.endswith(_FULL_WIDTH_STOPS):
            words = words.lstrip(" ")
            if not words:
                continue
        joins = bool(runs) and (runs[-1].style, runs[-1].href) == (own, piece.href)
        before = runs.pop() if joins else Run("", own)
        start = len(before.text)
        shown = (FactSpan(piece.fact, start, start + len(words)),) if piece.fact else ()
        runs.append(Run(before.text + words, own, before.highlight, piece.href, before.facts + shown))
    return runs


def _math(piece: Words, style: TextStyle, strong: str) -> list[Run]:
    """A formula among words; its source as code where a line cannot hold it, which the spec's checks have told."""
    try:
        return math_runs(piece.text, replace(style, color=strong, bold=style.bold or piece.bold, strike=piece.strike))
    except FormulaError:
        return [code_run(piece.text, replace(style, color=strong))]


def capitals(text: Text, style: TextStyle, said: Said) -> list[Run]:
    """Runs of words in capitals, all in one style; formulas and code keep their letters, which mean something."""
    runs: list[Run] = []
    for piece in text.pieces:
        if isinstance(piece, Words) and piece.math:
            runs += _math(piece, replace(style, spacing=0.0), style.color)
            continue
        words = piece.text if isinstance(piece, Words) else ""
        words = words if isinstance(piece, Words) and piece.code else said.capitals(words)
        joins = bool(runs) and runs[-1].style == style
        runs.append(Run((runs.pop().text if joins else "") + words, style))
    return runs


def in_a_line(text: Text) -> str:
    """The words alone, each formula as one writes it in a line."""
    pieces = (
        replace(piece, text=math_plain(piece.text)) if isinstance(piece, Words) and piece.math else piece
        for piece in text.pieces
    )
    return Text(tuple(pieces)).plain


def code_run(text: str, beside: TextStyle, *, chip: bool = True, href: str = "") -> Run:
    """Inline code beside text of that style, in its colour."""
    points = max(CODE_FLOOR, round(beside.size * CODE_SCALE, 1))
    return Run(text, TextStyle(points, beside.color, face="mono"), highlight="codechip" if chip else "", href=href)


def readable(run: Run) -> Run:
    """Code without a tint, as large as words must be."""
    return replace(run, style=run.style.at(max(SMALLEST_UNTINTED, run.style.size)))


def item_runs(item: Item, style: TextStyle, *, short: bool = False) -> list[Run]:
    """A bold lead, then the rest."""
    full_width = item.lead.plain.endswith(_FULL_WIDTH_STOPS)
    lead = runs_of(item.lead, replace(style, bold=True), short=short)
    rest = runs_of(_without_space(item.rest) if full_width else item.rest, style, short=short)
    if (
        lead
        and rest
        and not full_width
        and not lead[-1].text.endswith(" ")
        and rest[0].text[:1] not in tuple(" \n,.:;")
    ):
        lead = [*lead, Run(" ", style)]
    return [*lead, *rest]


def _without_space(text: Text) -> Text:
    first = text.pieces[0] if text.pieces else None
    if not isinstance(first, Words) or first.code:
        return text
    return replace(text, pieces=(replace(first, text=first.text.lstrip(" ")), *text.pieces[1:]))


def bulleted(paragraph: Paragraph, indent: float) -> Paragraph:
    """A paragraph as an item of a list. It was measured in the room that is left beside the bullet."""
    return replace(paragraph, bullet="diamond", indent=indent)


def file_name(code: str) -> str:
    """The last part of a path; anything else as it is."""
    return code.rpartition("/")[2] if _LOOKS_LIKE_PATH.fullmatch(code) else code


def break_names(runs: Iterable[Run], wide: float, measure: Measure) -> list[Run]:
    """Names in code that are wider than the column get line breaks behind an underscore, slash, hyphen or dot."""
    limit = wide * (1 - RESERVE)
    return [replace(run, text=_broken(run, limit, measure)) if run.style.face == "mono" else run for run in runs]


def _broken(run: Run, limit: float, measure: Measure) -> str:
    if measure.width(run.text, run.style) <= limit:
        return run.text
    lines = [""]
    for part in _NAME_PART.findall(run.text):
        if lines[-1] and measure.width(lines[-1] + part, run.style) > limit:
            lines.append("")
        lines[-1] += part
    return "\n".join(lines)


def paths_in(texts: Iterable[Text]) -> list[str]:
    """Paths written as code, in order, each once: where a slide shows the name only, the notes say these."""
    found = (piece.text for text in texts for piece in text.pieces if isinstance(piece, Words) and piece.code)
    return list(dict.fromkeys(path for path in found if file_name(path) != path))
