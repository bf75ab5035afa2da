"""The look as data: colour tokens, the six variants, fonts, sizes and spacing.

`deck_specs/theme.toml` is the default. Another theme says what differs from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from build.findings.diagnostic import Diagnostic, FindingsError
from build.theme.template import Template

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
    """All tokens by name, from a file. Asking for one that does not exist raises KeyError with those that do.

    Of a template's own colours each is a token too: `#1A365D`.
    """

    file: Path
    colors: Mapping[str, str]
    variants: Mapping[str, Variant]
    fonts: Fonts
    sizes: Mapping[str, float]
    spacings: Mapping[str, float]
    shadows: Mapping[str, ShadowStyle]
    syntax: Mapping[str, str]
    ramp: tuple[str, ...]
    template: Template | None = None  # a company's own, which then carries the slides
    told: tuple[Diagnostic, ...] = ()  # what decks should know of it

    @property
    def name(self) -> str:
        return self.file.stem

    def color(self, token: str) -> str:
        """`navy` → `#1A365D`; `navy 40`, a tint, is 40% of it on white."""
        if token.startswith("#"):
            return token
        base, part = tint(token)
        color = _named(self.colors, base, "colour")
        return color if part is None else mixed(color, self.colors["white"], part / 100)

    def variant(self, name: str) -> Variant:
        """The looks of a variant, found by the start of its name: `Delta mix` looks like DeltaNet."""
        bare = name.partition(" ")[0].casefold()
        found = [known for known in self.variants if bare and known.casefold().startswith(bare)]
        return _named(self.variants, found[0] if len(found) == 1 else name, "variant")

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


def tint(token: str) -> tuple[str, int | None]:
    """`navy 40` → (navy, 40), and `navy` → (navy, None)."""
    base, _, part = token.partition(" ")
    return (base, int(part)) if part.isdecimal() else (token, None)


def mixed(color: str, ground: str, part: float) -> str:
    """A part of one colour on another, both such as `#1A365D`, in each channel."""
    channels = ((int(color[i : i + 2], 16), int(ground[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(over * part + under * (1 - part)):02X}" for over, under in channels)


def _named(table: Mapping[str, T], name: str, what: str) -> T:
    try:
        return table[name]
    except KeyError:
        raise KeyError(f"the theme has no {what} {name!r}; it has: {', '.join(table)}") from None


class ThemeError(FindingsError):
    """All that is wrong with a theme's file."""
