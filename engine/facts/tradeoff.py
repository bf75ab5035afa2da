"""Six designs of one model side by side: memory, time and complexity.

All share one base: Llama 2 7B's shape, one sequence of 32,768 tokens in bf16, one A100 80 GB SXM. Each design
changes one thing: GQA keeps 8 K/V sets; MLA DeepSeek-V2's latent; SWA a window of 1,024 in five layers of six;
MoE cuts the feed-forward weights into 8 experts, 2 for a token; the delta mix, a hybrid, puts delta layers in place
of three layers of four. So the designs differ in parameters too, which `tradeoff_setting` tells.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.config import DeltaConfig, LatentConfig, ModelConfig, MoeConfig
from engine.cost.kv_cache import kv_cache_bytes
from engine.cost.parameters import parameters
from engine.cost.roofline import decode_time
from engine.fact import computed, graded
from engine.facts.complexity import BEYOND_MHA
from engine.facts.gqa import SEQ_LEN, estimator_model
from engine.facts.hardware import A100
from engine.facts.window import WINDOW, windowed
from engine.units import Bytes, Count, Ratio, Seconds, Series, Table

BASE = estimator_model(32)
N_EXPERTS, TOP_K = 8, 2
SHORT, USERS = 2048, 16

DELTA = DeltaConfig(n_k_heads=32, n_v_heads=32, k_dim=128, v_dim=128, conv=4)
DESIGNS: Mapping[str, ModelConfig] = {
    "MHA": BASE,
    "GQA": BASE.replace(n_kv_heads=8),
    "MLA": BASE.replace(layers=("latent",), mla=LatentConfig(kv_latent=512, rope_dim=64, nope_dim=128, v_dim=128)),
    "SWA": windowed(BASE),
    "MoE": BASE.replace(d_ff=0, moe=MoeConfig(n_experts=N_EXPERTS, top_k=TOP_K, d_ff_expert=BASE.d_ff // N_EXPERTS)),
    "Delta mix": BASE.replace(layers=("delta", "delta", "delta", "full"), delta=DELTA),
}
NAMES = tuple(DESIGNS)


@computed()
def tradeoff_memory() -> Series:
    """Cache or state of one 32,768-token sequence in bf16, Llama 2 7B's shape, for six designs."""
    kept = tuple(kv_cache_bytes(model, seq_len=SEQ_LEN) for model in DESIGNS.values())
    return Series("design", NAMES, Bytes, {"cache a sequence": kept})


@computed()
def tradeoff_latency() -> Series:
    """Least time of one decode step at 32,768 tokens on an A100 80 GB SXM in bf16, by the roofline, for six designs."""
    steps = tuple(decode_time(model, A100, context=SEQ_LEN).seconds for model in DESIGNS.values())
    return Series("design", NAMES, Seconds, {"one decode step": steps})


@computed()
def tradeoff_latency_short() -> Series:
    """Least time of one decode step at 2,048 tokens on an A100 80 GB SXM in bf16, by the roofline, for six designs."""
    steps = tuple(decode_time(model, A100, context=SHORT).seconds for model in DESIGNS.values())
    return Series("design", NAMES, Seconds, {"one decode step": steps})


@computed()
def tradeoff_batch() -> Table:
    """Steps of the designs at 2,048 tokens as shares of full attention's: one sequence, and sixteen at once."""
    alone, together = (
        {name: decode_time(model, A100, context=SHORT, batch=users).seconds for name, model in DESIGNS.items()}
        for users in (1, USERS)
    )
    return Table(
        context=Count(SHORT),
        users=Count(USERS),
        moe_alone=Ratio(alone["MoE"] / alone["MHA"]),
        moe=Ratio(together["MoE"] / together["MHA"]),
        swa=Ratio(together["SWA"] / together["MHA"]),
    )


@computed()
def tradeoff_weights() -> Series:
    """Bytes of weights that one decode step of one sequence reads in bf16, for six designs."""
    read = tuple(decode_time(model, A100, context=SEQ_LEN).weights for model in DESIGNS.values())
    return Series("design", NAMES, Bytes, {"weights read a step": read})


@computed()
def tradeoff_complexity() -> Series:
    """Parameter tensors and operations that a block needs beyond multi-head attention, for six designs."""
    return Series("design", NAMES, Count, {"tensors and operations": tuple(BEYOND_MHA[name].count for name in NAMES)})


@graded(
    source="by us from GQA: Ainslie et al. 2023, arXiv:2305.13245; MLA: DeepSeek-V2 2024, arXiv:2405.04434; "
    "SWA: Gemma 3 report 2025, arXiv:2503.19786; MoE: Mixtral 2024, arXiv:2401.04088; "
    "delta: Gated Delta Networks 2024, arXiv:2412.06464"
)
def tradeoff_quality_risk() -> Series:
    """Our grade of how far the designs' own papers show quality equal to full attention's, from 1, close, to 3.

    1: compared with full attention and close. 2: so only in a mix or against another baseline. 3: losses in recall
    reported.

    MHA is the baseline. GQA: close to MHA after further training. MLA: above MHA in its makers' comparison.
    SWA: little change of perplexity beside global layers. MoE: judged by active, not by total parameters.
    Delta mix: linear layers alone are limited in retrieval (3), and hybrids are proposed for it (2).
    """
    return Series("design", NAMES, Count, {"quality risk": (1, 1, 1, 2, 2, 2)})


@computed()
def tradeoff_thresholds() -> Table:
    """From where the selection matrix says mid and high: shares of MHA's memory and time, counts, risk levels."""
    return Table(
        memory_mid=Ratio(0.2),
        memory_high=Ratio(0.5),
        latency_mid=Ratio(0.5),
        latency_high=Ratio(0.75),
        complexity_mid=Count(3),
        complexity_high=Count(9),
        quality_risk_mid=Count(2),
        quality_risk_high=Count(3),
    )


@computed()
def tradeoff_setting() -> Table:
    """What the six designs are compared with: tokens, K/V sets, window, experts, and the parameters that they have."""
    sizes = [parameters(model).total for model in DESIGNS.values()]
    return Table(
        context=Count(SEQ_LEN),
        context_short=Count(SHORT),
        kv_heads=Count(DESIGNS["GQA"].n_kv_heads),
        window=Count(WINDOW),
        experts=Count(N_EXPERTS),
        top_k=Count(TOP_K),
        smallest=Count(min(sizes)),
        largest=Count(max(sizes)),
        delta_alone=kv_cache_bytes(BASE.replace(layers=("delta",), delta=DELTA), seq_len=SEQ_LEN),
    )
