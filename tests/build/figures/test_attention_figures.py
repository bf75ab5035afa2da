"""What figures of attention show is what their Matrices say: shades, bars, sums, and what is hidden."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import pairwise

import pytest
from drawn_figures import named, shapes, text_of

from build.drawing.page import Box, Chart, Connector, Shape, TextBox
from build.figures.canvas import Drawing
from build.theme.contrast import luminance
from build.theme.tokens import Theme
from engine.ledger import Ledger
from engine.units import Matrix, Series

HEADS = "heat_maps(head_previous, head_self, head_first, head_spread"
STEPS = "score_steps(match_scores, match_scaled, match_weights, highlight=sat)"
LOW = Box(6.2, 4.3, 6.4, 1.3)


def matrix(ledger: Ledger, name: str) -> Matrix:
    value = ledger[name].quantity
    assert isinstance(value, Matrix)
    return value


def is_dashed(shape: Shape) -> bool:
    return shape.line is not None and shape.line.dash == "dash"


def darkness(theme: Theme, shape: Shape) -> float:
    assert isinstance(shape.fill, str)
    return 1 - luminance(theme.color(shape.fill))


@pytest.mark.parametrize("colors", ["heads", "one"])
def test_the_future_of_every_head_is_dashed_and_a_larger_weight_is_never_paler(
    colors: str, good: Callable[..., Drawing], ledger: Ledger, theme: Theme
) -> None:
    drawing = good(f"{HEADS}, causal=yes, colors={colors})")
    for number, kind in enumerate(("previous", "self", "first", "spread"), start=1):
        cells = {shape.name.split()[-1]: shape for shape in shapes(drawing, f"cell {number} ")}
        values = matrix(ledger, f"head_{kind}").values
        assert {key for key, shape in cells.items() if is_dashed(shape)} == {
            f"{i}.{j}" for i in range(1, 7) for j in range(i + 1, 7)
        }
        ranked = sorted(
            (values[i][j], darkness(theme, cells[f"{i + 1}.{j + 1}"])) for i in range(6) for j in range(i + 1)
        )
        assert all(a[1] <= b[1] + 1e-9 for a, b in pairwise(ranked))


def test_weights_of_all_heads_share_one_scale_of_shades(good: Callable[..., Drawing], theme: Theme) -> None:
    drawing = good(f"{HEADS}, colors=one)")
    even, strong = named(drawing, "cell 4 6.1"), named(drawing, "cell 2 6.6")
    assert isinstance(even, Shape)
    assert isinstance(strong, Shape)
    assert (strong.fill, even.fill) == (theme.ramp[-1], theme.ramp[1]), "a sixth of one is one step of five"


def test_a_row_of_numbers_in_another_unit_is_written_with_the_same_decimals(good: Callable[..., Drawing]) -> None:
    drawing = good("heat_map(match_scores, unit=of_one.1)")
    told = [text_of(shape) for shape in shapes(drawing, "weight 1.")]
    assert told == ["4.0", "−1.2", "0.4", "−2.0", "3.1"]


def test_only_what_the_mask_hides_is_dashed_and_scores_are_not_yet_hidden(good: Callable[..., Drawing]) -> None:
    drawing = good(STEPS)
    assert [sum(is_dashed(shape) for shape in shapes(drawing, f"cell {step} ")) for step in (1, 2, 3)] == [0, 10, 10]
    hidden = [row for row in range(1, 6) if text_of(named(drawing, f"line {row}.3")) == "hidden"]
    assert hidden == [4, 5], "sat is the third word"


def test_the_bars_of_a_row_are_its_weights_to_scale_and_the_largest_is_gold(
    good: Callable[..., Drawing], ledger: Ledger
) -> None:
    row = matrix(ledger, "match_weights").values[2][:3]
    for call in (STEPS, "weighted_sum(match_weights, word_values, word_context, highlight=sat)"):
        bars = shapes(good(call), "bar ")
        longest = max(bar.box.w for bar in bars)
        assert [bar.box.w for bar in bars] == pytest.approx([longest * weight / max(row) for weight in row])
        assert [bar.fill for bar in bars] == ["navy300", "gold", "navy300"]


def test_scaling_leaves_the_pattern_of_what_is_seen(good: Callable[..., Drawing], theme: Theme) -> None:
    drawing = good(STEPS)
    for row in range(1, 6):
        before, after = (
            [darkness(theme, cell) for cell in shapes(drawing, f"cell {step} {row}.")[:row]] for step in (1, 2)
        )
        assert sorted(range(row), key=before.__getitem__) == sorted(range(row), key=after.__getitem__)


def test_steps_in_a_low_box_leave_out_the_numbers_and_still_tell_them(good: Callable[..., Drawing]) -> None:
    high, low = good(STEPS), good(STEPS, LOW)
    assert shapes(high, "panel")
    assert not shapes(low, "panel")
    assert high.alt == low.alt


@pytest.mark.parametrize(
    ("weights", "context", "word", "read"), [("match", "word", "on", 4), ("open", "open", "on", 5)]
)
def test_the_sum_at_the_foot_is_that_of_weights_times_values(
    weights: str, context: str, word: str, read: int, good: Callable[..., Drawing], ledger: Ledger
) -> None:
    drawing = good(f"weighted_sum({weights}_weights, word_values, {context}_context, highlight={word})")
    row = matrix(ledger, f"{weights}_weights").values[3]
    values = matrix(ledger, "word_values").values
    for i in range(3):
        made = sum(weight * value[i] for weight, value in zip(row, values, strict=True))
        assert float(text_of(named(drawing, f"sum {i + 1}")).replace("−", "-")) == pytest.approx(made, abs=0.0051)
    assert len(shapes(drawing, "bar ")) == read
    assert Counter(map(is_dashed, shapes(drawing, "hidden "))) == ({True: 3} if read == 4 else {})


@pytest.mark.parametrize("tokens", ["The cat sat", "The cat sat on the mat"])
def test_the_triangle_has_a_cell_for_each_pair_and_hides_what_comes_later(
    tokens: str, good: Callable[..., Drawing]
) -> None:
    n = len(tokens.split())
    cells = shapes(good(f'triangle(tokens="{tokens}")'), "mask ")
    assert len(cells) == n * n
    assert sum(is_dashed(cell) for cell in cells) == n * (n - 1) // 2
    assert [cell.fill for cell in cells if cell.name.startswith(f"s01 visual mask {n - 1}.")] == [
        *["navy"] * (n - 2), "gold", "white",
    ]  # fmt: skip


def test_a_triangle_of_weights_frames_the_row_that_is_named(good: Callable[..., Drawing]) -> None:
    drawing = good("triangle(match_weights, highlight=cat)")
    (frame,) = shapes(drawing, "focus")
    inside = [
        cell.name.split()[-1] for cell in shapes(drawing, "weight ") if frame.box.y < cell.box.y < frame.box.bottom
    ]
    assert set(inside) == {"2.1", "2.2", "2.3", "2.4", "2.5"}
    assert [text_of(cell) for cell in shapes(drawing, "weight 2.") if cell.paragraphs] == ["23%", "77%"]


@pytest.mark.parametrize("box", [Box(4.65, 1.62, 4.04, 3.9), LOW], ids=["upright", "low"])
def test_heads_are_split_and_joined_without_loss_and_the_first_is_gold_until_the_output(
    box: Box, good: Callable[..., Drawing]
) -> None:
    drawing = good("split_join(split_shapes)", box)
    projected, split, joined = (shapes(drawing, f"{step} head") for step in ("projected", "split", "joined"))
    assert len(projected) == len(split) == len(joined) == 9
    for row in (projected, split, joined):
        assert [part.fill for part in row] == ["gold", *["navy300"] * 8]
        assert len({round(part.box.w, 6) for part in row}) == 1
    assert split[1].box.x - split[0].box.right > joined[1].box.x - joined[0].box.right
    assert len(shapes(drawing, "output")) == 1
    lines = [item for item in drawing.items if isinstance(item, Connector) and " split token " in item.name]
    assert len(lines) == 5, "between six tokens"


def test_the_norm_stands_in_the_branch_or_on_the_stream(good: Callable[..., Drawing]) -> None:
    drawing = good('residual(norm="pre; post")')
    for kind, on_stream in (("pre", False), ("post", True)):
        stream = named(drawing, f"{kind} stream")
        assert isinstance(stream, Connector)
        for part in ("attention", "feed-forward"):
            (norm,), (box,), (plus,) = (shapes(drawing, f"{kind} {part} {what}") for what in ("norm", "part", "plus"))
            assert (norm.box.x < stream.x1 < norm.box.right) == on_stream
            assert (norm.box.y > plus.box.bottom) == on_stream, "behind the addition, or before its part"
            assert (norm.box.bottom < box.box.y) == (not on_stream)
            assert plus.box.x < stream.x1 < plus.box.right


@pytest.mark.parametrize("box", [Box(4.65, 1.62, 4.04, 3.9), LOW], ids=["upright", "low"])
def test_both_rows_of_bars_have_one_scale_and_values_stand_on_them(
    box: Box, good: Callable[..., Drawing], ledger: Ledger
) -> None:
    drawing = good("paired_bars(softmax_pair, unit=percent.0)", box)
    charts = [item for item in drawing.items if isinstance(item, Chart)]
    assert [chart.value_max for chart in charts] == pytest.approx([98, 98])
    pair = ledger["softmax_pair"].quantity
    assert isinstance(pair, Series)
    for chart, line in zip(charts, pair.lines.values(), strict=True):
        assert chart.series[0].values == pytest.approx([100 * value for value in line])
    for row, chart in enumerate(charts, start=1):
        assert chart.plot is not None
        label = named(drawing, f"row {row} value 2")
        assert isinstance(label, TextBox)
        top = chart.plot.bottom - chart.plot.h * chart.series[0].values[1] / 98
        assert 0 <= top - label.box.bottom < 0.05


def test_stills_of_the_films_show_their_row_and_name_heads_by_where_they_look(good: Callable[..., Drawing]) -> None:
    film = Box(0.75, 1.59, 6.4, 3.18)
    flow = good("attention_score_flow(match_scores, match_scaled, match_weights)", film)
    assert text_of(named(flow, "head 1")) == "“sat” reads", "it gives cat more than half"
    heads = good("multihead_causal_mask(head_previous, head_self, head_first, head_spread, split_shapes)", film)
    labels = [text_of(named(heads, f"label {i}")) for i in (1, 2, 3, 4)]
    assert labels == ["previous word", "itself", "first word", "all words so far"]
    assert text_of(named(heads, "joined")) == "joined: 9 heads of 64, 576 numbers a word"
