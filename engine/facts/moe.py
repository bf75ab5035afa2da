"""Mixture of experts: many parameters kept, few used for a token.

Sources: Shazeer et al., "Outrageously Large Neural Networks", 2017, arXiv:1701.06538; Jiang et al., "Mixtral of
Experts", 2024, arXiv:2401.04088.
"""

from __future__ import annotations

from engine.config import ModelConfig, MoeConfig
from engine.cost.parameters import expert_parameters, parameters
from engine.cost.weights import experts_read as expected_experts
from engine.fact import computed
from engine.presets import preset
from engine.units import Bytes, Count, Ratio, Series, Table

MIXTRAL = preset("mixtral-8x7b")
BATCHES = (1, 2, 4, 8, 16)
SIXTEEN_BITS = 2  # bytes
# One layer: a dense SwiGLU, and the same number of weights cut into eight experts.
DENSE = ModelConfig(
    n_layers=1, n_heads=56, n_kv_heads=56, head_dim=128, d_model=7168, d_ff=14336, vocab_size=50257, max_seq_len=1024
)
SPARSE = DENSE.replace(d_ff=0, moe=MoeConfig(n_experts=8, top_k=2, d_ff_expert=14336 // 8))


@computed()
def moe_estimate() -> Table:
    """One feed-forward layer of width 7,168: dense, and cut into 8 experts of which 2 work for a token."""
    dense, sparse = parameters(DENSE), parameters(SPARSE)
    idle = sparse.total - sparse.active
    active = sparse.feed_forward + sparse.router - idle
    return Table(
        dense=dense.feed_forward,
        kept=Count(sparse.feed_forward + sparse.router),
        expert=Count(expert_parameters(SPARSE)),
        router=sparse.router,
        active=Count(active),
        active_share=Ratio(active / dense.feed_forward),
    )


@computed()
def mixtral() -> Table:
    """Mixtral 8x7B: experts and how many a token uses, all its parameters and the active ones.

    `weights` are those of all in 16 bits, `dense_weights` those of a dense model with as many as are active.
    """
    counted = parameters(MIXTRAL)
    return Table(
        n_experts=Count(_moe(MIXTRAL).n_experts),
        top_k=Count(_moe(MIXTRAL).top_k),
        total=counted.total,
        active=counted.active,
        active_share=Ratio(counted.active / counted.total),
        weights=Bytes(counted.total * SIXTEEN_BITS),
        dense_weights=Bytes(counted.active * SIXTEEN_BITS),
    )


@computed()
def experts_read() -> Series:
    """Experts of Mixtral whose weights a step reads from memory, on average, by batch size."""
    read = tuple(expected_experts(MIXTRAL, batch=batch) for batch in BATCHES)
    return Series("sequences in the batch", BATCHES, Count, {"experts read": read})


def _moe(model: ModelConfig) -> MoeConfig:
    if model.moe is None:
        raise ValueError("the model has no experts")
    return model.moe
