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
            "bottleneck", "roofline_here", labels="1 request; 4 requests; prompt", title="The roofline of our CPU",
        ),
        _call(
            "fact_table", "kv_bytes_per_token", unit="KiB", labels="GPT-2 124M; Llama 2 7B; Llama 3 8B",
            title="What one more token caches",
        ),
        _call(
            "run_path", stages="FLOPs; KV cache; GQA; MLA; SWA; MoE", gates="go; go; go; go; stop; go",
            title="A lab with its gates",
        ),
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
