"""Text as Markdown that reads as the same words: marks around them, and a backslash before what would be one.

What is written is read again. Marks that no reading gives back, as slanted letters inside a word, are left out; words
never are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from build.findings.unprintable import UNPRINTABLE
from build.parse.blocks import SourceLine
from build.parse.content_inline import read_content
from build.parse.dialects import Dialect
from build.parse.labels import match_label
from build.parse.links import is_address
from build.parse.reading import Reading
from build.parse.source import FindingCollector, Source
from build.spec.deck import Expression, Piece, Text, Words

Notes = Mapping[str, str]
"""The footnotes of a slide: how each is written, by the mark that its words have."""

_MARKS = {"strike": "~~", "bold": "**", "italic": "_"}
_KEEP = (("strike", "bold", "italic"), ("strike", "bold"), ())  # styles, the fewer the surer they can be read
_SIGN = re.compile(
    r"[\\`*\[{]|(?<![^\W_])_|_(?![^\W_])|<(?=[A-Za-z/!?])|&(?=#?\w+;)|:(?=[a-z][a-z_+-]*[a-z0-9]:)|(?<=https):(?=//)"
    r"|(?<=http):(?=//)|(?<=www)\.(?=\w)"
)
_PAIRED = ("$", "~", "^", "==", "++")  # alone in a text they are letters
_START = re.compile(
    r"[-+#>~%|]|={2}|:(?=[: ])|\((?=@)|\.(?= \. \.)|!!!|\?\?\?|<<<|(?P<before>\d{1,9}(?=[.)](?:\s|$))|Table(?=: ))"
)
_SLIDE = re.compile(r"slide\b", re.IGNORECASE)
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]+")


def line_of(text: Text, *, heading: bool = False, cell: bool = False, notes: Notes | None = None) -> str:
    """A paragraph on one line: one that begins a block, a heading, or a table's cell."""
    text = replace(text, pieces=tuple(map(_printable, text.pieces)))
    wanted = _letters(text.pieces)
    for kept in _KEEP:
        pieces = [_plainer(piece, kept) for piece in text.pieces]
        written = _begun(_marked(pieces, notes or {}, cell=cell), heading=heading)
        read = _letters(pieces_of(written))
        if notes or read == [(letter, style & {*kept, "code", "math", "link"}) for letter, style in wanted]:
            return written
    if [letter for letter, _ in read] == [letter for letter, _ in wanted]:
        return written
    return "".join(
        f"{{{{{piece.source}}}}}" if isinstance(piece, Expression) else _PUNCTUATION.sub(r"\\\g<0>", _shown(piece))
        for piece in text.pieces
    ).replace("\n", "<br>")


def label_line(text: Text) -> str:
    """The same in notes and captions, which have no struck letters, and formulas and addresses as they are written."""
    return re.sub(r"(https?)\\://", r"\1://", line_of(replace(text, pieces=tuple(map(_without_formula, text.pieces)))))


def words_alone(words: str) -> str:
    """Words as a line that says them and nothing else."""
    return line_of(Text((Words(text=words),)))


def address(href: str) -> str:
    """Where a link or a picture leads, inside its round brackets."""
    safe = href.strip().replace("\\", "\\\\").replace("{{", "%7B%7B").replace("}}", "%7D%7D")
    for letter in "<>`|\n\t":
        safe = safe.replace(letter, f"%{ord(letter):02X}")
    safe = re.sub(r"&(?=#?\w+;)", "&amp;", safe)
    return f"<{safe}>" if re.search(r"[\s()]", safe) or not safe else safe


def title(caption: Text) -> str:
    """A caption in quotation marks, behind an address."""
    inside = label_line(caption).replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;")
    return f'"{inside.replace("<!", "&lt;!")}"'


# ---- marks ------------------------------------------------------------------------------------------
def _marked(pieces: Sequence[Piece], notes: Notes, *, cell: bool) -> str:
    """Pieces one behind the other; what lasts longest opens first."""
    runs = _joined([run for piece in pieces for run in _apart_from_spaces(piece)])
    plain = "".join(piece.text for piece in runs if isinstance(piece, Words) and not piece.code)
    pairs = {mark for mark in _PAIRED if plain.count(mark) > 1 or (mark == "$" and any(map(_is_math, runs)))}
    out = ""
    opened: list[str] = []
    for index, piece in enumerate(runs):
        wanted = _styles(piece)
        keep = next((at for at, style in enumerate(opened) if style not in wanted), len(opened))
        out += "".join(map(_closing, reversed(opened[keep:])))
        del opened[keep:]
        new = sorted(wanted - {*opened}, key=lambda style: (-_lasts(style, runs[index:]), style))
        out += "".join(_MARKS.get(style, "[") for style in new)
        opened += new
        words = _written(piece, pairs, notes)
        if _is_math(piece):  # no letter stands right before a formula, and none behind it
            out = re.sub(r"\\?([^\W_]|\$)\Z", lambda letter: f"&#{ord(letter[1])};", out)
        if index and _is_math(runs[index - 1]) and re.match(r"[^\W_]|\$", words):
            words = f"&#{ord(words[0])};{words[1:]}"
        if cell and not (isinstance(piece, Expression) or piece.code):
            words = words.replace("|", "\\vert " if piece.math else "\\|")  # `\|` is another sign in a formula
        out += words
    return out + "".join(map(_closing, reversed(opened)))


def _styles(piece: Piece) -> set[str]:
    """The marks that a piece stands in; a link's is where it leads."""
    styles = {style for style in _MARKS if getattr(piece, style)}
    if isinstance(piece, Words) and is_address(piece.href) and not _is_bare(piece):
        styles.add(piece.href)
    return styles


