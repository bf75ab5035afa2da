"""The figures that a spec can name: `Visual: bars(decode_cache.without_cache, decode_cache.with_cache, unit=tok_s)`.

Facts stand first (`name` or `name.field`), then `key=value` parameters. Lists are parted by `;` and quoted:
`labels="Baseline; With cache"`. `unit` is a scale of `engine.units`, with decimals behind a dot: `GiB.1`.
Every figure also takes `title=` (card heading), `note=` (a line at the foot), and `formula=` (LaTeX at the foot) with
`says=` (the formula in words); `\\textcolor{token}{…}` colours a part of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from build.figures.canvas import Drawing


@dataclass(frozen=True, slots=True)
class FigureGuide:
    """What somebody who writes a spec is told of a figure. Facts: `Table` fields in braces; `?` may be left out."""

    kind: str
    name: str
    written: str
    shows: str


_ROWS: Mapping[str, tuple[tuple[str, str, str], ...]] = {  # a figure behind its file, its arguments, what it shows
    "charts": (
        ("bars.bars", "quantity…, labels=, unit=, highlight=, better=lower|higher",
         "one to eight quantities of one unit, or one Series of one line; whiskers span a measured fact's samples"),
        ("bars.columns", "quantity…, labels=, unit=, highlight=, better=lower|higher", "the same as upright bars"),
        ("stacked_bars.stacked_bars", "Series, highlight=line, labels=",
         "shares of 100% at each x, the first line lowest"),
        ("line_chart.lines", "Series, x=linear|log, y=linear|log, unit=, highlight=, labels=",
         "up to six lines that carry their names at their ends"),
        ("line_chart.linear_vs_full", "Series, Count?, unit=, labels=, highlight=",
         "memory over length; the Count is the length from which the first line lies above the last"),
        ("bottleneck.bottleneck", "{peak, bandwidth, ridge?, one to four fields in FLOPs/byte}, labels=",
         "the roofline with a point for each intensity, below the roof where a field `…_speed` says what was "
         "attained, and a field `…_of_peak` what share of the peak that is"),
        ("limits.limits", "{peak, bandwidth, one to three fields in FLOPs/byte with …_speed}, {fields in bytes}?, "
         "labels=, told=",
         "two bars a phase: what it attains of the best reading and of the best arithmetic; below, what a step reads"),
        ("paired_bars.paired_bars", "Series of two lines, labels=, unit=, highlight=line",
         "two rows of upright bars to one scale: with and without a change"),
        ("heat_map.heat_map", "Matrix, rows=, columns=, unit=, highlight=row",
         "weights as shades, written in their cells; where some are next to nothing, only the strong ones. With "
         "another unit than percent, numbers of any kind"),
        ("heat_maps.heat_maps", "Matrix…, labels=, causal=yes, colors=heads|one",
         "two to four matrices of the same words side by side; the future is dashed, weights have one scale of shades"),
    ),
    "facts as text": (
        ("product.product", "{two to seven Counts, their product}, labels=, highlight=field, unit=",
         "a number worked out: a tile for each factor and one for what they make"),
        ("worked.worked",
         "{two to seven Counts, their product in bytes}, quantity?, labels=, highlight=field, unit=, bars=",
         "the same with the exact bytes, and as a second bar what a common slip makes of it"),
        ("tiles.fact_tiles", "quantity…, labels=, units=, chips=each|none",
         "one to four large numbers with their provenance; without it where the card tells it for all"),
        ("fact_table.fact_table", "quantity or Table…, labels=, columns=, unit=",
         "a row each; Tables of the same fields stand side by side"),
        ("series_table.series_table", "Series…, heads=, units=, labels=, first=, told=line, right=line",
         "lines over the same things as a table: a row a thing, a column a line; where the line `told` is off the "
         "line `right` its cell is brick"),
        ("yes_no.yes_no", "{Counts of 1 and 0}, rows=, columns=, labels=, heads=",
         "a tick or a dash for each row and column, from the field `column_row`"),
        ("matrix.matrix_meters", "{thresholds}, column …, labels=\"Latency; Memory\", units=\"ms.1; -\", base=MHA",
         "a Series of one line for each column, over the same variants. Fields of thresholds: latency_mid, "
         "latency_high …, for columns whose facts have `latency` in their names; a Ratio is relative to `base`, "
         "another unit is absolute. Where a column has a unit, tiles show its values"),
    ),
    "diagrams": (
        ("heads.heads", "{n_heads, n_kv_heads, cache_mha, cache_gqa}, unit=", "query heads that share K/V sets"),
        ("block_pool.block_pool",
         "Series of the lines `event: users`, `… tokens`, `… free`, `… A`, `… B`, {block_size}, event=",
         "a paged cache after an event: the tables of two texts, the blocks they point at, and the queue of free ones"),
        ("schedules.schedules",
         "Series, Series of the lines slot, first step, last step, {slots, steps_static, idle_static, "
         "steps_continuous, idle_continuous}",
         "which request works in which slot at which step, in static batches and continuously, with the idle slots"),
        ("shared_sets.shared_sets", "{n_heads, mha_sets, mha_matrices, mha, and so for gqa and mqa}, unit=",
         "all query heads of a layer, as MHA, GQA and MQA group them over their K/V sets, with matrices and caches"),
        ("known_blocks.known_blocks",
         "{block_size, known, alike, asked_1, found_1}, {requests, shared, own, found, computed}",
         "what a prefix cache finds: a new text token by token below a known one, and what each of some requests "
         "computes"),
        ("tile_rows.tile_rows", "Series of the lines `row 1: max`, `row 1: sum`, and so for each row, row=, tile=",
         "attention in tiles at one moment: the tile on the chip, those that were dropped, and what each row keeps"),
        ("score_tile.score_tile", "{tokens, n_queries, n_keys, head}, {layer, kept}, unit=",
         "a tile in its score matrix to scale, and enlarged; what a layer keeps with all scores and in tiles"),
        ("guess_rows.guess_rows", "Series of the lines text, guessed, kept, own",
         "a pass of guessing ahead: guesses, one pass, a verdict for each, and what comes out"),
        ("guess_rule.guess_rule", "Matrix with the rows draft, kept, drawn instead, target",
         "speculative decoding's rule: a draft's chances kept or rejected, beside the target's"),
        ("cache_reuse.cache_reuse", "{prompt, steps, computed_without, computed_with}",
         "what is computed at each step, counted in cells"),
        ("cache_growth.cache_growth", "{prompt, steps, computed_without, computed_with}, tokens=",
         "keys and values after each pass: computed now, kept, not there yet"),
        ("answer_clock.answer_clock", "{prompt, answer, ttft, tpot, prefill_compute, prefill_memory, decode_compute, "
         "decode_memory}, unit=",
         "one answer to scale: the prompt in one pass, then a token a pass, and what each waits for"),
        ("transformer.transformer", "{n_layers, n_heads, d_model, d_ff, vocab_size}",
         "a GPT from tokens to scores, its block with what is added to the stream"),
        ("score_steps.score_steps", "scores, scaled, weights, highlight=row",
         "three Matrices, from matching to shares, and the numbers of one row; weights are the softmax of the scaled "
         "scores, up to the diagonal where they are causal"),
        ("weighted_sum.weighted_sum", "weights, values, context, highlight=row",
         "three Matrices: a word's weights as bars, times the values of the words, make its context"),
        ("triangle.triangle", "Matrix?, tokens=, highlight=row",
         "the causal mask, one row picked out; given causal weights, these in its cells"),
        ("split_join.split_join", "{tokens, d_model, heads, head_dim}, labels=\"Projected; Split; Joined; Output\"",
         "the shapes of multi-head attention, one head gold from the split to the join"),
        ("residual.residual", "norm=\"pre; post\"", "a block's stream, and where its norms stand"),
        ("mask.mask_pointer", "tokens=", "the causal mask at the last but one token, and the caches below"),
        ("inference_loop.pipeline", "tokens=, variants=, told=, swap=",
         "tokens, blocks, the shelf of K and V; with variants also their chips"),
        ("lifecycle.lifecycle", "requests=", "two requests, the reset between them, and what happens without it"),
        ("latent.latent", "{kv_values, latent_values} or {cache_mha, cache_mla} or both, unit=, shows=cache or values",
         "compress, cache, read: the query is folded to the latents' size, nothing that is kept is expanded"),
        ("window.window_band", "{window, seq_len, cache_full, cache_window}, unit=",
         "the band of the mask and the ring of the cache"),
        ("experts.experts", "{n_experts, top_k, total, active}, {even, expert_1, expert_2 …}?, unit=, model=",
         "the router and the experts it picks; given the shares of a real router's picks, each expert is filled so "
         "far"),
        ("flow.flow", "steps=, highlight=", "steps joined by arrows, down a card or along a low box"),
        ("integration.integration", "parts=", "one block, and the parts that fit its two sockets"),
        ("decision.decision", "Matrix, Series, Series, asks=, unit=",
         "questions one below the other, each with its end and the use case whose path leads there; the Matrix has a "
         "row a use case and a column a plan: 1 is taken, 2 and more a reason why not, 0 not asked"),
        ("decision.decision_paths", "Matrix, reasons=, labels=", "the same as a grid, with a word for each reason"),
        ("layer_stack.layer_stack", "quantity…, layers=, levers=, told=, unit=, highlight=",
         "two to six layers that stand on one another, each with what may be changed there and what that is worth"),
        ("model_split.model_split", "{cards, sums, by_heads_all, by_layers_all}",
         "a model on several cards, by heads and by layers, with what is sent for a token"),
        ("token_times.token_times", "{token_1, token_2 …}, Seconds…, labels=, told=, unit=",
         "a request on a line of time: TTFT, ITL, TPOT and E2E as stretches of it; below, bars of what is made of it"),
        ("flow.run_path", "stages=, gates=", "numbered stages on a line, each with its gate"),
    ),
    "stills": (  # of an animation slide whose film is missing: the figure has the scene's name
        ("kv_loop.kv_cache_loop", "{without_cache, with_cache, speedup?}, tokens=",
         "the loop after an append, beside both speeds"),
        ("attention_films.attention_score_flow", "scores, scaled, weights",
         "score_steps, for the word that the film follows: the first that gives most of its weight to an earlier one"),
        ("attention_films.multihead_causal_mask", "four Matrices, {d_model, heads, head_dim}",
         "heat_maps of four heads, named by where they look, above a layer's heads joined and mixed"),
        ("tradeoff.tradeoff_map", "memory, latency, complexity",
         "a bubble for each variant, from three Series of one line: memory to the right, time upwards, size for "
         "added parts"),
    ),
}  # fmt: skip
FIGURES: Mapping[str, str] = {  # the files by figure
    name: file for rows in _ROWS.values() for file, _, name in (place.partition(".") for place, _, _ in rows)
}
ALONG_AXIS = frozenset(("lines", "columns", "stacked_bars", "paired_bars"))  # what stands along an axis decides
# Where a deck is read from right to left: other graphs, matrices, sums and stills of films stay as they are.
KEPT = frozenset((
    "linear_vs_full", "bottleneck", "limits", "heat_map", "heat_maps", "product", "worked", "tile_rows", "score_tile",
    "cache_reuse", "score_steps", "weighted_sum", "triangle", "mask_pointer", "window_band",
    *(place.partition(".")[2] for place, _, _ in _ROWS["stills"]),
))  # fmt: skip
GUIDE = tuple(
    FigureGuide(kind, name := place.partition(".")[2], f"{name}({arguments})", shows)
    for kind, rows in _ROWS.items()
    for place, arguments, shows in rows
)


def load_figure(name: str) -> Callable[..., Drawing]:
    """A figure's function; its file is loaded when a slide shows it, and a deck shows few."""
    function: Callable[..., Drawing] = getattr(import_module(f"build.figures.{FIGURES[name]}"), name)
    return function
