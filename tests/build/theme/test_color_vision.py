"""The six variants can be told apart by every eye: distances of their fills as eyes without one cone see them.

Sight: Machado, Oliveira and Fernandes 2009, severity 1. Distance: CIEDE2000 (Sharma, Wu and Dalal 2005).
"""

from __future__ import annotations

import math
from itertools import combinations
from pathlib import Path

import pytest

from build.files.places import THEME, THEMES
from build.theme.choose import load_theme

Triple = tuple[float, float, float]
ALL = [THEME, *sorted(THEMES.glob("*.toml"))]
LEAST = 13.0  # a difference of 2 is seen side by side; these are far apart on a slide
EYES: dict[str, tuple[Triple, Triple, Triple]] = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
XYZ = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))
WHITE = (0.95047, 1.0, 1.08883)


def through(matrix: tuple[Triple, Triple, Triple], color: Triple) -> Triple:
    red, green, blue = (sum(a * b for a, b in zip(row, color, strict=True)) for row in matrix)
    return red, green, blue


def lab(color: str, eye: str) -> Triple:
    """CIELAB of `#1A365D` as an eye sees it."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    seen = through(EYES[eye], (red, green, blue))
    light = through(XYZ, tuple(min(max(part, 0.0), 1.0) for part in seen))  # type: ignore[arg-type]
    x, y, z = (
        value ** (1 / 3) if value > 216 / 24389 else (24389 / 27 * value + 16) / 116
        for value in (part / white for part, white in zip(light, WHITE, strict=True))
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one: Triple, other: Triple) -> float:
    """CIEDE2000."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    stretch = 1.5 - 0.5 * math.sqrt(mean**7 / (mean**7 + 25**7))
    c1, c2 = math.hypot(a1 * stretch, b1), math.hypot(a2 * stretch, b2)
    h1, h2 = (math.degrees(math.atan2(b, a * stretch)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0.0
    hue = (h1 + turn / 2) % 360 if c1 * c2 else h1 + h2
    light, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    cosine = [math.cos(math.radians(angle)) for angle in (hue - 30, 2 * hue, 3 * hue + 6, 4 * hue - 63)]
    weight = 1 - 0.17 * cosine[0] + 0.24 * cosine[1] + 0.32 * cosine[2] - 0.20 * cosine[3]
    of_light = (l2 - l1) / (1 + 0.015 * (light - 50) ** 2 / math.sqrt(20 + (light - 50) ** 2))
    of_chroma = (c2 - c1) / (1 + 0.045 * chroma)
    of_hue = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn / 2)) / (1 + 0.015 * chroma * weight)
    spread = 2 * math.sqrt(chroma**7 / (chroma**7 + 25**7))
    rotation = -math.sin(math.radians(60 * math.exp(-(((hue - 275) / 25) ** 2)))) * spread
    return math.sqrt(of_light**2 + of_chroma**2 + of_hue**2 + rotation * of_chroma * of_hue)


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [  # pairs 1, 7, 17 and 25 of the article's table
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0), 2.3669),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ],
)
def test_distances_are_those_of_the_article(one: Triple, other: Triple, apart: float) -> None:
    assert distance(one, other) == pytest.approx(apart, abs=1e-4)


@pytest.mark.parametrize("path", ALL, ids=[path.stem for path in ALL])
@pytest.mark.parametrize("eye", EYES)
def test_variants_are_told_apart(path: Path, eye: str) -> None:
    theme = load_theme(path)
    seen = {name: lab(theme.color(variant.fill), eye) for name, variant in theme.variants.items()}
    near = {(one, other): distance(seen[one], seen[other]) for one, other in combinations(seen, 2)}
    assert {pair: round(apart, 1) for pair, apart in near.items() if apart < LEAST} == {}
