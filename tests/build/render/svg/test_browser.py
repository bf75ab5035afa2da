"""A still reads the same in a browser: every line of a page stands where it stands in the PNG."""

from __future__ import annotations

import io
import subprocess
from typing import Any

import needs
import numpy as np
import pytest
from PIL import Image

from build.drawing.page import Box, Face, Page, Paragraph, Run, TextBox, TextStyle
from build.drawing.text_measure import Measure
from build.render.png import png
from build.render.svg.page import page_svg
from build.theme.tokens import Theme

pytestmark = needs.chromium

WIDTH, HEIGHT = 1280, 720
ROW = 0.6  # inches between the tops of two lines
NEAR = 3  # pixels that ink may stand elsewhere: less than a space is wide
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars", f"--window-size={WIDTH},{HEIGHT}",
)  # fmt: skip


def style(face: Face = "body", *, bold: bool = False) -> TextStyle:
    return TextStyle(20, face=face, bold=bold)


LINES = [
    [Run("Words,", style(bold=True)), Run(" and words", style()), Run("  apart", style())],
    [Run("    return cache", style("mono"))],
    [Run("def f(x):  # one", style("mono")), Run("  two", style("mono"))],
    [Run("A state‑of‑the‑art key", style()), Run(" → value", style("display"))],
    [Run("הרעיון. ", style(bold=True)), Run("ראש אחד (KV) ועוד 12.", style())],
    [Run("الفكرة: رأس واحد يقرأ ", style()), Run("decode.py", style("mono"))],
]


def columns(picture: Image.Image) -> list[np.ndarray[Any, Any]]:
    """The columns of pixels that each line has ink in."""
    dark = np.asarray(picture.convert("L")) < 160
    pitch = HEIGHT / 7.5 * ROW
    lines = (dark[round(pitch * i) : round(pitch * (i + 1))] for i in range(len(LINES)))
    return [np.flatnonzero(line.any(axis=0)) for line in lines]


def farthest(one: np.ndarray[Any, Any], other: np.ndarray[Any, Any]) -> int:
    """How far a column of one of them is from the nearest of the other, at most."""
    apart = np.abs(one[:, None] - other[None, :])
    return int(max(apart.min(axis=0).max(), apart.min(axis=1).max()))


@pytest.fixture(scope="module")
def drawn(theme: Theme, tmp_path_factory: pytest.TempPathFactory) -> tuple[Image.Image, Image.Image]:
    """One page as resvg draws it, and as Chromium does."""
    measure, folder = Measure(theme.fonts), tmp_path_factory.mktemp("browser")
    paragraphs: list[Paragraph] = [measure.paragraph(runs, width=11.0) for runs in LINES]
    boxes = tuple(
        TextBox(name=f"line {i}", box=Box(1, ROW * i, 11, ROW), paragraphs=(words,), anchor="middle")
        for i, words in enumerate(paragraphs)
    )
    page = Page(number=1, id="one", title="t", layout="standard", section="", items=boxes, notes="", background="white")
    svg = page_svg(page, theme)
    (folder / "page.svg").write_text(svg, encoding="utf-8")
    shot = folder / "page.png"
    command = [
        str(needs.CHROMIUM),
        *FLAGS,
        f"--user-data-dir={folder}/profile",
        f"--screenshot={shot}",
        f"{folder}/page.svg",
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return Image.open(io.BytesIO(png(svg, theme.fonts, width=WIDTH, height=HEIGHT))), Image.open(shot)


def test_every_letter_stands_where_it_stands_in_the_picture(drawn: tuple[Image.Image, Image.Image]) -> None:
    assert [farthest(*pair) <= NEAR for pair in zip(*map(columns, drawn), strict=True)] == [True] * len(LINES)


def test_spaces_at_the_start_of_a_line_are_kept(drawn: tuple[Image.Image, Image.Image]) -> None:
    inch = WIDTH / (40 / 3)
    words, code, *_ = columns(drawn[1])
    assert words[0] == pytest.approx(inch, abs=NEAR)
    assert code[0] > 1.4 * inch
