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
        _call("lines", "kv_cache_by_length", unit="GB", title="The cache of Llama 3 8B"),
        _call(
            "bottleneck", "roofline_here", labels="1 request; 4 requests; prompt", title="The roofline of our CPU",
        ),
        _call("heat_map", "attention_pattern", columns="is read by", title="“it” finds its noun"),
        _call(
            "fact_table", "kv_bytes_per_token", unit="KiB", labels="GPT-2 124M; Llama 2 7B; Llama 3 8B",
            title="What one more token caches",
        ),
        _call("flow", steps="Count; Measure; Change one thing; Measure again", highlight="Measure"),
        _call(
            "run_path", stages="FLOPs; KV cache; GQA; MLA; SWA; MoE", gates="go; go; go; go; stop; go",
            title="A lab with its gates",
        ),
        _call(
            "paired_bars", "softmax_scaling", labels="Not scaled; Scaled", unit="percent.0",
            title="Eight keys, one query",
        ),
        _call(
            "heat_maps", "head_previous", "head_self", "head_first", "head_spread",
            labels="word before; itself; first word; evenly", causal="yes", title="Four heads, one sentence",
        ),
        _call(
            "score_steps", "flow_scores", "flow_scaled", "flow_weights", highlight="sat",
            title="Who does “sat” listen to?",
        ),
        _call("weighted_sum", "toy_weights", "toy_embeddings", "toy_context", highlight="sat", title="What “sat” gets"),
        _call("triangle", "causal_weights", title="Only the past counts"),
        _call("split_join", "split_shapes", title="Nine heads of SmolLM2"),
        _call("residual", norm="pre; post", title="Where the norms stand"),
        _call("kv_cache_loop", "decode_cache", title="After an append"),
        _call("attention_score_flow", "flow_scores", "flow_scaled", "flow_weights", title="From scores to shares"),
        _call(
            "multihead_causal_mask", "head_previous", "head_self", "head_first", "head_spread", "split_shapes",
            title="Each head its own pattern",
        ),
        _call("tradeoff_map", "tradeoff_memory", "tradeoff_latency", "tradeoff_complexity", title="All variants"),
    )
}  # fmt: skip
