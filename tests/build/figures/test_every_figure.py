"""Every figure in every box that slides have: nothing overflows, nothing is too small, all is told in words."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache

import pytest

from build.drawing.page import Box, Cell, Chart, Connector, Drawable, Freeform, NativeTable, Paragraph, Shape, TextBox
from build.drawing.text_measure import Measure, height
from build.figures import figure_table as table
from build.figures.canvas import LABEL, Drawing
from build.figures.inputs import inputs
from build.theme.tokens import Theme

BOXES = {
    "concept": Box(4.65, 1.62, 4.04, 3.9),
    "concept with less padding": Box(4.59, 1.53, 4.16, 4.08),
    "wide concept": Box(4.22, 1.53, 4.893, 4.08),
    "code": Box(8.28, 1.62, 4.273, 3.2),
    "hero": Box(7.43, 0.92, 5.12, 4.5),
    "film": Box(0.75, 1.59, 6.4, 3.18),
}
LOW = Box(6.2, 4.3, 6.4, 1.3)

UPRIGHT = {
    "heads(small_heads)": "2 GiB|0.5 GiB|8 query heads|2 K/V sets|a quarter of MHA's",
    "heads(llama_heads, unit=GB.2, title=\"Heads\")": "2.15 GB|0.54 GB|32 query heads|8 K/V sets",
    "block_pool(paged_trace, paged_setting)": "Answer A: blocks 2, 4, 7; answer B: blocks 2, 4, 5|first: 3, 8, 1",
    "block_pool(paged_trace, paged_setting, event=fork)": "Read by both: 2, 4, 5",
    "guess_rows(speculation_trace, title=\"One pass\")": "2 are kept, then the model writes |1 behind it",
    "tile_rows(tile_walk)": "row 1: max 2.3, sum 5.0|tile 2 of row 3 is on the chip: max 1.1, sum 2.8",
    "tile_rows(tile_walk, row=1, tile=4)": "tile 4 of row 1 is on the chip: max 2.3, sum 5.0",
    "schedules(batching_static, batching_continuous, batching_totals)":
        "8 requests in 4 slots|Static batches: 15 steps, 25|Continuous batching: 9 steps, 1 slot-steps idle",
    "known_blocks(prefix_example, prefix_questions)":
        "known in blocks of 4|its first 10: 8 are found|2 are alike and computed again|2,300 of 6,300 in all",
    "score_tile(score_tile_10k, score_matrix_10k, unit=GB.1, title=\"To scale\")":
        "10,000 × 10,000 scores of one head, 200 MB|128 queries by 192 keys|1.28 MB in place of 6.4 GB",
    "shared_sets(kv_sets, unit=MB.0)": "Grouped, GQA: 8 K/V sets, 48 matrices a layer, cache 537 MB",
    "guess_rule(guess_rule, title=\"One guess\")": "sea 20% and 50%, sky 45% and 25%|65% in all",
    "cache_reuse(cache_reuse_example)": "4 tokens|3 steps|22 tokens|7 in all",
    "cache_growth(cache_growth_example)":
        "“The cat sat on the” are computed together|then “mat” alone, then “and” alone|7 positions in all, 18 without",
    "answer_clock(answer_on_the_clock, unit=ms.1)":
        "first token after 23.1 ms, each further one after 7.4 ms|is compute-bound|Decode is memory-bound",
    "transformer(transformer_shape)": "768 numbers each|12 blocks: attention with 12 heads|3,072 units|50,257 scores",
    "worked(kv_factors_8b, kv_cache_mha_4k, highlight=n_kv_heads, unit=GB, bars=\"8 sets; 32 sets\")":
        "make 0.537 GB (536,870,912 B)|8 sets: 0.537 GB; 32 sets: 2.15 GB",
    "mask_pointer()": "The cat sat on",
    "mask_pointer(tokens=\"A river bends here\", title=\"One new row\")": "A, river",
    "pipeline()": "Fast, models, keep, their",
    "pipeline(variants=\"MHA; GQA; MLA; SWA; MoE; Delta\")": "MHA, GQA, MLA, SWA, MoE, Delta",
    "lifecycle()": "Request A|Request B",
    "latent(mla_latent, unit=GB)": "16.1 GB|0.283 GB, 1.76%",
    "latent(mla_latent, shows=values, title=\"One entry\", formula=\"q W\", says=\"q times W\")": "q times W",
    "latent(cached_values, shows=gqa)": "GQA, 8 sets 2,048, MLA 576, 28.1%",
    "limits(roofline_here)": "Decode 1: memory 53%, arithmetic 8%|Prefill: memory 2%, arithmetic 90%",
    "limits(roofline_here, chats_step, labels=\"Decode, 1 chat; Decode, 4 chats; Prefill\", told=\"Read in a step\")":
        "Read in a step: Weights 15 GB, Caches, 1,024 tokens 2.15 GB, Caches, 8,192 tokens 17.2 GB",
    "window_band(mistral_window)": "4,096 tokens|32,768 tokens|4 GiB|0.5 GiB, an eighth",
    "experts(mixtral)": "2 of 8|46.7 billion|12.9 billion",
    "experts(mixtral, expert_load, model=\"Mixtral\")": "expert 6 gets 27%|expert 7 <1%|even would be 12.5%",
    "experts(many_experts, title=\"Experts\")": "8 of 128|235 billion|22 billion",
    "integration()": "MHA, GQA, MLA, SWA|MoE",
    "bottleneck(roofline_llama, labels=\"one; many; prompt\")": "312 TFLOP/s|one at 1.02 FLOPs/byte|(compute-bound)",
    "bottleneck(roofline_here)": "Prefill at 180 FLOPs/byte (compute-bound) attains 90 GFLOP/s, 90% of the peak",
    "stacked_bars(flops_by_length, highlight=\"Attention scores\", title=\"Shares\", note=\"A note\")": "4% at 256",
    "lines(by_variant, unit=GB, y=log)": "MHA: 0.5 GB at 1,024, 32 GB at 65,536",
    "lines(reuse_by_length, highlight=\"with cache\")": "without cache: 4 at 1, 20,700 at 200",
    "linear_vs_full(delta_by_length, delta_break_even, unit=GiB)": "2,570 tokens",
    "linear_vs_full(delta_by_uneven_length, delta_break_even)": "2,570 tokens",
    "heat_map(long_words, columns=\"is read by\")": "“it” reads “dog” most",
    "heat_map(weights)": "“down” reads “sat” most",
    "heat_map(match_scores, unit=of_one.1, highlight=sat)": "sat: |2.2, |7.4, |3.4, |−1.6, |0.8",
    "heat_maps(head_previous, head_self, head_first, head_spread, labels=\"before; itself; first; even\", causal=yes)":
        "before: “cat” reads “The” most|itself: “cat” reads “cat” most|“mat” reads “The” and “cat” and “sat” and “on”",
    "heat_maps(match_scores, open_weights, labels=\"Scores; Weights\", colors=one)": "Scores: “The” matches “The” most",
    "score_steps(match_scores, match_scaled, match_weights, highlight=sat, title=\"Who?\")":
        "“sat” reads “The”: score 2.20, scaled 1.10, weight 0.06; “cat”: score 7.40|“on”: score −1.60, hidden",
    "weighted_sum(match_weights, word_values, word_context, highlight=sat)": "0.83 of “cat”, 0.11 of “sat”. Each",
    "weighted_sum(open_weights, word_values, open_context, highlight=the, title=\"Sum\")": "“the” gets: 0.40 of “The”",
    "triangle()": "The causal mask over The, cat, sat, on, the, mat|“the” looks at The, cat, sat, on and itself",
    "triangle(match_weights, highlight=on)": "“on” reads “sat” most|words that come later get 0",
    "residual()": "Pre-norm: the stream runs through",
    "residual(norm=\"pre; post\", title=\"Two places\")": "Post-norm: attention and then feed-forward",
    "fact_table(decode_cache)": "With cache: 97 tokens/s|Speedup: 4.5×|TTFT: 31 ms",
    "yes_no(mask_kept, rows=\"plain; buffer\", columns=\"moves; saved; cast\", labels=\"Attribute; Buffer\")":
        "Attribute: Moves: no|Buffer: Moves: yes",
    "matrix_meters(tradeoff_thresholds, tradeoff_latency, tradeoff_memory, tradeoff_complexity, tradeoff_quality_risk)":
        "MHA: latency high, memory high, complexity low, quality risk low",
    "bars(tradeoff_memory, unit=GB.1)": "MHA: 17.2 GB|Delta mix: 4.4 GB",
    "kv_cache_loop(decode_cache)": "With cache 97 tokens/s|without 21 tokens/s|4.5×",
    "attention_score_flow(match_scores, match_scaled, match_weights)": "“sat” reads “The”: score 2.20",
    "multihead_causal_mask(head_previous, head_self, head_first, head_spread, split_shapes)":
        "all words so far: “cat” reads|joined: 9 heads of 64, 576 numbers a word|output layer: mixes them",
    "tradeoff_map(tradeoff_memory, tradeoff_latency, tradeoff_complexity)": "MHA: 17.2 GB, 15 ms a step",
    "decision(plan_paths, plan_users, plan_waits, asks=\"Time?; Fits?; Narrow?\", unit=ms.0)":
        "Time? yes: Job, Notes: 108 at once|Narrow? yes: 8 bits, Code: 22 of 25 ms|else yes: Other needs, Long",
    "decision_paths(plan_paths, reasons=\"waits; large; slow\", labels=\"Job; One; 8 bits; None\")":
        "Notes: takes Job|Code: Job waits, One slow, takes 8 bits|Long: Job waits, One large, 8 bits large, takes None",
    "layer_stack(gains.prompt, gains.batch, gains.bits, layers=\"Prompt; Server; Model\", "
    "levers=\"say less; batch; round\", told=\"half; many; few bits\", unit=x.1, highlight=Server)":
        "Prompt (say less): 1.8× half; Server (batch): 18.5× many",
    "series_table(card_room, card_speed, first=Card, heads=\"GiB; Told; Right\", units=\"GiB; GB_s; GB_s\", "
    "labels=\"A100; 4090; 3090\", told=told, right=right)":
        "A100: gib 40, told 2,000, right 1,555, told wrongly; 4090|3090: gib –, told 936, right 936",
    "token_times(moments, told_times.ours, told_times.theirs, labels=\"Ours; Theirs\", told=\"Two tools\", unit=ms)":
        "tokens 300 ms, 360 ms, 420 ms|TPOT 105 ms, longest gap 240 ms|Two tools: Ours 105 ms, Theirs 144 ms",
}  # fmt: skip
ANYWHERE = {
    "bars(decode_cache.without_cache, decode_cache.with_cache, labels=\"Baseline; With cache\", better=higher)":
        "Baseline: 21 tokens/s|With cache: 97 tokens/s|Higher is better",
    "columns(cache_4k, cache_8k, cache_32k, unit=GiB, highlight=cache_32k)": "Cache 4k: 0.5 GiB|Cache 32k: 4 GiB",
    "fact_tiles(cache_4k, decode_cache.speedup, prefill_speed)":
        "537 MB (Calculated)|4.5× (Measured · Test 3000 · 2 Jan 2026)|812 tokens/s (Published)",
    "fact_table(cache_4k, cache_8k, unit=MiB)": "512 MiB|1,024 MiB",
    "product(kv_factors, labels=\"K, V; layers; sets; size; tokens; bytes; cache\", highlight=tokens)":
        "2 K, V times 32 layers times 8 sets times 128 size times 32,768 tokens times 2 bytes make 4.29 GB",
    "split_join(split_shapes)": "6 tokens of 576 numbers pass 9 heads of 64|Split [H, T, D]: 9 × 6 × 64",
    "paired_bars(softmax_pair, unit=percent.0, highlight=scaled)": "not scaled: 1: 0%, 2: 98%|scaled: 1: 8%, 2: 25%",
    "model_split(split_cards)": "4 cards share every layer by heads: 64 sums a token, 3.15 MB sent|3 messages a token",
    "flow(steps=\"Read; Store; Decode; Append\", highlight=Append)": "1. Read, 2. Store, 3. Decode, 4. Append",
    "run_path(stages=\"FLOPs; KV cache; GQA; MLA; SWA; MoE\", gates=\"go; go; go; go; go; stop\")": "MoE, gate: stop",
}  # fmt: skip
FLAT = ("code", "film")  # no place for a diagram of two parts under a heading
PLACES = {
    text: {
        name: box
        for name, box in {**BOXES, **({"practical": LOW} if text in ANYWHERE else {})}.items()
        if not (name in FLAT and text.startswith(("heads(", "latent(")) and "title" in text)
        and not (name in FLAT and text.startswith("token_times(") and "told" in text)
    }
    for text in {**UPRIGHT, **ANYWHERE}
}
EVERY_FIGURE = pytest.mark.parametrize(
    "text", PLACES, ids=[f"{text.split('(')[0]} {i}" for i, text in enumerate(PLACES)]
)


@pytest.fixture(scope="module")
def good(good: Callable[..., Drawing]) -> Callable[..., Drawing]:
    """Each is drawn once for all tests."""
    return cache(good)


def texts(drawing: Drawing) -> Iterator[tuple[str, tuple[Paragraph, ...], Box]]:
    """All text with its place: boxes, shapes, and cells with the table's padding taken off."""
    for item in drawing.items:
        if isinstance(item, TextBox | Shape) and item.paragraphs:
            yield item.name, item.paragraphs, item.box
        if isinstance(item, NativeTable):
            y = item.box.y
            for row, high in zip(item.rows, item.heights, strict=True):
                x = item.box.x
                for cell, wide in zip(row, item.widths, strict=True):
                    yield item.name, cell.paragraphs, Box(x + item.padding, y, wide - 2 * item.padding, high)
                    x += wide
                y += high


