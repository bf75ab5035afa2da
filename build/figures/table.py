"""The figures that a spec can name: `Visual: bars(decode_cache.without_cache, decode_cache.with_cache, unit=tok_s)`.

Facts stand first (`name` or `name.field`), then `key=value` parameters. Lists are parted by `;` and quoted:
`labels="Baseline; With cache"`. `unit` is a scale of `engine.units`, with decimals behind a dot: `GiB.1`.
Every figure also takes `title=` (card heading) and `note=` (a line at the foot).

Facts of figures (`Table` fields in braces; `?` = may be left out):

charts
  bars(quantity…, labels=, unit=, highlight=, better=lower|higher)      two to six quantities, or one Series of one line
  columns(quantity…, labels=, unit=, highlight=, better=)               the same, upright
  stacked_bars(Series, highlight=line, labels=)                         shares of 100% for each x
  lines(Series, x=log|linear, y=log|linear, unit=, highlight=, labels=) line ends carry their names
  linear_vs_full(Series, Count?, unit=, labels=)                        lines over length; the Count is where they cross
  bottleneck({peak, bandwidth, ridge?, any field in FLOPs/byte}, labels=)   roofline with a point for each intensity
  heat_map(Matrix)                                                      weights as shades
facts as text
  fact_tiles(quantity…, labels=, units=)                                two to four large numbers
  fact_table(quantity or Table…, labels=, columns=, unit=)              Tables of the same fields become columns
  matrix_meters(latency, memory, complexity, quality_risk, {thresholds}?, base=MHA)
                four Series of one line over variants; thresholds is a Table with fields `latency_mid`, `latency_high`,
                `memory_mid`, … `quality_risk_high`: a Ratio is meant relative to `base`, any other unit absolute;
                left out: thirds of each column's range
diagrams
  heads({n_heads, n_kv_heads, cache_mha, cache_gqa}, unit=)             query heads share K/V sets
  cache_reuse({prompt, steps, computed_without, computed_with})         what is computed at each step
  mask_pointer(tokens="The cat sat on the mat")                         mask row by row, K/V cache below; no facts
  pipeline(tokens=, variants="MHA; GQA; …")                             title hero; without variants also slide 5
  lifecycle(requests="Request A; Request B")                            fresh caches, reset checkpoints; no facts
  latent({kv_values, latent_values, cache_mha?, cache_mla?}, unit=)     values a token and layer; Bytes of cache
  window_band({window, seq_len, cache_full, cache_window}, unit=)       band mask and ring cache
  experts({n_experts, top_k, total, active}, unit=billion)              router and its chosen experts
  flow(steps="a; b; c", highlight=b)                                    steps down the page
  integration(parts="MHA; GQA; MLA; SWA; MoE")                          one shell, swapped parts; no facts
  run_path(stages="FLOPs; KV cache; …", gates="go; go; …"?)             stages along a path; no facts
stills (drawn on an animation slide whose film is missing; the figure has the scene's name)
  kv_cache_loop({without_cache, with_cache, …}), tradeoff_map(memory Series, latency Series, complexity Series)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from build.figures.bars import bars, columns
from build.figures.cache_reuse import cache_reuse
from build.figures.canvas import Drawing
from build.figures.experts import experts
from build.figures.fact_table import fact_table
from build.figures.flow import flow, run_path
from build.figures.heads import heads
from build.figures.heat_map import heat_map
from build.figures.integration import integration
from build.figures.kv_loop import kv_cache_loop
from build.figures.latent import latent
from build.figures.lifecycle import lifecycle
from build.figures.lines import linear_vs_full, lines
from build.figures.mask import mask_pointer
from build.figures.matrix import matrix_meters
from build.figures.pipeline import pipeline
from build.figures.roofline import bottleneck
from build.figures.shares import stacked_bars
from build.figures.tiles import fact_tiles
from build.figures.tradeoff import tradeoff_map
from build.figures.window import window_band

FIGURES: Mapping[str, Callable[..., Drawing]] = {
    figure.__name__: figure
    for figure in (
        bars, columns, stacked_bars, lines, linear_vs_full, bottleneck, heat_map,
        fact_tiles, fact_table, matrix_meters,
        heads, cache_reuse, mask_pointer, pipeline, lifecycle, latent, window_band, experts,
        flow, integration, run_path,
        kv_cache_loop, tradeoff_map,
    )
}  # fmt: skip
