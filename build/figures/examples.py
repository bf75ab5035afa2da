"""A call of each figure that no spec makes, with facts that are recorded; `coursewright figures` draws them too."""

from __future__ import annotations

from collections.abc import Mapping

from build.findings.diagnostic import Span
from build.spec.deck import Call


def _call(figure: str, *facts: str, **parameters: str) -> Call:
    return Call(figure=figure, facts=facts, parameters=tuple(parameters.items()), span=Span())


EXAMPLES: Mapping[str, Call] = {
    call.figure: call
    for call in (
        _call(
            "fact_table", "kv_bytes_per_token", unit="KiB", labels="GPT-2 124M; Llama 2 7B; Llama 3 8B",
            title="What one more token caches",
        ),
        _call(
            "run_path", stages="FLOPs; KV cache; GQA; MLA; SWA; MoE", gates="go; go; go; go; stop; go",
            title="A lab with its gates",
        ),
        _call("transformer", "transformer_shape", title="GPT-2 from tokens to scores"),
        _call("cache_growth", "cache_growth_example", title="The cache grows token by token"),
        _call("answer_clock", "answer_on_the_clock", unit="ms.1", title="One answer on the clock"),
        _call(
            "worked", "kv_factors_8b", "kv_cache_mha_4k", highlight="n_kv_heads", unit="GB",
            bars="8 K/V sets; 32, a slip", title="Llama 3 8B at 4,096 tokens",
        ),
        _call("residual", norm="pre; post", title="Where the norms stand"),
        _call("kv_cache_loop", "decode_cache", title="After an append"),
        _call("guess_rows", "speculation_trace", title="One pass over four guesses"),
        _call("tile_rows", "tile_walk", title="Attention, tile by tile"),
        _call("attention_score_flow", "flow_scores", "flow_scaled", "flow_weights", title="From scores to shares"),
        _call(
            "multihead_causal_mask", "head_previous", "head_self", "head_first", "head_spread", "split_shapes",
            title="Each head its own pattern",
        ),
        _call("tradeoff_map", "tradeoff_memory", "tradeoff_latency", "tradeoff_complexity", title="All variants"),
    )
}  # fmt: skip
