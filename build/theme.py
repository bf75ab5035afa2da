"""The look as data: colour tokens, the six variants, fonts, sizes and spacing, read from `deck_specs/theme.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, TypeVar

THEME = Path(__file__).resolve().parents[1] / "deck_specs" / "theme.toml"

T = TypeVar("T")
Marker = Literal["circle", "square", "diamond", "triangle", "hexagon", "pentagon"]


@dataclass(frozen=True, slots=True)
class Variant:
    """How one attention variant looks everywhere: colour tokens, and a marker that survives a grey print."""

    name: str
    fill: str
    tint: str
    ink: str
    label: str
    marker: Marker


@dataclass(frozen=True, slots=True)
class Font:
    """A family as slides name it, and the free one of the same widths. `advance` (em) is set for a fixed pitch."""

    name: str
    twin: str
    advance: float = 0.0


@dataclass(frozen=True, slots=True)
class Fonts:
    display: Font
    body: Font
    mono: Font


@dataclass(frozen=True, slots=True)
class ShadowStyle:
    """Straight down, in points."""

    blur: float
    distance: float
    alpha: float


@dataclass(frozen=True, slots=True)
class Theme:
    """All tokens by name. Asking for one that does not exist raises KeyError with those that do."""

    colors: Mapping[str, str]
    variants: Mapping[str, Variant]
    fonts: Fonts
    sizes: Mapping[str, float]
    spacings: Mapping[str, float]
    shadows: Mapping[str, ShadowStyle]
    syntax: Mapping[str, str]
    ramp: tuple[str, ...]

    def color(self, token: str) -> str:
        """`navy` → `#1A365D`."""
        return _named(self.colors, token, "colour")

    def variant(self, name: str) -> Variant:
        """The variant of that name."""
        return _named(self.variants, name, "variant")

    def size(self, role: str) -> float:
        """Points of a role of text."""
        return _named(self.sizes, role, "size")

    def spacing(self, role: str) -> float:
        """Line height of a role of text, as a multiple of its size."""
        return _named(self.spacings, role, "spacing")

    def shadow(self, name: str) -> ShadowStyle:
        return _named(self.shadows, name, "shadow")

    def syntax_color(self, token: str) -> str:
        """The colour token of a pygments class (`Token.Keyword.Constant`), from its nearest named parent."""
        while token not in self.syntax:
            token = token.rpartition(".")[0]
            if not token:
                return "char"
        return self.syntax[token]


def _named(table: Mapping[str, T], name: str, what: str) -> T:
    try:
        return table[name]
    except KeyError:
        raise KeyError(f"the theme has no {what} {name!r}; it has: {', '.join(table)}") from None


@lru_cache(maxsize=4)
def load_theme(path: Path = THEME) -> Theme:
    """Read a theme. Raises ValueError naming the file and the entry where one is wrong."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path}: {error}") from error
    try:
        return _theme(data)
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path}: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    return f"[{error.args[0]}] is missing" if isinstance(error, KeyError) else str(error)


def _theme(data: Mapping[str, Any]) -> Theme:
    colors = {name: _hex(name, value) for name, value in data["color"].items()}
    fonts = {role: Font(**font) for role, font in data["font"].items()}
    theme = Theme(
        colors=colors,
        variants={name: Variant(name=name, **looks) for name, looks in data["variant"].items()},
        fonts=Fonts(**fonts),
        sizes=_numbers("size", data["size"]),
        spacings=_numbers("spacing", data["spacing"]),
        shadows={name: ShadowStyle(**style) for name, style in data["shadow"].items()},
        syntax=dict(data["syntax"]),
        ramp=tuple(data["ramp"]["sequential"]),
    )
    used = {f"variant.{v.name}": (v.fill, v.tint, v.ink, v.label) for v in theme.variants.values()}
    for place, tokens in {**used, "ramp": theme.ramp, "syntax": tuple(theme.syntax.values())}.items():
        for token in tokens:
            if token not in colors:
                raise ValueError(f"[{place}] names the colour {token!r}, which [color] does not have")
    return theme


def _hex(name: str, value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"#[0-9A-Fa-f]{6}", value):
        raise ValueError(f"[color] {name} = {value!r} is not a colour like #1A365D")
    return value.upper()


def _numbers(section: str, table: Mapping[str, object]) -> dict[str, float]:
    for name, value in table.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
            raise ValueError(f"[{section}] {name} = {value!r} is not a number above 0")
    return {name: float(value) for name, value in table.items() if isinstance(value, int | float)}
