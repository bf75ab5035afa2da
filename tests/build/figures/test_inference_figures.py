"""Blocks that are found, tiles, shared sets and guesses are drawn as their facts say, and what cannot be is refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from drawn_figures import shapes

from build.drawing.page import Box, Connector, TextBox
from build.drawing.text_measure import Measure
from build.figures.canvas import Canvas, Drawing
from build.figures.figure_fact import Fact, MismatchError
from build.figures.guess_rows import guess_rows
from build.figures.guess_rule import guess_rule
from build.figures.known_blocks import known_blocks
from build.figures.kv_loop import kv_cache_loop
from build.figures.schedules import schedules
from build.figures.score_tile import score_tile
from build.figures.shared_sets import shared_sets
from build.findings.diagnostic import Diagnostic
from build.spec.said import table
from build.theme.tokens import Theme
from engine.ledger import Ledger
from engine.units import Count, Matrix, Series, Table, TokensPerSecond

Drawn = tuple[Drawing, list[Diagnostic]]


def fills(drawing: Drawing, starts: str) -> Counter[str]:
    return Counter(str(shape.fill) for shape in shapes(drawing, starts))


def fact(ledger: Ledger, name: str, **other: Any) -> Fact[Any]:
    """A recorded fact, some fields of its Table changed."""
    record = ledger[name]
    value = record.held
    if other:
        assert isinstance(value, Table)
        value = Table(**{**value, **other})
    return Fact(name, "", record, value)


def test_tokens_of_whole_blocks_are_found_and_the_rest_is_computed(good: Callable[..., Drawing]) -> None:
    drawing = good("known_blocks(prefix_example, prefix_questions)")
    assert fills(drawing, "known token") == {"navy100": 17}
    assert fills(drawing, "new token") == {"navy100": 8, "brick100": 2, "gold": 4}
    assert len(shapes(drawing, "found block")) == 2


def test_what_each_request_finds_and_computes_is_to_one_scale(good: Callable[..., Drawing]) -> None:
    drawing = good("known_blocks(prefix_example, prefix_questions)")
    (known,), (new,) = (shapes(drawing, f"request 1 {state}") for state in ("known", "new"))
    assert (known.box.w + 0.02) / (new.box.w + 0.02) == pytest.approx(2000 / 100)
    assert [len(shapes(drawing, f"request {i} stored")) for i in (1, 2, 3)] == [0, 1, 1]


def test_blocks_are_drawn_by_their_readers_and_every_table_leads_to_its_own(good: Callable[..., Drawing]) -> None:
    drawing = good("block_pool(paged_trace, paged_setting, event=write)")
    assert fills(drawing, "block") == {"white": 6, "gold50": 2, "navy50": 2}
    assert fills(drawing, "token 7") == {"navy500": 3, "None": 1}
    arrows = [item for item in drawing.items if isinstance(item, Connector)]
    assert len(arrows) == 6
    assert len(shapes(drawing, "free")) == 6


def test_guesses_are_kept_up_to_the_first_miss_and_the_models_own_token_ends_the_answer(
    good: Callable[..., Drawing],
) -> None:
    drawing = good("guess_rows(speculation_trace)")
    assert [shape.fill for shape in shapes(drawing, "verdict")] == ["teal100", "teal100", "brick100", "white"]
    assert [shape.fill for shape in shapes(drawing, "answer")] == ["teal", "teal", "gold"]


def test_guesses_that_are_kept_behind_a_miss_are_refused(ledger: Ledger, canvas: Canvas) -> None:
    trace = fact(ledger, "speculation_trace")
    series: Series = trace.value
    late = replace(series, lines={**series.lines, "kept": (0, 0, 0, 0, 0, 1, 1, 0)})
    with pytest.raises(MismatchError) as told:
        guess_rows(canvas, replace(trace, value=late))
    assert str(told.value) == "speculation_trace has 4 guesses, 2 kept, 1 of the model"


def test_an_event_that_is_not_in_the_trace_is_refused(drawn: Callable[..., Drawn]) -> None:
    _, found = drawn("block_pool(paged_trace, paged_setting, event=evict)", visual=True)
    assert [one.message for one in found] == [
        "block_pool: paged_trace has no lines for event=evict; it has: before, prompt, fork, write"
    ]


def test_each_request_is_a_bar_as_long_as_its_steps_and_each_idle_step_a_hole(good: Callable[..., Drawing]) -> None:
    drawing = good("schedules(batching_static, batching_continuous, batching_totals)")
    assert len(shapes(drawing, "static idle")) == 25
    assert len(shapes(drawing, "continuous idle")) == 1
    (long,), (short,) = shapes(drawing, "static B"), shapes(drawing, "continuous D")
    assert (long.box.w + 0.03) / (short.box.w + 0.03) == pytest.approx(9 / 2)


def test_two_requests_in_one_slot_at_one_step_are_refused(ledger: Ledger, canvas: Canvas) -> None:
    given = [fact(ledger, name) for name in ("batching_static", "batching_continuous")]
    series: Series = given[0].value
    crowded = replace(series, lines={**series.lines, "slot": (1,) * len(series.x)})
    with pytest.raises(MismatchError) as told:
        schedules(canvas, replace(given[0], value=crowded), given[1], fact(ledger, "batching_totals"))
    assert str(told.value) == "batching_static has B in slot 1 from step 1 to 9"
    with pytest.raises(MismatchError) as told:
        schedules(canvas, *given, fact(ledger, "batching_totals", idle_static=Count(24)))
    assert str(told.value) == "batching_totals has 24 idle steps, and batching_static leaves 25"


def test_a_tile_is_drawn_in_its_matrix_at_its_true_size(good: Callable[..., Drawing]) -> None:
    drawing = good("score_tile(score_tile_10k, score_matrix_10k)")
    (matrix,), (tile,) = (shapes(drawing, name) for name in ("matrix", "tile"))
    assert tile.box.w / matrix.box.w == pytest.approx(192 / 10_000)
    assert tile.box.h / matrix.box.h == pytest.approx(128 / 10_000)
    assert matrix.line is not None
    assert matrix.line.dash == "dash"


def test_every_head_is_a_dot_and_every_set_has_keys_and_values(good: Callable[..., Drawing]) -> None:
    drawing = good("shared_sets(kv_sets)")
    parts = ("query", "K", "V")
    drawn = {way: [len(shapes(drawing, f"{way} {part} ")) for part in parts] for way in ("mha", "gqa", "mqa")}
    assert drawn == {"mha": [32, 32, 32], "gqa": [32, 8, 8], "mqa": [32, 1, 1]}


def test_what_is_kept_stands_as_high_in_both_bars_and_all_bars_are_to_scale(good: Callable[..., Drawing]) -> None:
    drawing = good("guess_rule(guess_rule)")
    highs = {shape.name.removeprefix("s01 visual "): shape.box.h for shape in shapes(drawing, "s")}
    unit = highs["sea target drawn instead"] / 0.3
    assert highs["sky draft kept"] == highs["sky target kept"] == pytest.approx(0.25 * unit)
    assert highs["sky draft rejected"] == pytest.approx(0.2 * unit)
    assert "sky target drawn instead" not in highs
    assert "sea draft rejected" not in highs


def test_a_text_of_too_many_tokens_is_refused(ledger: Ledger, canvas: Canvas) -> None:
    load = fact(ledger, "prefix_questions")
    for change, why in (
        ({"known": Count(40)}, "prefix_example has texts of 40 and 14 tokens; at most 24 are drawn"),
        ({"found_1": Count(7)}, "prefix_example finds 7 of 10 tokens that are alike, in blocks of 4"),
    ):
        with pytest.raises(MismatchError) as told:
            known_blocks(canvas, fact(ledger, "prefix_example", **change), load)
        assert str(told.value) == why
    with pytest.raises(MismatchError) as told:
        known_blocks(canvas, fact(ledger, "prefix_example"), fact(ledger, "prefix_questions", requests=Count(9)))
    assert str(told.value) == "prefix_questions has 9 requests; 2 to 5 are drawn"


def test_a_tile_as_large_as_its_matrix_is_refused(ledger: Ledger, canvas: Canvas) -> None:
    with pytest.raises(MismatchError) as told:
        score_tile(
            canvas, fact(ledger, "score_tile_10k", n_keys=Count(10_000)), fact(ledger, "score_matrix_10k"), unit="GB"
        )
    assert str(told.value) == "score_tile_10k has a tile of 128 × 10,000, which is no part of 10,000"


def test_sets_that_heads_cannot_share_evenly_are_refused(ledger: Ledger, canvas: Canvas) -> None:
    for change, why in (
        ({"gqa_sets": Count(5)}, "kv_sets: 5 sets are not shared evenly by 32 heads"),
        ({"n_heads": Count(64)}, "kv_sets has 64 heads; at most 40 are drawn"),
    ):
        with pytest.raises(MismatchError) as told:
            shared_sets(canvas, fact(ledger, "kv_sets", **change))
        assert str(told.value) == why


def test_chances_that_do_not_make_the_target_are_refused(ledger: Ledger, canvas: Canvas) -> None:
    whole = fact(ledger, "guess_rule")
    matrix: Matrix = whole.value
    for changed, why in (
        (replace(matrix, rows=("a", "b", "c", "d")), "guess_rule needs the rows draft, kept, drawn instead, target"),
        (
            replace(matrix, values=(matrix.values[0], (0.5, 0.25, 0.15, 0.05), *matrix.values[2:])),
            "guess_rule: what is kept and drawn of sea does not make the target",
        ),
    ):
        with pytest.raises(MismatchError, match=f"^{why}"):
            guess_rule(canvas, replace(whole, value=changed))


@pytest.fixture
def canvas(theme: Theme, ledger: Ledger) -> Canvas:
    return Canvas(Box(4.65, 1.62, 4.04, 3.9), theme, "s01 visual", ledger, Measure(theme.fonts))


def test_all_are_refused_in_a_spec_with_the_figures_name(
    drawn: Callable[..., tuple[Drawing, list[Diagnostic]]],
) -> None:
    _, found = drawn("score_tile(kv_sets, score_matrix_10k)", visual=True)
    assert [(one.code, one.message) for one in found] == [
        ("L206", "score_tile: kv_sets has no field 'tokens', 'n_queries', 'n_keys', 'head'; it has: seq_len, n_heads, "
         "mha_sets, gqa_sets, mqa_sets, mha_matrices, gqa_matrices, mqa_matrices, mha, gqa, mqa, gqa_less, mqa_less")
    ]  # fmt: skip


# ---- tiles ------------------------------------------------------------------------------------------
def test_tiles_behind_the_one_on_the_chip_are_pale_and_rows_below_have_nothing(good: Callable[..., Drawing]) -> None:
    drawing = good("tile_rows(tile_walk, row=2, tile=3)")
    assert fills(drawing, "tile ") == {"navy100": 6, "gold": 1, "white": 9}
    assert fills(drawing, "max ") == {"navy100": 1, "gold": 1, "white": 2}


def test_a_moment_that_is_none_of_the_walk_is_refused(drawn: Callable[..., Drawn]) -> None:
    _, found = drawn("tile_rows(tile_walk, row=5)", visual=True)
    assert [finding.message for finding in found] == ["tile_rows: row=5 is not from 1 to 4"]


def test_a_loops_columns_say_numbers_alone_in_any_language(ledger: Ledger, theme: Theme) -> None:
    canvas = Canvas(Box(1.0, 1.5, 7.0, 4.0), theme, "s01 visual", ledger, Measure(theme.fonts, "de"), said=table("de"))
    drawing = kv_cache_loop(canvas, fact(ledger, "decode_cache", without_cache=TokensPerSecond(4.31)))
    named = {item.name: item for item in drawing.items}
    values = [named[f"s01 visual gauge value {name}"] for name in ("no cache", "cache")]
    assert [value.paragraphs[0].runs[0].text for value in values if isinstance(value, TextBox)] == ["4,31", "97"]