def extent(item: Drawable) -> Box:
    if isinstance(item, Connector):
        x, y = min(item.x1, item.x2), min(item.y1, item.y2)
        return Box(x, y, abs(item.x2 - item.x1), abs(item.y2 - item.y1))
    assert isinstance(item, TextBox | Shape | Freeform | NativeTable | Chart)
    box = item.box
    if isinstance(item, TextBox | Shape) and item.rotation in (-90, 90):
        return Box(box.x + (box.w - box.h) / 2, box.y + (box.h - box.w) / 2, box.h, box.w)
    return box


@EVERY_FIGURE
def test_all_text_fits_its_place_and_is_large_enough_to_be_read(
    text: str, good: Callable[..., Drawing], theme: Theme
) -> None:
    measure = Measure(theme.fonts)
    for where, box in PLACES[text].items():
        for name, paragraphs, place in texts(good(text, box)):
            assert height(paragraphs) <= place.h + 0.05, (where, name)
            for paragraph in paragraphs:
                words = [word for line in paragraph.lines for word in line.split()]
                said = "".join(run.text for run in paragraph.runs)
                wrapped = measure.wrap(paragraph.runs, place.w - paragraph.indent)
                assert wrapped == paragraph.lines or len(paragraph.lines) == 1, (where, name)
                assert all(word in said.split() or "-" in said for word in words), (
                    f"{name} in {where}: a word was cut in {words}"
                )
                assert all(run.style.size >= LABEL for run in paragraph.runs), (where, name)


