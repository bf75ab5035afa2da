"""The theme's promises: every token is there, what meets can be told apart, decks fit; and how a theme is chosen."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from theme_files import theme_of

from build.checks.laid_out import check_pages
from build.files.course import product
from build.files.places import ROOT, THEME, THEMES
from build.layout.book import lay_out
from build.parse.deck import parse
from build.parse.source import read_source
from build.pipeline import build_book, checked
from build.render.powerpoint.colors import FAMILIES, SLOTS
from build.theme.choose import find_theme, load_theme
from build.theme.contrast import AA, AA_LARGE, contrast, luminance, pairs, pairs_that_fail
from engine.ledger import deck_facts

ALL = [THEME, *sorted(THEMES.glob("*.toml"))]
by_theme = pytest.mark.parametrize("path", ALL, ids=[path.stem for path in ALL])


# ---- what a theme promises ------------------------------------------------------------------------------
@by_theme
def test_all_that_meets_can_be_told_apart(path: Path) -> None:
    assert pairs_that_fail(load_theme(path)) == []


def test_clear_is_for_weak_eyes() -> None:
    """WCAG 2.2, level AAA: 7 for text, 4.5 for large text."""
    theme = load_theme(THEMES / "clear.toml")
    enhanced = {AA: 7.0, AA_LARGE: 4.5}
    faint = [
        pair
        for pair in pairs(theme)
        if contrast(theme.color(pair.front), theme.color(pair.ground)) < enhanced.get(pair.needed, 0)
        and not pair.use.startswith("bars")
    ]
    assert faint == []


@by_theme
def test_a_theme_has_every_colour_that_decks_are_drawn_with(path: Path) -> None:
    theme = load_theme(path)
    assert {token for _, token in SLOTS.values()} <= set(theme.colors)
    assert {token for family in FAMILIES.values() for token in family} <= set(theme.colors)


@by_theme
def test_six_variants_differ_in_every_way(path: Path) -> None:
    theme = load_theme(path)
    assert list(theme.variants) == ["MHA", "GQA", "MLA", "SWA", "MoE", "DeltaNet"]
    for variant, other in combinations(theme.variants.values(), 2):
        assert variant.marker != other.marker
        assert theme.color(variant.fill) != theme.color(other.fill)


@by_theme
def test_the_ramp_goes_one_way_step_by_step(path: Path) -> None:
    theme = load_theme(path)
    steps = [luminance(theme.color(token)) for token in theme.ramp]
    assert steps in (sorted(steps), sorted(steps, reverse=True))


def test_a_tint_is_so_much_of_a_colour_on_white() -> None:
    theme = load_theme(THEME)
    whole, half, none = (theme.color(f"teal {part}") for part in (100, 50, 0))
    assert (whole, none) == (theme.color("teal"), "#FFFFFF")
    assert half == "#95B8B6", "the mean of each channel with 255"
    with pytest.raises(KeyError, match="no colour 'tael'"):
        theme.color("tael 50")


def test_gold_is_for_shapes_and_never_a_text_colour_on_light() -> None:
    theme = load_theme(THEME)
    assert contrast(theme.color("gold"), theme.color("white")) < AA_LARGE
    assert "gold" not in theme.syntax.values()
    assert all(variant.ink != "gold" for variant in theme.variants.values())
    assert all(pair.front != "gold" for pair in pairs(theme))


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#FFFFFF", "#1A365D") == pytest.approx(12.14, abs=0.005)
    assert contrast("#777777", "#777777") == 1


def test_a_token_class_takes_the_colour_of_its_nearest_parent() -> None:
    theme = load_theme(THEME)
    assert theme.syntax_color("Token.Keyword.Constant") == theme.syntax_color("Token.Keyword")
    assert theme.syntax_color("Token.Name.Function.Magic") == "navy"
    assert theme.syntax_color("Token.Punctuation") == "char"


def test_an_unknown_colour_is_told_with_those_that_exist() -> None:
    with pytest.raises(KeyError, match=r"no colour 'nvay'; it has: pearl, soft"):
        load_theme(THEME).color("nvay")


# ---- choosing one ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["", "theme"])
def test_without_a_word_it_is_the_default_theme(name: str) -> None:
    assert find_theme(name, product()) == THEME


def test_a_theme_of_a_path_is_the_same_file_wherever_one_is_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = theme_of(tmp_path, '[color]\nnavy = "#08402F"\n')
    monkeypatch.chdir(tmp_path)
    found = find_theme("mine.toml", product())
    monkeypatch.chdir("/")
    assert found == path
    assert load_theme(found).color("navy") == "#08402F"


@pytest.mark.parametrize("path", sorted(THEMES.glob("*.toml")), ids=lambda path: path.stem)
def test_a_theme_of_the_course_is_chosen_by_name(path: Path) -> None:
    assert find_theme(path.stem, product()) == path


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("forst", r"^unknown theme 'forst'; did you mean 'forest'\? \(there are: clear, forest\)$"),
        (
            "nowhere/blue.toml",
            r"^there is no theme nowhere/blue\.toml\n"
            r"  hint: name a \.toml by its path from here, or one of: clear, forest$",
        ),
        ("looks/alder.pptx", r"^there is no theme looks/alder\.pptx\n  hint: did you mean 'looks/alder1\.pptx'\?$"),
        (
            "ghost.pptx",
            r"^there is no theme ghost\.pptx\n  hint: name a company's \.pptx or \.potx by its path from here, "
            r'or give a course its own: template = "…" in course\.toml$',
        ),
        ("old.ppt", r"^the theme old\.ppt is no \.pptx and no \.potx\n  hint: save it in PowerPoint as one$"),
        ("here.toml", r"^a theme cannot be named 'here': dist/here holds other outputs$"),
    ],
)
def test_a_theme_that_cannot_be_chosen_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, said: str
) -> None:
    (tmp_path / "here.toml").touch()
    (tmp_path / "looks").mkdir()
    (tmp_path / "looks" / "alder1.pptx").touch()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match=said):
        find_theme(name, product())


# ---- the table of pairs is what pages draw ---------------------------------------------------------------
@pytest.mark.parametrize("spec", ["deck_specs/ch04_inference_and_attention_alternatives.md"])
def test_every_pair_that_a_deck_draws_is_in_the_table(spec: str) -> None:
    theme, ledger = load_theme(THEME), deck_facts()
    deck, _ = checked(parse(read_source(ROOT / spec)[0])[0], ledger, product())
    book, _ = lay_out(deck, theme, ledger, {}, product())
    grey = replace(theme, colors=dict.fromkeys(theme.colors, "#777777"))  # there every pair is too faint, and told
    told = [found.message for found in check_pages(book, grey, deck) if found.code == "L307"]
    drawn = {re.search(r": (\w+) on (\w+) has a contrast of 1.00 and needs ([\d.]+)", words).groups() for words in told}
    promised = {(pair.front, pair.ground): pair.needed for pair in pairs(theme)}
    assert len(drawn) > 50
    assert {(ink, ground, need) for ink, ground, need in drawn if promised.get((ink, ground), 0) < float(need)} == set()


@pytest.mark.parametrize("path", ALL[1:], ids=[path.stem for path in ALL[1:]])
def test_the_deck_fits_in_every_theme(path: Path, tmp_path: Path) -> None:
    """Without films too: then a still of the same facts has to fit."""
    spec = ROOT / "deck_specs" / "ch04_inference_and_attention_alternatives.md"
    outcome = build_book(spec, load_theme(path), deck_facts(), clips=tmp_path)
    assert [str(found) for found in outcome.diagnostics if found.severity == "error"] == []
