"""Cells and marks of a diagram are as many as its fact says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import pairwise

import pytest
from drawn_figures import shapes, text_of
from hypothesis import given
from hypothesis import strategies as st

from build.drawing.page import Box, Connector, Freeform, NativeTable, Shape, TextBox
from build.figures.canvas import Drawing, apart
from build.findings.diagnostic import Diagnostic
from engine.ledger import Ledger
from engine.units import Ratio, Series, Table

Drawn = tuple[Drawing, list[Diagnostic]]


def fills(drawing: Drawing, starts: str) -> Counter[str]:
    return Counter(str(shape.fill) for shape in shapes(drawing, starts))


def words(drawing: Drawing) -> set[str]:
    return {text_of(item) for item in drawing.items if isinstance(item, TextBox | Shape) and item.paragraphs}


def test_cache_reuse_draws_a_cell_for_each_computed_position(good: Callable[..., Drawing]) -> None:
    drawing = good("cache_reuse(cache_reuse_example)")
    assert fills(drawing, "baseline") == {"navy": 22}
    cached = fills(drawing, "cached")
    assert cached["navy"] + cached["gold"] == 7
    assert cached["navy100"] == 4 + 5 + 6
    assert {"22 computed", "7 computed"} <= words(drawing)


@pytest.mark.parametrize(("fact", "queries", "sets", "more"), [("small_heads", 8, 2, 0), ("llama_heads", 8, 2, 3)])
def test_heads_are_drawn_in_whole_groups_and_dots_stand_for_the_rest(
    fact: str, queries: int, sets: int, more: int, good: Callable[..., Drawing]
) -> None:
    drawing = good(f"heads({fact})")
    kinds = Counter(shape.name.split()[-1] for shape in shapes(drawing, "mha"))
    assert (kinds["query"], kinds["K"], kinds["V"]) == (queries, queries, queries)
    assert len(shapes(drawing, "gqa group")) == sets
    assert len([shape for shape in shapes(drawing, "gqa") if shape.name.endswith("K")]) == sets
    assert len(shapes(drawing, "mha more")) == len(shapes(drawing, "gqa more")) == more


def test_head_counts_and_caches_are_the_facts(good: Callable[..., Drawing]) -> None:
    assert {"32 K/V sets", "8 K/V sets", "2 GiB", "0.5 GiB"} <= words(good("heads(llama_heads)"))


def test_bars_of_a_comparison_are_to_scale(good: Callable[..., Drawing]) -> None:
    long, short = shapes(good("heads(llama_heads)"), "cache bar")
    assert long.box.w / short.box.w == pytest.approx(4)


@pytest.mark.parametrize("tokens", ["The cat sat", "The cat sat on the mat", "To be or not to be is it"])
def test_the_mask_hides_the_future_and_reads_the_past_from_the_cache(tokens: str, good: Callable[..., Drawing]) -> None:
    drawing = good(f'mask_pointer(tokens="{tokens}")')
    n = len(tokens.split())
    now = n - 2
    assert fills(drawing, "mask") == {
        "gold": 1,
        "navy": now,
        "navy100": now * (now + 1) // 2,
        "soft": sum(n - 1 - row for row in range(now + 1)),
        "white": n,
    }
    assert fills(drawing, "K cache") == {"navy100": now, "gold": 1, "white": 1}


@pytest.mark.parametrize(("fact", "all_of_them", "chosen"), [("mixtral", 8, 2), ("many_experts", 128, 8)])
def test_every_expert_is_a_cell_and_the_chosen_ones_are_lit(
    fact: str, all_of_them: int, chosen: int, good: Callable[..., Drawing]
) -> None:
    drawing = good(f"experts({fact})")
    cells = fills(drawing, "expert")
    assert (cells.total(), cells["gold"]) == (all_of_them, chosen)
    arrows = [item for item in drawing.items if isinstance(item, Connector) and " collect " in item.name]
    assert len(arrows) == chosen


def test_the_band_has_a_constant_width_once_it_is_full(good: Callable[..., Drawing]) -> None:
    drawing = good("window_band(mistral_window)")
    seen = Counter(
        shape.name.split()[-1].split(".")[0] for shape in shapes(drawing, "band") if shape.fill not in ("soft", "white")
    )
    assert list(seen.values()) == [1, 2, 3, 4, 4, 4, 4, 4]


def test_the_ring_holds_the_tokens_that_the_last_row_of_the_band_sees(good: Callable[..., Drawing]) -> None:
    drawing = good("window_band(mistral_window)")
    seen = [cell.name.split(".")[-1] for cell in shapes(drawing, "band 8") if cell.fill in ("navy", "gold")]
    slots = [shape for shape in shapes(drawing, "slot") if shape.paragraphs]
    assert [text_of(slot) for slot in slots] == seen == ["5", "6", "7", "8"]
    assert [slot.fill for slot in slots] == ["navy", "navy", "navy", "gold"]
    assert "8 replaces 4" in words(drawing)


def test_experts_are_filled_to_scale_and_gold_is_only_where_the_token_goes(
    good: Callable[..., Drawing], ledger: Ledger
) -> None:
    drawing = good("experts(mixtral, expert_load)")
    load = ledger["expert_load"].quantity
    assert isinstance(load, Table)
    shares = [load[f"expert_{i}"] for i in range(1, 9)]
    levels = shapes(drawing, "level")
    high = max(level.box.h for level in levels)
    for share, level in zip(shares, levels, strict=True):
        assert level.box.h == pytest.approx(max(0.02, high * share / max(shares)))
    assert {level.fill for level in levels} == {"navy300"}
    assert fills(drawing, "expert ") == {"gold100": 2, "white": 6}
    (even,) = (item for item in drawing.items if isinstance(item, Connector) and item.name.endswith("even level"))
    assert levels[0].box.bottom - even.y1 == pytest.approx(high * load["even"] / max(shares))
    assert {"27%", "<1%"} <= words(drawing)


def test_a_load_of_another_number_of_experts_is_refused(drawn: Callable[..., Drawn]) -> None:
    _, (found,) = drawn("experts(many_experts, expert_load)")
    assert found.message == ("experts: expert_load fills experts with names, and only up to 8 have room for one")


def test_what_stands_beside_a_latent_has_the_color_of_its_design(good: Callable[..., Drawing]) -> None:
    beside = {
        call: shapes(good(call), "size")[0].fill for call in ("latent(mla_latent)", "latent(cached_values, shows=gqa)")
    }
    assert list(beside.values()) == ["navy", "gqa"]


def test_what_a_step_reads_is_not_drawn_as_good_or_costly(good: Callable[..., Drawing]) -> None:
    bars = shapes(good("limits(roofline_here, chats_step)"), "reads")
    assert {bar.fill for bar in bars} == {"navy"}


def test_every_cached_latent_is_read_and_only_the_newest_is_new(good: Callable[..., Drawing]) -> None:
    drawing = good("latent(mla_latent)")
    latents = shapes(drawing, "latent")
    cached = [cell for cell in latents if cell.paragraphs]
    assert [cell.fill for cell in latents] == ["navy100", "navy100", "gold", "white"]
    reads = [item for item in drawing.items if isinstance(item, Freeform) and " read " in item.name]
    assert len(reads) == len(cached) == 3
    whole, folded = shapes(drawing, "query")[0], shapes(drawing, "folded query")[0]
    assert folded.box.w == pytest.approx(cached[0].box.w)
    assert folded.box.w < whole.box.w


def test_strong_weights_are_written_in_their_cells_and_long_words_stand_upright(good: Callable[..., Drawing]) -> None:
    drawing = good("heat_map(long_words)")
    cells = {cell.name.split()[-1]: cell for cell in shapes(drawing, "weight")}
    assert {key: text_of(cell) for key, cell in cells.items() if cell.paragraphs} == {"5.2": "85%"}, "100% is too wide"
    columns = [item for item in drawing.items if isinstance(item, TextBox) and " column " in item.name]
    assert {column.rotation for column in columns} == {-90}
    assert all(cells[f"1.{j}"].line for j in range(2, 8)), "what comes later is hidden"


def test_without_the_reset_the_second_request_stands_behind_leftovers(good: Callable[..., Drawing]) -> None:
    drawing = good("lifecycle()")
    assert [text_of(shape) for shape in shapes(drawing, "mistake slot") if shape.paragraphs] == [*"AAAAA", "B"]
    assert [text_of(shape) for shape in shapes(drawing, "second slot") if shape.paragraphs] == [*"BBB"]
    assert all(shape.line and shape.line.dash == "dash" for shape in shapes(drawing, "fresh slot"))


def test_parts_are_plugged_into_the_socket_that_they_fit(good: Callable[..., Drawing]) -> None:
    drawing = good('integration(parts="MHA; GQA; MoE")')
    assert [text_of(part) for part in shapes(drawing, "attention part")] == ["MHA", "GQA"]
    assert [text_of(part) for part in shapes(drawing, "feed-forward part")] == ["MoE"]


MATRIX = (
    "matrix_meters(tradeoff_thresholds, tradeoff_latency, tradeoff_memory, tradeoff_complexity, tradeoff_quality_risk"
)


def ratings(drawing: Drawing) -> dict[str, list[str]]:
    (grid,) = (item for item in drawing.items if isinstance(item, NativeTable))
    return {
        row[0].paragraphs[0].runs[0].text: [cell.paragraphs[0].runs[0].text for cell in row[1:]]
        for row in grid.rows[1:]
    }


def test_ratings_follow_from_the_facts_and_the_stated_thresholds(good: Callable[..., Drawing], ledger: Ledger) -> None:
    shown = ratings(good(f"{MATRIX})"))
    limits = ledger["tradeoff_thresholds"].quantity
    assert isinstance(limits, Table)
    for column, key in enumerate(("latency", "memory", "complexity", "quality_risk")):
        fact = ledger[f"tradeoff_{key}"].quantity
        assert isinstance(fact, Series)
        (line,) = fact.lines.values()
        mid, high = limits[f"{key}_mid"], limits[f"{key}_high"]
        for name, value in zip(fact.x, line, strict=True):
            unit = line[0] if isinstance(mid, Ratio) else 1.0
            level = ("low", "mid", "high")[(value >= mid * unit) + (value >= high * unit)]
            assert shown[str(name).removesuffix("Net")][column] == level, (name, key)


def test_a_column_with_a_unit_shows_its_values_in_the_colours_of_their_ratings(good: Callable[..., Drawing]) -> None:
    units = 'labels="Step, ms; Cache, GB; Parts; Risk", units="ms.1; GB.1; n; -"'
    drawing = good(f"{MATRIX}, {units})", Box(4.22, 1.53, 4.893, 4.08))
    assert ratings(drawing)["MHA"] == ["15.0", "17.2", "0", "low"]
    assert not shapes(drawing, "meter MHA 1")
    assert shapes(drawing, "tile MHA 1")[0].fill == "brick100"


def test_a_meter_has_as_many_full_bars_as_its_rating(good: Callable[..., Drawing]) -> None:
    drawing = good(f"{MATRIX})", Box(4.22, 1.53, 4.893, 4.08))
    for name, row in (("MHA", ["high", "high", "low", "low"]), ("SWA", ["mid", "low", "mid", "mid"])):
        for column, level in enumerate(row, 1):
            full = [bar for bar in shapes(drawing, f"meter {name} {column}.") if bar.fill != "white"]
            assert len(full) == {"low": 1, "mid": 2, "high": 3}[level], (name, column)


def test_speeds_of_the_loop_are_columns_to_scale(good: Callable[..., Drawing]) -> None:
    drawing = good("kv_cache_loop(decode_cache)", Box(0.75, 1.59, 6.4, 3.18))
    without, with_cache = shapes(drawing, "gauge bar")
    assert with_cache.box.h / without.box.h == pytest.approx(96.8 / 21.4)
    assert {"21", "97"} <= words(drawing)


@pytest.mark.parametrize("box", [Box(4.65, 1.62, 4.04, 3.9), Box(6.2, 4.3, 6.4, 1.3)], ids=["upright", "low"])
def test_factors_and_product_are_tiles_joined_by_signs(box: Box, good: Callable[..., Drawing]) -> None:
    drawing = good("product(kv_factors, highlight=n_kv_heads)", box)
    tiles = shapes(drawing, "factor")
    assert [tile.fill for tile in tiles] == ["navy50", "navy50", "gold100", *["navy50"] * 3, "navy"]
    signs = [text_of(item) for item in drawing.items if isinstance(item, TextBox) and " sign " in item.name]
    assert signs == [*"×××××", "="]
    assert {"2", "32", "8", "128", "32,768", "4.29 GB"} <= words(drawing)


def test_tiles_show_number_name_and_provenance(good: Callable[..., Drawing]) -> None:
    drawing = good('fact_tiles(cache_4k, decode_cache.speedup, prefill_speed, labels="Cache; Speed-up; Prefill")')
    assert {"537 MB", "4.5×", "812 tokens/s", "Cache", "Speed-up", "Calculated", "Measured", "Published"} <= words(
        drawing
    )
    assert "KV cache of one 4,096-token sequence in bf16." in words(drawing)


def test_tiles_leave_out_their_chips_where_the_card_tells_it_for_all(good: Callable[..., Drawing]) -> None:
    low = Box(0, 0, 6.4, 1.25)
    with_chips, without = (good(f"fact_tiles(cache_4k, prefill_speed{more})", low) for more in ("", ", chips=none"))
    assert words(with_chips) - words(without) == {"Calculated", "Published"}
    assert shapes(without, "tile 1")[0].box.h < shapes(with_chips, "tile 1")[0].box.h


def test_tables_of_the_same_fields_stand_side_by_side(good: Callable[..., Drawing]) -> None:
    (grid,) = (
        item
        for item in good('fact_table(llama_heads, small_heads, columns="Count; Llama; Small")').items
        if isinstance(item, NativeTable)
    )
    rows = [[cell.paragraphs[0].runs[0].text for cell in row] for row in grid.rows]
    assert rows[:3] == [["Count", "Llama", "Small"], ["Heads", "32", "8"], ["KV heads", "8", "2"]]


@given(st.lists(st.tuples(st.floats(0, 3), st.floats(0.05, 0.3)), min_size=1, max_size=6))
def test_labels_moved_apart_never_touch_and_stay_inside(labels: list[tuple[float, float]]) -> None:
    middles, heights = [m for m, _ in labels], [h for _, h in labels]
    placed = apart(middles, heights, 0.0, 3.0)
    spans = sorted((m - h / 2, m + h / 2) for m, h in zip(placed, heights, strict=True))
    assert spans[0][0] >= -1e-9
    assert spans[-1][1] <= 3 + 1e-9
    assert all(a[1] <= b[0] + 1e-9 for a, b in pairwise(spans))
