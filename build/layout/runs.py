"""From the deck's paragraphs to runs in the theme's styles."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from build.drawing.page import Face, Run
from build.drawing.text_measure import RESERVE, width
from build.spec.deck import Item, Text, Words

CODE_SCALE = 0.8  # mono looks larger than the text around it
CODE_FLOOR = 12.8  # points
_LOOKS_LIKE_PATH = re.compile(r"[\w.\-]+(?:/[\w.\-]+)+")
_REFERENCE = re.compile(r"\b(slides?) (?=\d)", re.IGNORECASE)  # kept on one line with its number
_NAME_PART = re.compile(r"[^_/\-.]*[_/\-.]?")


def runs_of(
    text: Text,
    *,
    size: float,
    color: str = "char",
    strong: str = "navy",
    bold: bool = False,
    italic: bool = False,
    face: Face = "body",
    short: bool = False,
    chip: bool = True,
) -> list[Run]:
    """Runs of a resolved paragraph. `short` shows a file's name for its path, `chip` tints inline code."""
    runs: list[Run] = []
    for piece in text.pieces:
        if not isinstance(piece, Words):
            raise TypeError(f"an expression reached the layout: {{{{ {piece.source} }}}}")
        if not piece.text:
            continue
        if piece.code:
            shown = file_name(piece.text) if short else piece.text
            runs.append(code_run(shown, size=size, color=strong if chip else color, chip=chip, href=piece.href))
            continue
        heavy, slanted = bold or piece.bold, italic or piece.italic
        ink = strong if heavy else color
        words = _REFERENCE.sub("\\1\u00a0", piece.text)
        last = runs[-1] if runs else None
        if last and (last.bold, last.italic, last.href, last.face) == (heavy, slanted, piece.href, face):
            words = runs.pop().text + words
        runs.append(Run(text=words, size=size, color=ink, face=face, bold=heavy, italic=slanted, href=piece.href))
    return runs


def code_run(text: str, *, size: float, color: str = "navy", chip: bool = True, href: str = "") -> Run:
    """Inline code beside text of that size."""
    points = max(CODE_FLOOR, round(size * CODE_SCALE, 1))
    return Run(text=text, size=points, color=color, face="mono", highlight="codechip" if chip else "", href=href)


def item_runs(item: Item, *, size: float, color: str = "char", short: bool = False, chip: bool = True) -> list[Run]:
    """A bold lead, then the rest."""
    lead = runs_of(item.lead, size=size, bold=True, short=short, chip=chip)
    rest = runs_of(item.rest, size=size, color=color, short=short, chip=chip)
    if lead and rest and not lead[-1].text.endswith(" ") and not rest[0].text.startswith((" ", ",", ".", ":", ";")):
        lead = [*lead, Run(text=" ", size=size, color=color)]
    return [*lead, *rest]


def file_name(code: str) -> str:
    """The last part of a path; anything else as it is."""
    return code.rpartition("/")[2] if _LOOKS_LIKE_PATH.fullmatch(code) else code


def break_names(runs: Iterable[Run], width_in: float) -> list[Run]:
    """Names in code that are wider than the column get line breaks behind an underscore, slash, hyphen or dot."""
    limit = width_in * (1 - RESERVE)
    return [replace(run, text=_broken(run, limit)) if run.face == "mono" else run for run in runs]


def _broken(run: Run, limit: float) -> str:
    if width(run.text, size=run.size, face=run.face) <= limit:
        return run.text
    lines = [""]
    for part in _NAME_PART.findall(run.text):
        if lines[-1] and width(lines[-1] + part, size=run.size, face=run.face) > limit:
            lines.append("")
        lines[-1] += part
    return "\n".join(lines)


def paths_in(texts: Iterable[Text]) -> list[str]:
    """Paths written as code, in order, each once: where a slide shows the name only, the notes say these."""
    found = (p.text for text in texts for p in text.pieces if isinstance(p, Words) and p.code)
    return list(dict.fromkeys(path for path in found if file_name(path) != path))
