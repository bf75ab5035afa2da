"""The data of a native chart are the facts', and labels beside it stand where its bars and lines do."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from drawn_figures import named, text_of

from build.drawing.page import Box, Chart, Connector, Drawable, Shape, TextBox
from build.drawing.text_measure import Measure
from build.figures.axis import value_axis
from build.figures.canvas import Canvas, Drawing
from build.figures.draw import draw
from build.files.course import product
from build.findings.diagnostic import Span
from build.spec.deck import Call
from build.spec.said import said_in
from build.theme.tokens import Theme
from engine.ledger import Ledger
from engine.units import Series, Table


def chart_of(drawing: Drawing) -> Chart:
    (chart,) = (item for item in drawing.items if isinstance(item, Chart))
    assert chart.plot is not None
    return chart


def place(item: Drawable) -> Box:
    assert isinstance(item, TextBox | Shape)
    return item.box


def series(ledger: Ledger, name: str) -> Series:
    value = ledger[name].quantity
    assert isinstance(value, Series)
    return value


def table(ledger: Ledger, name: str) -> Table:
    value = ledger[name].quantity
    assert isinstance(value, Table)
    return value


SPEEDS = "bars(decode_cache.without_cache, decode_cache.with_cache, highlight=with_cache)"


def test_bars_hold_the_facts_and_the_range_of_their_samples(good: Callable[..., Drawing]) -> None:
    (line,) = chart_of(good(SPEEDS)).series
    assert line.values == (21.4, 96.8)
    assert [tuple(round(side, 6) for side in reach) for reach in line.errors] == [(0.5, 0.4), (3.7, 2.7)]
    assert line.point_colors == ("navy300", "gold")


def test_a_bar_with_its_whisker_reaches_just_to_its_label(good: Callable[..., Drawing]) -> None:
    drawing = good(SPEEDS)
    chart = chart_of(drawing)
    assert chart.plot is not None
    assert chart.value_max is not None
    assert 99.5 < chart.value_max < 99.5 * 1.02  # at the plot's very edge viewers cut the whisker's cap
    for row, reach in ((1, 21.8), (2, 99.5)):
        end = chart.plot.x + chart.plot.w * reach / chart.value_max
        label = place(named(drawing, f"value {row}"))
        assert 0.05 < label.x - end < 0.15
        middle = chart.plot.y + chart.plot.h * (row - 0.5) / 2
        assert label.y + label.h / 2 == pytest.approx(middle)


def test_columns_are_written_in_the_named_unit(good: Callable[..., Drawing]) -> None:
    drawing = good("columns(cache_4k, cache_8k, cache_32k, unit=GiB)")
    assert chart_of(drawing).series[0].values == (0.5, 1.0, 4.0)
    assert [text_of(named(drawing, f"value {i}")) for i in (1, 2, 3)] == ["0.5 GiB", "1 GiB", "4 GiB"]


def test_alt_text_lists_bars_as_the_language_lists(ledger: Ledger, theme: Theme) -> None:
    canvas = Canvas(Box(0, 0, 4, 3), theme, "s01 visual", ledger, Measure(theme.fonts, "ja"), said=said_in("ja"))
    call = Call(figure="bars", facts=("cache_4k", "cache_32k"), parameters=(), span=Span())
    alt = draw(call, canvas, product(), path="deck.md", source="")[0].alt
    assert ("、" in alt, ", " in alt) == (True, False)


def test_cells_of_a_matrix_have_the_languages_decimal_sign(ledger: Ledger, theme: Theme) -> None:
    canvas = Canvas(Box(0, 0, 8, 5), theme, "s01 visual", ledger, Measure(theme.fonts, "de"), said=said_in("de"))
    call = Call(figure="heat_map", facts=("match_scores",), parameters=(("unit", "of_one.1"),), span=Span())
    drawing, _ = draw(call, canvas, product(), path="deck.md", source="")
    cells = [text_of(item) for item in drawing.items if " cell " in item.name or "weight" in item.name]
    assert {"," in cell for cell in cells} == {True}
    assert "." not in "".join(cells)


def test_without_a_unit_all_bars_take_the_natural_one_of_the_largest(good: Callable[..., Drawing]) -> None:
    drawing = good("bars(cache_4k, cache_32k)")
    assert [text_of(named(drawing, f"value {i}")) for i in (1, 2)] == ["0.537 GB", "4.29 GB"]


def test_variants_have_their_own_colours(good: Callable[..., Drawing]) -> None:
    colors = chart_of(good("bars(tradeoff_memory, unit=GB)")).series[0].point_colors
    assert colors == ("navy", "gqa", "teal", "sky", "brick", "plum")


def test_shares_add_up_and_thin_segments_have_no_number(good: Callable[..., Drawing], ledger: Ledger) -> None:
    chart = chart_of(good('stacked_bars(flops_by_length, highlight="Attention scores")'))
    fact = series(ledger, "flops_by_length")
    for column, x in enumerate(fact.x):
        shares = [part.values[column] for part in chart.series]
        assert sum(shares) == pytest.approx(1)
        for part, share in zip(chart.series, shares, strict=True):
            assert share == pytest.approx(fact[part.name][x])
            assert part.labels[column] == (f"{share:.0%}" if share >= 0.085 else "")
    assert [part.color for part in chart.series if part.name == "Attention scores"] == ["gold"]
    assert len({part.color for part in chart.series}) == len(chart.series)


def test_names_of_shares_stand_in_the_order_of_the_last_column_and_apart(good: Callable[..., Drawing]) -> None:
    drawing = good("stacked_bars(flops_by_length)")
    names = [series.name for series in chart_of(drawing).series]
    boxes = [place(named(drawing, f"name {name}")) for name in reversed(names)]
    assert all(above.bottom <= below.y + 1e-6 for above, below in pairwise(boxes))


@pytest.mark.parametrize("values", [[0.0, 0.0], [-3.0, 5.0], [-7.0, -2.0]])
def test_an_axis_of_lines_holds_zero_and_values_below_it(values: list[float]) -> None:
    axis = value_axis(values, False, "a fact")
    assert axis.low <= min(values) <= max(values) <= axis.high
    assert 0.0 in axis.ticks()


def test_lines_hold_the_facts_in_the_shown_unit_and_end_at_their_names(
    good: Callable[..., Drawing], ledger: Ledger
) -> None:
    drawing = good("lines(by_variant, unit=GB, y=log)")
    chart = chart_of(drawing)
    fact = series(ledger, "by_variant")
    assert chart.plot is not None
    assert chart.value_min == pytest.approx(0.01)
    assert chart.value_max == pytest.approx(100)
    for line in chart.series:
        assert line.values == pytest.approx([y / 1e9 for y in fact.lines[line.name]])
    highest = place(named(drawing, "line MHA"))
    up = math.log10(32 / 0.01) / math.log10(100 / 0.01)
    assert highest.y + highest.h / 2 == pytest.approx(chart.plot.bottom - chart.plot.h * up)
    assert [line.marker for line in chart.series] == ["circle", "square", "diamond", "triangle"]


def test_lengths_a_constant_factor_apart_stand_evenly_and_others_on_a_numeric_axis(
    good: Callable[..., Drawing],
) -> None:
    even, numeric = chart_of(good("lines(by_variant)")), chart_of(good("lines(reuse_by_length)"))
    assert (even.x, even.categories) == ((), ("1k", "4k", "16k", "64k"))
    assert numeric.x == (1, 10, 50, 200)
    uneven = chart_of(good("linear_vs_full(delta_by_uneven_length, unit=GB)"))
    assert (uneven.x, uneven.log_x, uneven.log_y) == ((1, 4, 16, 64, 128), True, True)


def test_the_crossing_is_marked_where_both_lines_meet(good: Callable[..., Drawing], ledger: Ledger) -> None:
    drawing = good("linear_vs_full(delta_by_length, delta_break_even, unit=GiB)")
    ring, plot = place(named(drawing, "crossing")), chart_of(drawing).plot
    assert plot is not None
    lengths = [float(x) for x in series(ledger, "delta_by_length").x]
    steps = math.log2(2570 / lengths[0])
    assert ring.x + ring.w / 2 == pytest.approx(plot.x + plot.w * (steps + 0.5) / len(lengths))
    assert "from 2,570 tokens on" in text_of(named(drawing, "crossing told"))


def test_the_roof_is_the_lower_of_peak_and_bandwidth_and_points_stand_on_it(
    good: Callable[..., Drawing], ledger: Ledger
) -> None:
    drawing = good('bottleneck(roofline_llama, labels="one; many; prompt")')
    chart, fact = chart_of(drawing), table(ledger, "roofline_llama")
    (roof,) = chart.series
    assert roof.values == pytest.approx([min(312, 2.039 * x) for x in chart.x])
    assert chart.plot is not None
    assert chart.value_min is not None
    assert chart.value_max is not None
    for name, field in (("one", "decode_1"), ("many", "decode_32"), ("prompt", "prefill")):
        dot = place(named(drawing, f"point {name}"))
        speed = min(312, 2.039 * fact[field])
        up = math.log(speed / chart.value_min) / math.log(chart.value_max / chart.value_min)
        across = math.log(fact[field] / chart.x[0]) / math.log(chart.x[-1] / chart.x[0])
        assert dot.y + dot.h / 2 == pytest.approx(chart.plot.bottom - chart.plot.h * up)
        assert dot.x + dot.w / 2 == pytest.approx(chart.plot.x + chart.plot.w * across)
        told = text_of(named(drawing, f"label {name}")).removeprefix(f"{name}: ")
        assert float(told.replace(",", "")) == pytest.approx(fact[field], rel=0.01)


def test_measured_points_stand_at_their_speed_and_lead_up_to_the_roof(
    good: Callable[..., Drawing], ledger: Ledger
) -> None:
    drawing = good('bottleneck(roofline_here, labels="one; four; prompt")')
    chart, fact = chart_of(drawing), table(ledger, "roofline_here")
    assert chart.plot is not None
    assert (chart.value_min, chart.value_max) == (pytest.approx(1), pytest.approx(300))  # GFLOP/s
    plot = chart.plot

    def level(speed: float) -> float:
        return plot.bottom - plot.h * math.log(speed / 1e9) / math.log(300)

    for name, field in (("one", "decode_1"), ("four", "decode_4"), ("prompt", "prefill")):
        dot = place(named(drawing, f"point {name}"))
        line = named(drawing, f"drop {name}")
        assert isinstance(line, Connector)
        assert dot.y + dot.h / 2 == pytest.approx(line.y1) == pytest.approx(level(fact[f"{field}_speed"]))
        assert line.y2 == pytest.approx(level(min(fact["peak"], fact["bandwidth"] * fact[field])))
        assert (
            text_of(named(drawing, f"label {name}")) == f"{name}: {fact[f'{field}_speed'] / fact['peak']:.0%} of peak"
        )
    assert "one at 0.5 FLOPs/byte (memory-bound) attains 8 GFLOP/s, 8% of the peak" in drawing.alt


def test_a_recorded_share_of_the_peak_is_shown_rather_than_the_quotient_of_two_medians(
    theme: Theme, ledger: Ledger
) -> None:
    record = ledger["roofline_here"]
    value = {**record.value, "prefill_of_peak": {"unit": "Ratio", "value": 0.87}}
    known = Ledger({**ledger, "roofline_here": replace(record, value=value)})
    call = Call(figure="bottleneck", facts=("roofline_here",), parameters=(), span=Span())
    canvas = Canvas(Box(0, 0, 4, 4), theme, "s01 visual", known, Measure(theme.fonts))
    drawing, findings = draw(call, canvas, product())
    assert not findings
    assert text_of(named(drawing, "label Prefill")) == "Prefill: 87% of peak"


def test_columns_of_shares_move_together_where_their_numbers_need_the_room(good: Callable[..., Drawing]) -> None:
    roomy, tight = (chart_of(good("stacked_bars(flops_by_length)", Box(0, 0, wide, 3))) for wide in (8, 3.8))
    assert roomy.gap > tight.gap > 0


def test_no_two_lines_have_the_same_points_and_dash(good: Callable[..., Drawing]) -> None:
    looks = {line.name: (line.marker, line.dash) for line in chart_of(good("lines(six_lines)")).series}
    assert len(set(looks.values())) == 6
    assert looks["GQA"] == ("square", False), "a variant keeps its own"
    assert [name for name, (_, dash) in looks.items() if dash] == ["Mix", "Other"]


def test_the_map_keeps_the_order_of_the_facts_and_no_name_lies_on_a_bubble(
    good: Callable[..., Drawing], ledger: Ledger
) -> None:
    drawing = good("tradeoff_map(tradeoff_memory, tradeoff_latency, tradeoff_complexity)")
    memory, latency = series(ledger, "tradeoff_memory"), series(ledger, "tradeoff_latency")
    (kept,), (time,) = memory.lines.values(), latency.lines.values()
    names = [str(x) for x in memory.x]
    bubbles = {name: place(named(drawing, f"bubble {name}")) for name in names}
    middles = [(box.x + box.w / 2, -(box.y + box.h / 2)) for box in bubbles.values()]
    assert sorted(range(6), key=lambda i: (round(middles[i][0], 6), i)) == sorted(range(6), key=lambda i: (kept[i], i))
    assert sorted(range(6), key=lambda i: (round(middles[i][1], 6), i)) == sorted(range(6), key=lambda i: (time[i], i))
    labels = [place(named(drawing, f"label {name}")) for name in names]
    for label in labels:
        others = [*bubbles.values(), *(other for other in labels if other is not label)]
        assert not any(
            label.x < b.right and b.x < label.right and label.y < b.bottom and b.y < label.bottom for b in others
        )


def test_a_bubbles_area_grows_with_complexity(good: Callable[..., Drawing], ledger: Ledger) -> None:
    drawing = good("tradeoff_map(tradeoff_memory, tradeoff_latency, tradeoff_complexity)")
    fact = series(ledger, "tradeoff_complexity")
    (parts,) = fact.lines.values()
    areas = [place(named(drawing, f"bubble {name}")).w ** 2 for name in fact.x]
    slopes = {round((area - areas[0]) / n, 6) for area, n in zip(areas, parts, strict=True) if n}
    assert len(slopes) == 1
