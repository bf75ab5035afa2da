"""The words of a paragraph, with their emphasis, links, formulas and breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pptx.oxml.ns import qn

from build.deck_file.equations import ALTERNATIVES, EQUATION
from build.drawing.direction import has_right_to_left
from build.drawing.mathml import FormulaError, read_latex
from build.drawing.omml_latex import MATH, latex_of
from build.imports.powerpoint.signs import sign_of
from build.imports.powerpoint.text_styles import TextStyles
from build.imports.powerpoint.told import Here
from build.parse.content_inline import LOWERED
from build.parse.links import can_be_opened, is_address
from build.parse.reading import RAISED
from build.parse.texts import make, stack
from build.spec.deck import Text, Words

_RUN, _BREAK, _FIELD, _PROPERTIES = (qn(f"a:{tag}") for tag in ("r", "br", "fld", "rPr"))
_TEXT, _LINK, _SIGNS = qn("a:t"), qn("a:hlinkClick"), qn("a:sym")
_MATH = f"{{{MATH}}}"
_HEX = re.compile(r"_x([0-9A-Fa-f]{4})_")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u2060\ufeff]")
_ON = frozenset({"1", "true"})
_STRUCK = frozenset({"sngStrike", "dblStrike"})
_RAISED, _LOWERED = "\ue000", "\ue001"  # before letters that stand so; no text has these
_SIGN_OF = {_RAISED: "^", _LOWERED: "_"}
_SCRIPT = re.compile(r"[A-Za-z]{1,3}|(?=.{1,8}$)[A-Za-z0-9+\-−,]*[0-9+\-−,][A-Za-z0-9+\-−,]*")
_BASE = re.compile(r"(?<![^\W\d_])[A-Za-z]{0,2}[A-Za-z0-9)\]]$")  # an index stands behind a sign or a short name
_ORDINALS = frozenset({"st", "nd", "rd", "th", "er", "e", "re", "eme", "ème", "o", "a", "®", "™", "©", "*"})


def text_of(paragraph: Any, styles: TextStyles, level: int, shape: Any, here: Here) -> Text:
    """A paragraph's words."""
    properties = paragraph.find(qn("a:pPr"))
    pieces = list(_with_scripts(list(_pieces(paragraph, styles, properties, level, shape, here))))
    if any(has_right_to_left(piece.text) for piece in pieces):  # whose font is another than the one for code
        pieces = [piece if re.search("[A-Za-z]", piece.text) else replace(piece, code=False) for piece in pieces]
    return Text(tuple(_joined(pieces)))


def _pieces(paragraph: Any, styles: TextStyles, properties: Any, level: int, shape: Any, here: Here) -> Iterator[Words]:
    for child in paragraph:
        if child.tag == _BREAK:
            yield Words(text="\n")
        elif child.tag in (_RUN, _FIELD):
            run = child.find(_PROPERTIES)
            words = _signs(_clean(child.findtext(_TEXT) or ""), run, shape, here)
            if run is not None and run.get("lang"):
                languages = here.told.languages
                languages[run.get("lang")] = languages.get(run.get("lang"), 0) + len(words)
            if words:
                yield _styled(words, run, styles, properties, level, shape, here)
        elif child.tag in (EQUATION, f"{_MATH}oMath", f"{_MATH}oMathPara"):
            yield from _formulas(child, shape, here)
        elif child.tag == ALTERNATIVES and len(child):
            yield from _pieces(child[0], styles, properties, level, shape, here)


def _styled(
    words: str, run: Any, styles: TextStyles, properties: Any, level: int, shape: Any, here: Here
) -> Words:  # fmt: skip
    code = styles.is_mono(properties, level, run)
    if run is None:
        return Words(text=words, code=code)
    raised = _baseline(run)
    if raised:
        words = _small(words, raised, shape, here)
    return Words(
        text=words,
        bold=run.get("b") in _ON and not code,
        italic=run.get("i") in _ON and not code,
        strike=run.get("strike") in _STRUCK and not code,
        code=code,
        href=_address(run.find(_LINK), shape, here, words),
    )


def _baseline(run: Any) -> int:
    try:
        return int(str(run.get("baseline", "0")).rstrip("%") or 0)
    except ValueError:
        return 0


def _small(words: str, raised: int, shape: Any, here: Here) -> str:
    """Raised or lowered letters that Unicode has; others stand on the line."""
    letters = RAISED if raised > 0 else LOWERED
    bare = words.strip()
    if bare and all(letter in letters for letter in bare):
        return "".join(letters.get(letter, letter) for letter in words)
    if bare and bare.casefold() not in _ORDINALS:
        if _SCRIPT.fullmatch(bare):
            return (_RAISED if raised > 0 else _LOWERED) + words
        way = "raised" if raised > 0 else "lowered"
        here.tell(shape.name, f"{way} letters '{bare[:40]}'", "they stand on the line", look=True)
    return words


