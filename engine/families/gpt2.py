"""GPT-2 (Radford et al., 2019): its linear layers are stored the other way round, as what it calls Conv1D."""

from __future__ import annotations

from typing import Literal

from engine.config import ModelConfig
from engine.families.family import ConfigFields, Epsilon, Family, Layers, Pieces, Settings, Size, TensorPiece, read


class Gpt2Fields(ConfigFields):
    n_layer: Layers
    n_head: Size
    n_embd: Size
    n_inner: Size | None = None
    n_positions: Size
    vocab_size: Size
    layer_norm_epsilon: Epsilon = 1e-5
    tie_word_embeddings: bool = True
    activation_function: Literal["gelu_new", "gelu_pytorch_tanh"] = "gelu_new"
    scale_attn_weights: Literal[True] = True
    scale_attn_by_inverse_layer_idx: Literal[False] = False
    add_cross_attention: Literal[False] = False


def gpt2_shape(settings: Settings) -> ModelConfig:
    """The shape that GPT-2's config.json describes."""
    given = read(Gpt2Fields, settings)
    return ModelConfig(
        n_layers=given.n_layer,
        n_heads=given.n_head,
        n_kv_heads=given.n_head,
        head_dim=given.n_embd // given.n_head,
        d_model=given.n_embd,
        d_ff=given.n_inner or 4 * given.n_embd,
        vocab_size=given.vocab_size,
        max_seq_len=given.n_positions,
        position="learned",
        norm="layer",
        norm_eps=given.layer_norm_epsilon,
        ffn="gelu",
        bias=True,
        qkv_bias=True,
        tied=given.tie_word_embeddings,
    )


LAYER = {
    "attention_norm": "ln_1",
    "attention.qkv": "attn.c_attn",
    "attention.output": "attn.c_proj",
    "feed_forward_norm": "ln_2",
    "feed_forward.up": "mlp.c_fc",
    "feed_forward.down": "mlp.c_proj",
}


def gpt2_pieces(config: ModelConfig) -> Pieces:
    """Every parameter of a GPT-2."""
    yield "tokens.weight", [TensorPiece(name="transformer.wte.weight")]
    yield "positions.weight", [TensorPiece(name="transformer.wpe.weight")]
    if not config.tied:
        yield "head.weight", [TensorPiece(name="lm_head.weight")]
    for kind in ("weight", "bias"):
        yield f"norm.{kind}", [TensorPiece(name=f"transformer.ln_f.{kind}")]
        for layer in range(config.n_layers):
            for ours, theirs in LAYER.items():
                turned = kind == "weight" and not theirs.startswith("ln_")
                piece = TensorPiece(name=f"transformer.h.{layer}.{theirs}.{kind}", transposed=turned)
                yield f"blocks.{layer}.{ours}.{kind}", [piece]


GPT2 = Family(
    shape=gpt2_shape,
    pieces=gpt2_pieces,
    ignored=(r".*\.attn\.(bias|masked_bias)",),  # the causal mask, once kept as a tensor
    prefix="transformer.",
)
