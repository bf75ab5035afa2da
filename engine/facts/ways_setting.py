"""The layer and the text with which the nine ways are compared. No torch here."""

from __future__ import annotations

from engine.fact import Settings

D_MODEL, N_HEADS = 768, 12  # GPT-2 124M's
FEW, MANY = 1024, 4096  # tokens
BATCH = 2
FP32 = 4  # bytes
SEED = 123
SCORES = BATCH * N_HEADS * FEW**2 * FP32  # bytes of all score matrices
WAYS_768 = Settings(
    model="one layer of multi-head attention, 768 wide, 12 heads, causal, no biases, random weights",
    dtype="fp32",
    batch=BATCH,
    prompt="1,024 random vectors a text",
    new_tokens=0,
    threads=1,
    seed=SEED,
)
