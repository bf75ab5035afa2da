"""Small words of SVG: numbers, elements, a line of text, a stroke. Lengths are points, colours theme tokens."""

from __future__ import annotations

from collections.abc import Mapping

from build.drawing.line_breaks import SOFT
from build.drawing.page import Align, Face, Line, Script, TextStyle
from build.drawing.xml_text import escape
from build.theme.installed_fonts import Typeface
from build.theme.tokens import Theme

_GENERIC: Mapping[Face, str] = {"display": "serif", "body": "sans-serif", "mono": "monospace"}
_ANCHOR: Mapping[Align, str] = {"left": "start", "center": "middle", "right": "end"}
_DASHES: Mapping[str, tuple[float, ...]] = {"solid": (), "dash": (4, 3), "dot": (1, 1)}  # in widths of the line
_RISE: Mapping[Script, float] = {"": 0.0, "super": 0.33, "sub": -0.14}  # of the size, over the line's own baseline
_SHORTEST = 0.01  # of a line's width: a dash of no length is not drawn everywhere


def n(value: float) -> str:
    """The shortest way to write a number to a thousandth."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def tag(name: str, content: str = "", /, **attributes: str | float | None) -> str:
    """An element around content that is SVG already.

    `font_size=9` is written `font-size="9"`, and `class_` is `class`; an attribute that is None is left out.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value) if isinstance(value, str) else n(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def family(face: Face, theme: Theme) -> str:
    """The fonts of a face by preference: the one that slides name, the one of the same widths, any of its kind."""
    font = getattr(theme.fonts, face)
    return ", ".join((f"'{font.name}'", f"'{font.twin}'", _GENERIC[face]))


def _family_of(face: Face, other: Typeface | None, theme: Theme) -> str | None:
    """What a text says of its font: nothing where it has the body's, which the page says."""
    if other is not None:
        return f"'{other.family}', {_GENERIC[face]}"
    return None if face == "body" else family(face, theme)


def backwards(text: str) -> str:
    """A text that is read from right to left wherever it stands, with its brackets turned and its end spaces behind."""
    return f"\u202e{text}\u200f\u202c"


def shown(text: str) -> str:
    """A text as it is seen, as SVG."""
    return escape(text.replace(SOFT, ""))


def text_line(
    text: str,
    at: tuple[float, float],
    style: TextStyle,
    theme: Theme,
    *,
    align: Align = "left",
    rotation: float = 0.0,
    face: Typeface | None = None,
    marked: str = "",
) -> str:
    """One line in one style; `at` (x, y) is where its baseline starts, has its middle or ends, as `align` says.

    `rotation` turns it clockwise around that point, in degrees. `face` is a font that has what the style's own lacks.
    `marked` is the text as SVG, where some of it is marked.
    """
    x, y = at
    y -= _RISE[style.script] * style.size
    return tag(
        "text",
        marked or shown(text),
        x=x,
        y=y,
        font_family=_family_of(style.face, face, theme),
        font_size=style.drawn,
        font_weight="bold" if style.bold else None,
        font_style="italic" if style.italic else None,
        letter_spacing=style.spacing or None,
        text_decoration="line-through" if style.strike else None,
        text_anchor=None if align == "left" else _ANCHOR[align],
        fill=theme.color(style.color),
        transform=f"rotate({n(rotation)} {n(x)} {n(y)})" if rotation else None,
    )


def rule(line: Line | None, theme: Theme, *, round_ends: bool = False) -> dict[str, str | float | None]:
    """The attributes of a stroke; none is drawn where there is no line.

    Round ends are part of a dash, as office programs count, so that a dot is a circle.
    """
    if line is None:
        return {}
    dashes = _DASHES[line.dash]
    if round_ends and dashes:
        dash, gap = dashes
        dashes = (max(dash - 1, _SHORTEST), gap + 1)
    return {
        "stroke": theme.color(line.color),
        "stroke_width": line.width,
        "stroke_linejoin": "round",
        "stroke_linecap": "round" if round_ends else None,
        "stroke_dasharray": " ".join(n(part * line.width) for part in dashes) or None,
    }
