"""Which colours must be told apart: every pair that slides, stills and films draw, and what it needs after WCAG 2.2.

The table is the promise of a theme: where it holds, no page can come out too faint.
"""

from __future__ import annotations

import colorsys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from build.theme.tokens import Theme

AA, AA_LARGE = 4.5, 3.0  # text; text from 18 pt or 14 pt bold, and shapes that carry meaning

_PAGE = ("pearl", "soft", "white")
_INKS = ("char", "slate", "mute", "navy", "navy500", "goldink", "teal", "brick", "skyink", "plum")

# ground: inks of any size on it
TEXT: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(_PAGE, _INKS),
    "navy": ("white", "goldlt", "navy200"),
    "navy700": ("white", "goldlt", "navy200"),
    "navy500": ("white",),
    "navy300": ("navy",),
    "navy200": ("navy",),
    "navy100": ("navy", "char", "slate", "goldink"),
    "navy50": ("navy", "navy500", "char", "slate", "mute"),
    "gold200": ("navy", "char"),
    "gold100": ("navy", "char", "slate", "mute", "goldink", "plum", "teal"),
    "gold50": ("navy", "char", "slate", "mute", "goldink"),
    "ivory": ("navy", "char", "goldink"),
    "teal": ("white",),
    "teal100": ("teal", "char"),
    "brick": ("white",),
    "brick100": ("brick", "char", "navy", "mute", "goldink", "plum", "teal"),
    "sky100": ("skyink", "char"),
    "plum": ("white",),
    "plum100": ("plum", "char"),
    "codechip": ("navy", "char"),
}
LARGE: Mapping[str, tuple[str, ...]] = {"gold": ("navy",)}
CODE_GROUNDS = ("white", "gold100", "brick100")  # plain lines, new ones, costly ones
RAMP_STEP = 1.08  # between neighbours: the eye tells them apart side by side


class Pair(NamedTuple):
    """Two tokens that meet, and the least contrast between them."""

    front: str
    ground: str
    needed: float
    use: str


def pairs(theme: Theme) -> Iterator[Pair]:
    """All pairs of a theme, each once, the strictest use of it first."""
    found: dict[tuple[str, str], Pair] = {}
    for pair in sorted(_pairs(theme), key=lambda pair: -pair.needed):
        found.setdefault(pair[:2], pair)
    yield from found.values()


def _pairs(theme: Theme) -> Iterator[Pair]:
    large = {} if theme.template else LARGE  # there each word on an accent has the ink that is told from it
    for table, needed, use in ((TEXT, AA, "text"), (large, AA_LARGE, "large text")):
        for ground, inks in table.items():
            yield from (Pair(ink, ground, needed, use) for ink in inks)
    for ink in dict.fromkeys(theme.syntax.values()):
        yield from (Pair(ink, ground, AA, "code") for ground in CODE_GROUNDS)
    for variant in theme.variants.values():
        yield Pair(variant.ink, variant.tint, AA, f"the words of {variant.name}")
        yield Pair(variant.label, variant.fill, AA_LARGE, f"the label in {variant.name}")
        yield from (Pair(variant.fill, page, AA_LARGE, f"bars and markers of {variant.name}") for page in _PAGE)
    for step, shade in enumerate(theme.ramp):
        yield Pair("white" if step > len(theme.ramp) // 2 else "navy", shade, AA_LARGE, "bold numbers on the ramp")
    for lower, upper in zip(theme.ramp, theme.ramp[1:], strict=False):
        yield Pair(upper, lower, RAMP_STEP, "steps of the ramp")


def pairs_that_fail(theme: Theme) -> list[tuple[Pair, float]]:
    """The pairs that are too faint with their contrast, in the order of the table."""
    ratios = ((pair, contrast(theme.color(pair.front), theme.color(pair.ground))) for pair in pairs(theme))
    return [(pair, ratio) for pair, ratio in ratios if ratio < pair.needed]


def remedy(theme: Theme, token: str) -> str:
    """The colour nearest to a token's, darker or lighter, that would do wherever it is drawn; empty if none would."""
    beside = [(pair.ground, pair.needed) for pair in pairs(theme) if pair.front == token]
    beside += [(pair.front, pair.needed) for pair in pairs(theme) if pair.ground == token]
    others = [(theme.color(other), needed) for other, needed in beside]
    color = theme.color(token)
    hue, light, saturation = colorsys.rgb_to_hls(*(int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)))
    for step in sorted((step / 100 for step in range(101)), key=lambda step: abs(step - light)):
        parts = colorsys.hls_to_rgb(hue, step, saturation)
        color = "#" + "".join(f"{round(part * 255):02X}" for part in parts)
        if all(contrast(color, other) >= needed for other, needed in others):
            return color
    return ""


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colours as WCAG 2.2 defines it, from 1 to 21."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(color: str) -> float:
    """The relative luminance of `#1A365D`, from 0 to 1."""
    parts = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
