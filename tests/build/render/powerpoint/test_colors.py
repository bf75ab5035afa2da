from __future__ import annotations

import colorsys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from build.render.powerpoint.colors import FAMILIES, SLOTS, Colors, shift, shifted
from build.theme.tokens import Theme

COLOR = st.integers(0, 0xFFFFFF).map(lambda value: f"{value:06X}")


def test_every_token_of_the_theme_is_written(theme: Theme) -> None:
    colors = Colors(theme)
    for token in theme.colors:
        element = etree.fromstring(f'<x xmlns:a="a">{colors.element(token)}</x>')[0]
        assert element.tag in ("{a}schemeClr", "{a}srgbClr")


def test_slots_and_families_name_tokens_that_exist(theme: Theme) -> None:
    named = {token for _, token in SLOTS.values()} | set(FAMILIES) | {t for many in FAMILIES.values() for t in many}
    assert named <= set(theme.colors)


def test_a_slot_is_named_and_not_spelt_out(theme: Theme) -> None:
    assert Colors(theme).element("navy") == '<a:schemeClr val="tx2"/>'
    assert Colors(theme).element("char") == '<a:schemeClr val="tx1"/>'


def test_a_tint_follows_its_slot(theme: Theme) -> None:
    assert Colors(theme).element("navy100").startswith('<a:schemeClr val="tx2"><a:')
    assert Colors(theme).element("goldink").startswith('<a:schemeClr val="accent1"><a:')


@pytest.mark.parametrize(("base", "slot"), [("navy", "tx2"), ("teal", "accent2"), ("plum", "accent5")])
def test_a_part_of_a_colour_on_white_follows_its_slot_or_is_spelt_out(base: str, slot: str, theme: Theme) -> None:
    written = [Colors(theme).element(f"{base} {part}") for part in range(10, 100, 5)]
    spelt = [f'<a:srgbClr val="{theme.color(f"{base} {part}")[1:]}"/>' for part in range(10, 100, 5)]
    follow = [element.startswith(f'<a:schemeClr val="{slot}"><a:') for element in written]
    assert any(follow)
    assert all(element == rgb for element, rgb, ok in zip(written, spelt, follow, strict=True) if not ok)


def test_transparency_is_kept(theme: Theme) -> None:
    assert Colors(theme).element("navy", 0.1) == '<a:schemeClr val="tx2"><a:alpha val="10000"/></a:schemeClr>'


@given(COLOR, COLOR)
def test_changes_lead_to_the_target_or_there_are_none(base: str, target: str) -> None:
    changes = shift(base, target)
    assert changes is None or shifted(base, changes) == target


def test_half_the_lightness_added_is_the_tint_that_office_programs_call_lighter() -> None:
    # "Blue, Accent 1, Lighter 80%" and "Darker 50%" of the Office theme of 2013, as its palette shows them.
    assert shifted("4472C4", {"lumMod": 20_000, "lumOff": 80_000}) in ("DAE3F3", "D9E2F3", "DAE3F4")
    assert shifted("4472C4", {"lumMod": 50_000}) in ("203864", "1F3864")


@given(COLOR, st.sampled_from(["hueOff", "satMod", "lumMod", "lumOff"]), st.integers(0, 100_000))
def test_a_change_touches_only_what_it_names(base: str, change: str, value: int) -> None:
    before = colorsys.rgb_to_hls(*(int(base[i : i + 2], 16) / 255 for i in (0, 2, 4)))
    after = colorsys.rgb_to_hls(*(int(shifted(base, {change: value})[i : i + 2], 16) / 255 for i in (0, 2, 4)))
    if change in ("hueOff", "satMod"):
        assert after[1] == pytest.approx(before[1], abs=2 / 255)
