"""The figures that a spec can name: `Visual: bars(decode_cache.without_cache, decode_cache.with_cache, unit=tok_s)`.

Facts stand first (`name` or `name.field`), then `key=value` parameters. Lists are parted by `;` and quoted:
`labels="Baseline; With cache"`. `unit` is a scale of `engine.units`, with decimals behind a dot: `GiB.1`.
Every figure also takes `title=` (card heading), `note=` (a line at the foot), and `formula=` (LaTeX at the foot) with
`says=` (the formula in words); `\\textcolor{token}{…}` colours a part of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from build.figures.attention_films import attention_score_flow, multihead_causal_mask
from build.figures.bars import bars, columns
from build.figures.bottleneck import bottleneck
from build.figures.cache_reuse import cache_reuse
from build.figures.canvas import Drawing
from build.figures.experts import experts
from build.figures.fact_table import fact_table
from build.figures.flow import flow, run_path
from build.figures.heads import heads
from build.figures.heat_map import heat_map
from build.figures.heat_maps import heat_maps
from build.figures.inference_loop import pipeline
from build.figures.integration import integration
from build.figures.kv_loop import kv_cache_loop
from build.figures.latent import latent
from build.figures.lifecycle import lifecycle
from build.figures.limits import limits
from build.figures.line_chart import linear_vs_full, lines
from build.figures.mask import mask_pointer
from build.figures.matrix import matrix_meters
from build.figures.paired_bars import paired_bars
from build.figures.product import product
from build.figures.residual import residual
from build.figures.score_steps import score_steps
from build.figures.split_join import split_join
from build.figures.stacked_bars import stacked_bars
from build.figures.tiles import fact_tiles
from build.figures.tradeoff import tradeoff_map
from build.figures.triangle import triangle
from build.figures.weighted_sum import weighted_sum
from build.figures.window import window_band
from build.figures.yes_no import yes_no


@dataclass(frozen=True, slots=True)
class FigureGuide:
    """What somebody who writes a spec is told of a figure. Facts: `Table` fields in braces; `?` may be left out."""

    kind: str
    name: str
    written: str
    shows: str


_ROWS: Mapping[str, tuple[tuple[Callable[..., Drawing], str, str], ...]] = {  # a figure, its arguments, what it shows
    "charts": (
        (bars, "quantity…, labels=, unit=, highlight=, better=lower|higher",
         "one to eight quantities of one unit, or one Series of one line; whiskers span a measured fact's samples"),
        (columns, "quantity…, labels=, unit=, highlight=, better=lower|higher", "the same as upright bars"),
        (stacked_bars, "Series, highlight=line, labels=", "shares of 100% at each x, the first line lowest"),
        (lines, "Series, x=linear|log, y=linear|log, unit=, highlight=, labels=",
         "up to six lines that carry their names at their ends"),
        (linear_vs_full, "Series, Count?, unit=, labels=, highlight=",
         "memory over length; the Count is the length from which the first line lies above the last"),
        (bottleneck, "{peak, bandwidth, ridge?, one to four fields in FLOPs/byte}, labels=",
         "the roofline with a point for each intensity, below the roof where a field `…_speed` says what was "
         "attained, and a field `…_of_peak` what share of the peak that is"),
        (limits, "{peak, bandwidth, one to three fields in FLOPs/byte with …_speed}, {fields in bytes}?, labels=, "
         "told=",
         "two bars a phase: what it attains of the best reading and of the best arithmetic; below, what a step reads"),
        (paired_bars, "Series of two lines, labels=, unit=, highlight=line",
         "two rows of upright bars to one scale: with and without a change"),
        (heat_map, "Matrix, rows=, columns=, unit=, highlight=row",
         "weights as shades, written in their cells; where some are next to nothing, only the strong ones. With "
         "another unit than percent, numbers of any kind"),
        (heat_maps, "Matrix…, labels=, causal=yes, colors=heads|one",
         "two to four matrices of the same words side by side; the future is dashed, weights have one scale of shades"),
    ),
    "facts as text": (
        (product, "{two to seven Counts, their product}, labels=, highlight=field, unit=",
         "a number worked out: a tile for each factor and one for what they make"),
        (fact_tiles, "quantity…, labels=, units=, chips=each|none",
         "one to four large numbers with their provenance; without it where the card tells it for all"),
        (fact_table, "quantity or Table…, labels=, columns=, unit=",
         "a row each; Tables of the same fields stand side by side"),
        (yes_no, "{Counts of 1 and 0}, rows=, columns=, labels=, heads=",
         "a tick or a dash for each row and column, from the field `column_row`"),
        (matrix_meters, "{thresholds}, column …, labels=\"Latency; Memory\", units=\"ms.1; -\", base=MHA",
         "a Series of one line for each column, over the same variants. Fields of thresholds: latency_mid, "
         "latency_high …, for columns whose facts have `latency` in their names; a Ratio is relative to `base`, "
         "another unit is absolute. Where a column has a unit, tiles show its values"),
    ),
    "diagrams": (
        (heads, "{n_heads, n_kv_heads, cache_mha, cache_gqa}, unit=", "query heads that share K/V sets"),
        (cache_reuse, "{prompt, steps, computed_without, computed_with}",
         "what is computed at each step, counted in cells"),
        (score_steps, "scores, scaled, weights, highlight=row",
         "three Matrices, from matching to shares, and the numbers of one row; weights are the softmax of the scaled "
         "scores, up to the diagonal where they are causal"),
        (weighted_sum, "weights, values, context, highlight=row",
         "three Matrices: a word's weights as bars, times the values of the words, make its context"),
        (triangle, "Matrix?, tokens=, highlight=row",
         "the causal mask, one row picked out; given causal weights, these in its cells"),
        (split_join, "{tokens, d_model, heads, head_dim}, labels=\"Projected; Split; Joined; Output\"",
         "the shapes of multi-head attention, one head gold from the split to the join"),
        (residual, "norm=\"pre; post\"", "a block's stream, and where its norms stand"),
        (mask_pointer, "tokens=", "the causal mask at the last but one token, and the caches below"),
        (pipeline, "tokens=, variants=, told=, swap=",
         "tokens, blocks, the shelf of K and V; with variants also their chips"),
        (lifecycle, "requests=", "two requests, the reset between them, and what happens without it"),
        (latent, "{kv_values, latent_values} or {cache_mha, cache_mla} or both, unit=, shows=cache or values",
         "compress, cache, read: the query is folded to the latents' size, nothing that is kept is expanded"),
        (window_band, "{window, seq_len, cache_full, cache_window}, unit=",
         "the band of the mask and the ring of the cache"),
        (experts, "{n_experts, top_k, total, active}, {even, expert_1, expert_2 …}?, unit=, model=",
         "the router and the experts it picks; given the shares of a real router's picks, each expert is filled so "
         "far"),
        (flow, "steps=, highlight=", "steps joined by arrows, down a card or along a low box"),
        (integration, "parts=", "one block, and the parts that fit its two sockets"),
        (run_path, "stages=, gates=", "numbered stages on a line, each with its gate"),
    ),
    "stills": (  # of an animation slide whose film is missing: the figure has the scene's name
        (kv_cache_loop, "{without_cache, with_cache, speedup?}, tokens=",
         "the loop after an append, beside both speeds"),
        (attention_score_flow, "scores, scaled, weights",
         "score_steps, for the word that the film follows: the first that gives most of its weight to an earlier one"),
        (multihead_causal_mask, "four Matrices, {d_model, heads, head_dim}",
         "heat_maps of four heads, named by where they look, above a layer's heads joined and mixed"),
        (tradeoff_map, "memory, latency, complexity",
         "a bubble for each variant, from three Series of one line: memory to the right, time upwards, size for "
         "added parts"),
    ),
}  # fmt: skip
FIGURES: Mapping[str, Callable[..., Drawing]] = {draw.__name__: draw for rows in _ROWS.values() for draw, _, _ in rows}
GUIDE = tuple(
    FigureGuide(kind, draw.__name__, f"{draw.__name__}({arguments})", shows)
    for kind, rows in _ROWS.items()
    for draw, arguments, shows in rows
)
