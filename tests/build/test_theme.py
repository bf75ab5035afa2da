"""The theme's promises: every token is there, text can be read on what it stands on, mistakes are told by name."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from build.theme import THEME, load_theme

INKS = ("char", "slate", "mute", "navy", "navy500", "goldink", "teal", "brick", "skyink", "plum")
PAPERS = ("pearl", "soft", "white", "navy100", "gold50", "gold100")
AA, AA_LARGE = 4.5, 3.0


def luminance(color: str) -> float:
    """Relative luminance after WCAG 2.2."""
    channels = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("ink", INKS)
@pytest.mark.parametrize("paper", PAPERS)
def test_text_can_be_read_on_every_light_ground(ink: str, paper: str) -> None:
    theme = load_theme()
    assert contrast(theme.color(ink), theme.color(paper)) >= AA


@pytest.mark.parametrize("pair", [("white", "navy"), ("white", "navy700"), ("goldlt", "navy"), ("navy200", "navy700")])
def test_text_can_be_read_on_dark_panels(pair: tuple[str, str]) -> None:
    theme = load_theme()
    assert contrast(*map(theme.color, pair)) >= AA


@pytest.mark.parametrize("token", ["plum", "navy", "goldink", "teal", "mute", "char"])
def test_code_can_be_read_on_its_card_and_on_its_tints(token: str) -> None:
    theme = load_theme()
    assert token in theme.syntax.values()
    for ground in ("white", "gold100", "brick100"):
        assert contrast(theme.color(token), theme.color(ground)) >= AA


def test_gold_is_for_shapes_and_never_a_text_colour_on_light() -> None:
    theme = load_theme()
    assert contrast(theme.color("gold"), theme.color("white")) < AA_LARGE
    assert "gold" not in theme.syntax.values()
    assert all(variant.ink != "gold" for variant in theme.variants.values())


def test_six_variants_differ_in_every_way_and_stand_out_from_the_page() -> None:
    theme = load_theme()
    assert list(theme.variants) == ["MHA", "GQA", "MLA", "SWA", "MoE", "DeltaNet"]
    for one, other in combinations(theme.variants.values(), 2):
        assert one.marker != other.marker
        assert theme.color(one.fill) != theme.color(other.fill)
    for variant in theme.variants.values():
        assert contrast(theme.color(variant.fill), theme.color("soft")) >= AA_LARGE
        assert contrast(theme.color(variant.ink), theme.color(variant.tint)) >= AA
        assert contrast(theme.color(variant.label), theme.color(variant.fill)) >= AA_LARGE


def test_the_ramp_darkens_step_by_step() -> None:
    theme = load_theme()
    steps = [luminance(theme.color(token)) for token in theme.ramp]
    assert steps == sorted(steps, reverse=True)


def test_a_token_class_takes_the_colour_of_its_nearest_parent() -> None:
    theme = load_theme()
    assert theme.syntax_color("Token.Keyword.Constant") == theme.syntax_color("Token.Keyword")
    assert theme.syntax_color("Token.Name.Function.Magic") == "navy"
    assert theme.syntax_color("Token.Punctuation") == "char"


def test_an_unknown_colour_is_told_with_those_that_exist() -> None:
    with pytest.raises(KeyError, match=r"no colour 'nvay'; it has: pearl, soft"):
        load_theme().color("nvay")


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ('navy = "#1A365D"', 'navy = "blue"', r"\[color\] navy = 'blue' is not a colour like #1A365D"),
        ('fill = "sky"', 'fill = "azure"', r"\[variant.SWA\] names the colour 'azure', which \[color\] does not have"),
        ("title = 38", "title = -1", r"\[size\] title = -1 is not a number above 0"),
        ("[ramp]", "[slope]", r"\[ramp\] is missing"),
        ("[ramp]", "[ramp", r"theme.toml"),
    ],
)
def test_a_mistake_in_the_theme_is_told_with_its_place(tmp_path: Path, right: str, wrong: str, said: str) -> None:
    text = THEME.read_text(encoding="utf-8")
    assert right in text
    path = tmp_path / "theme.toml"
    path.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(ValueError, match=rf"theme\.toml: .*{said}" if said != "theme.toml" else said):
        load_theme(path)