@EVERY_FIGURE
def test_nothing_leaves_the_figures_box(text: str, good: Callable[..., Drawing]) -> None:
    for where, box in PLACES[text].items():
        for item in good(text, box).items:
            place = extent(item)
            outside = (box.x - place.x, box.y - place.y, place.right - box.right, place.bottom - box.bottom)
            assert max(outside) < 0.06, f"{item.name} is {max(outside):.2f} in outside of {where}"


@EVERY_FIGURE
def test_names_are_unique_and_colours_are_the_themes(text: str, good: Callable[..., Drawing], theme: Theme) -> None:
    for where, box in PLACES[text].items():
        drawing = good(text, box)
        twice = [name for name, times in Counter(item.name for item in drawing.items).items() if times > 1]
        assert twice == [], where
        for token in {*tokens(drawing.items)}:
            theme.color(token)


def tokens(value: object) -> Iterator[str]:
    """All colour tokens inside a drawing's values."""
    if isinstance(value, tuple):
        for part in value:
            yield from tokens(part)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            inner = getattr(value, field.name)
            named = re.search("color|fill|rule|start|end$", field.name) and isinstance(inner, str)
            if named and inner:
                yield inner
            elif not isinstance(inner, str):
                yield from tokens(inner)


@pytest.mark.parametrize(("text", "told"), {**UPRIGHT, **ANYWHERE}.items())
def test_the_alt_text_tells_what_the_figure_shows(text: str, told: str, good: Callable[..., Drawing]) -> None:
    alt = good(text).alt
    assert alt.endswith(".")
    assert [part for part in told.split("|") if part not in alt] == []