def _closing(style: str) -> str:
    return _MARKS.get(style) or f"]({address(style)})"


def _lasts(style: str, runs: Sequence[Piece]) -> int:
    """Of how many pieces in a row a style is."""
    return next((count for count, piece in enumerate(runs) if style not in _styles(piece)), len(runs))


def _apart_from_spaces(piece: Piece) -> list[Piece]:
    """A piece with the spaces at its ends outside its marks."""
    if not isinstance(piece, Words) or piece.code or piece.math or not piece.text.strip():
        bare = isinstance(piece, Words) and not piece.code and not piece.math
        return [Words(text=piece.text)] if bare and isinstance(piece, Words) else [piece]
    words = piece.text
    start, end = len(words) - len(words.lstrip()), len(words.rstrip())
    parts = [Words(text=words[:start]), replace(piece, text=words[start:end]), Words(text=words[end:])]
    return [part for part in parts if part.text]


def _joined(runs: Sequence[Piece]) -> list[Piece]:
    """Pieces of one style without anything between them are one, and so are formulas."""
    found: list[Piece] = []
    for piece in runs:
        last = found[-1] if found else None
        if isinstance(piece, Words) and isinstance(last, Words) and piece == replace(last, text=piece.text):
            found[-1] = replace(last, text=last.text + (" " if piece.math else "") + piece.text)
        else:
            found.append(piece)
    return found


def _is_math(piece: Piece) -> bool:
    return isinstance(piece, Words) and piece.math


def _is_bare(piece: Words) -> bool:
    """Whether an address stands for itself, between `<` and `>`."""
    return piece.text in (piece.href, piece.href.removeprefix("mailto:")) and not re.search(r"[\s<>`|{}\\]", piece.href)


# ---- words ------------------------------------------------------------------------------------------
def _written(piece: Piece, pairs: set[str], notes: Notes) -> str:
    """One piece without its marks."""
    if isinstance(piece, Expression):
        return f"{{{{{piece.source}}}}}"
    if piece.code:
        return _code(piece.text)
    if piece.math:
        return f"${piece.text.strip()}$"
    if piece.href and is_address(piece.href) and _is_bare(piece):
        return f"<{piece.text}>"
    words = _SIGN.sub(r"\\\g<0>", piece.text)
    for mark in pairs:
        words = words.replace(mark, "".join(f"\\{letter}" for letter in mark))
    if piece.href:
        words = words.replace("]", "\\]")
    if notes:
        words = _RAISED.sub(lambda mark: notes.get(mark[0], mark[0]), words)
    return words.replace("\n", "<br>")


def _code(text: str) -> str:
    """Code between as many backticks as it needs."""
    text = text.replace("\n", " ")
    ticks = "`"
    while re.search(rf"(?<!`){ticks}(?!`)", text):
        ticks += "`"
    room = " " if text.startswith("`") or text.endswith("`") or (text[:1] == text[-1:] == " " and text.strip()) else ""
    return f"{ticks}{room}{text.replace(chr(92) + '|', chr(92) * 2 + '|')}{room}{ticks}"


def _begun(line: str, *, heading: bool) -> str:
    """A line that begins no block and has no label, and as a heading is no numbered slide's."""
    line = line.strip()
    if heading:
        line = re.sub(r"(?:^|(?<=\s))(?=#+$)", r"\\", line)
        return f"&#{ord(line[0])};{line[1:]}" if _SLIDE.match(line) else line
    if found := _START.match(line):
        at = len(found["before"] or "")
        line = f"{line[:at]}\\{line[at:]}"
    if ":" in line and (match := match_label(SourceLine(1, 1, line))) and match.label:
        at = line.index(":", len(match.name.text))
        line = f"{line[:at]}\\{line[at:]}"
    return line


def _printable(piece: Piece) -> Piece:
    """Words without characters that no text can hold."""
    if not isinstance(piece, Words):
        return piece
    text = UNPRINTABLE.sub("", piece.text.replace("\v", "\n").replace("\u2028", "\n").replace("\r", "\n"))
    return replace(piece, text=text if piece.code else text.replace("\t", " "))


def _plainer(piece: Piece, kept: Iterable[str]) -> Piece:
    """A piece with these styles alone."""
    bold, italic, strike = (getattr(piece, style) and style in kept for style in ("bold", "italic", "strike"))
    return replace(piece, bold=bold, italic=italic, strike=strike)


def _without_formula(piece: Piece) -> Piece:
    if isinstance(piece, Words) and piece.math:
        return replace(piece, text=f"${piece.text}$", math=False, strike=False)
    return replace(piece, strike=False)


def _shown(piece: Piece) -> str:
    if isinstance(piece, Expression):
        return "{{"
    return f"${piece.text}$" if piece.math else piece.text


# ---- reading again ----------------------------------------------------------------------------------
def pieces_of(line: str) -> tuple[Piece, ...]:
    """What a line of Markdown says."""
    findings = FindingCollector(Source("", line))
    return read_content([SourceLine(1, 1, line)], Reading(findings, Dialect())).pieces


def _letters(pieces: Iterable[Piece]) -> list[tuple[str, set[str]]]:
    """Each letter with its styles; spaces have none."""
    found: list[tuple[str, set[str]]] = []
    for piece in pieces:
        styles = {style for style in _MARKS if getattr(piece, style)}
        if isinstance(piece, Expression):
            found.append((piece.source, styles))
            continue
        styles |= {"code"} if piece.code else {"math"} if piece.math else set()
        styles |= {"link"} if is_address(piece.href) else set()
        text = piece.text.replace("\\vert ", "|") if piece.math else piece.text
        found += [(letter, styles) for letter in text if not letter.isspace()]
    return found