def _with_scripts(pieces: list[Words]) -> Iterator[Words]:
    """Letters with raised or lowered ones behind them, for which Unicode has none, as small formulas."""
    found: list[Words] = []
    for piece in pieces:
        sign = _SIGN_OF.get(piece.text[:1], "")
        words = piece.text[1:] if sign else piece.text
        before = found[-1] if found else None
        if sign and before is not None and not before.code and _BASE.search(before.text) and not before.math:
            found[-1] = replace(before, text=before.text[:-1])
            found.append(Words(text=f"{before.text[-1]}{sign}{{{words.strip()}}}", math=True))
            words = words[len(words.rstrip()) :]
        elif sign and before is not None and before.math and before.text.endswith("}"):
            found[-1] = replace(before, text=f"{before.text}{sign}{{{words.strip()}}}")
            words = words[len(words.rstrip()) :]
        if words:
            found.append(replace(piece, text=words))
    yield from (piece for piece in found if piece.text)


def stacked(body: Any, shape: Any, here: Here) -> Text:
    """The words of a text body, a paragraph a line."""
    texts = [text_of(paragraph, TextStyles(), 0, shape, here) for paragraph in body.findall(qn("a:p"))]
    return stack([said for text in texts if (said := make(text.pieces, text))])


def link_of(link: Any, shape: Any, here: Here) -> tuple[str, str]:
    """The address that a link leads to, which a slide can follow; else what it does, in words."""
    action = link.get("action", "")
    relation = link.get(qn("r:id"), "")
    target = shape.part.rels.get(relation)
    if action == "ppaction://media":
        return "", ""
    if "hlinksldjump" in action:
        number = here.told.slides.get(id(target.target_part), 0) if target is not None and not target.is_external else 0
        return "", f"a link to slide {number}" if number else "a link to another slide"
    if action.startswith("ppaction://"):
        what = action.removeprefix("ppaction://").partition("?")
        jump = what[2].removeprefix("jump=") if what[0] == "hlinkshowjump" else what[0]
        named = {"program": "a link that starts a program", "macro": "a link that runs a macro"}
        if target is None or not target.is_external or what[0] in named:
            return "", named.get(what[0], f"a link ({jump})") if jump else "a link"
    if target is not None and target.is_external:
        href = str(target.target_ref)
        return (href, "") if is_address(href) and can_be_opened(href) else ("", f"a link to '{href}'")
    return "", ""


def _address(link: Any, shape: Any, here: Here, words: str) -> str:
    if link is None:
        return ""
    href, what = link_of(link, shape, here)
    if what:
        here.tell(shape.name, f"{what} on '{words.strip()[:60]}'", "its words only are shown")
    return href


def _formulas(holder: Any, shape: Any, here: Here) -> Iterator[Words]:
    for formula in [holder] if holder.tag == f"{_MATH}oMath" else list(holder.iter(f"{_MATH}oMath")):
        latex, letters = latex_of(formula), "".join(formula.itertext(f"{_MATH}t")).strip()
        try:
            read_latex(latex)
            yield Words(text=latex, math=True)
        except FormulaError:
            if letters:
                told = f"an equation that cannot be written as LaTeX: '{letters[:80]}'"
                here.tell(shape.name, told, "its letters alone")
                yield Words(text=letters)


def _signs(words: str, run: Any, shape: Any, here: Here) -> str:
    """Letters of a font of signs (Wingdings, Symbol) as those of Unicode that look so."""
    fonts = [] if run is None else [run.find(tag) for tag in (_SIGNS, qn("a:latin"))]
    names = [font.get("typeface", "") for font in fonts if font is not None]
    found, lost = sign_of(words, names)
    if lost:
        here.tell(shape.name, f"signs of the font {names[0] if names else 'of signs'}", "a dot stands for each")
    return found


def _clean(words: str) -> str:
    """Letters without what cannot be shown; a vertical tab is a line's end."""
    words = _HEX.sub(lambda found: chr(int(found[1], 16)), words) if "_x" in words else words
    words = words.replace("\x0b", "\n").replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    return _CONTROL.sub("", words).replace("\u2029", "\n")


def _joined(pieces: list[Words]) -> Iterator[Words]:
    """Runs of one style as one; programs cut words at every correction."""
    before: Words | None = None
    for piece in pieces:
        alike = before is not None and not before.math and not piece.math
        if before is not None and alike and replace(before, text="") == replace(piece, text=""):
            before = replace(before, text=before.text + piece.text)
        elif before is not None and alike and not piece.text.strip() and not piece.code and not before.code:
            before = replace(before, text=before.text + piece.text)  # a space has no style
        else:
            if before is not None:
                yield before
            before = piece
    if before is not None:
        yield before
