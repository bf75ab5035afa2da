from __future__ import annotations

import pytest

from build.drawing.page import Line, TextStyle
from build.render.svg.markup import n, rule, tag, text_line
from build.theme.tokens import Theme


@pytest.mark.parametrize(
    ("value", "written"),
    [(0, "0"), (-0.0001, "0"), (12.0, "12"), (12.3456, "12.346"), (1e6, "1000000"), (-0.5, "-0.5")],
)
def test_numbers_are_as_short_as_they_can_be(value: float, written: str) -> None:
    assert n(value) == written


def test_an_element_leaves_out_what_is_none_and_escapes_the_rest() -> None:
    assert tag("rect", font_size=9.0, class_="a", aria_label='5 < 6 & "7"\x00', fill=None) == (
        '<rect font-size="9" class="a" aria-label="5 &lt; 6 &amp; &quot;7&quot;"/>'
    )
    assert tag("g", "<rect/>", opacity=0.5) == '<g opacity="0.5"><rect/></g>'


def test_a_line_of_text_names_the_font_of_slides_then_the_one_of_the_same_widths(theme: Theme) -> None:
    drawn = text_line("a < b", (10, 20), TextStyle(12, face="mono", bold=True), theme, align="right", rotation=90)
    assert drawn == (
        f'<text x="10" y="20" font-family="\'Consolas\', \'DejaVu Sans Mono\', monospace" font-size="12" '
        f'font-weight="bold" text-anchor="end" fill="{theme.color("char")}" transform="rotate(90 10 20)">'
        "a &lt; b</text>"
    )


def test_dashes_count_in_widths_of_the_line_and_round_ends_belong_to_them(theme: Theme) -> None:
    dashed, dotted = Line(color="navy", width=2, dash="dash"), Line(color="navy", width=2, dash="dot")
    assert rule(None, theme) == {}
    assert rule(Line(color="navy"), theme)["stroke_dasharray"] is None
    assert rule(dashed, theme)["stroke_dasharray"] == "8 6"
    assert rule(dashed, theme, round_ends=True)["stroke_dasharray"] == "6 8"
    assert rule(dotted, theme, round_ends=True)["stroke_dasharray"] == "0.02 4"  # a circle, and a gap as wide
