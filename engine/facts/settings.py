"""The settings that several facts share. No torch here: computed facts read them too."""

from __future__ import annotations

from dataclasses import replace

from engine.config import LatentConfig, MoeConfig
from engine.fact import Settings
from engine.presets import KV_LAB

# The prompt is four tokens of GPT-2's vocabulary; a test holds that.
PROMPT = "Hello, I am"
PROMPT_TOKENS = 4

DECODE_124M = Settings(
    model="GPT-2 124M shape, random weights, own output head",
    dtype="fp32",
    batch=1,
    prompt=PROMPT,
    new_tokens=200,
    threads=1,
    seed=123,
)
# The head count of the published comparison, so that four K/V sets divide it.
GQA_124M = replace(DECODE_124M, model="GPT-2 124M shape with 24 heads, random weights, own output head")
# Single steps after texts of several lengths.
CONTEXT_124M = replace(DECODE_124M, prompt="any tokens", new_tokens=1)

# 24 heads of 32 numbers, so that four K/V sets divide them; nothing else differs.
LAB_MHA = KV_LAB.replace(n_heads=24, n_kv_heads=24, head_dim=32)
LAB_GQA = LAB_MHA.replace(n_kv_heads=4)
# The same width with rotary positions, and with one latent of 192 numbers a token and a rotary key of 32.
ROTARY_MHA = LAB_MHA.replace(position="rope")
ROTARY_MLA = ROTARY_MHA.replace(
    layers=("latent",), mla=LatentConfig(kv_latent=192, rope_dim=32, nope_dim=32, v_dim=32), bias=False
)
# Five local layers to one global, and a window much shorter than the text.
WINDOWED = LAB_MHA.replace(layers=("window",) * 5 + ("full",), window=128)
# A gated feed-forward layer, and the same one cut into eight experts of which two work for a token.
DENSE = KV_LAB.replace(ffn="swiglu", bias=False, d_ff=2048)
SPARSE = DENSE.replace(d_ff=0, moe=MoeConfig(n_experts=8, top_k=2, d_ff_expert=2048 // 8))
LONG_TEXT = 768
LONG_124M = replace(GQA_124M, prompt="any 768 tokens", new_tokens=64)