@pytest.mark.parametrize("text", {**UPRIGHT, **ANYWHERE})
def test_charts_and_tables_carry_the_alt_text_since_no_group_can(text: str, good: Callable[..., Drawing]) -> None:
    drawing = good(text)
    told = [item.alt for item in drawing.items if isinstance(item, Chart | NativeTable)]
    assert told in ([], [drawing.alt]) or all(told), "several have a part each"
    assert all(alt.rstrip(".") in drawing.alt for alt in told)


def test_every_figure_is_in_the_gallery() -> None:
    assert {text.split("(")[0] for text in {**UPRIGHT, **ANYWHERE}} == set(table.FIGURES)


def test_the_guide_names_every_figure_and_each_of_its_parameters() -> None:
    guide = {entry.name: entry.written for entry in table.GUIDE}
    assert list(guide) == list(table.FIGURES)
    for name in table.FIGURES:
        assert [key for key in inputs(table.load_figure(name)).parameters if f"{key}=" not in guide[name]] == [], name


def test_cells_are_measured_like_the_rest(good: Callable[..., Drawing]) -> None:
    (grid,) = (item for item in good("fact_table(decode_cache)").items if isinstance(item, NativeTable))
    assert all(isinstance(cell, Cell) and cell.paragraphs[0].lines for row in grid.rows for cell in row)
