# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#       jupytext_version: 1.19.6
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Where the arithmetic goes
#
# A forward pass of GPT-2 multiplies matrices in four places: the attention scores, the projections around
# them, the feed-forward layers and the output head. This notebook counts each, as the slides do, and then
# checks the count against PyTorch's own counter on a model that really runs.

# %%
from engine.cost.flops import forward_flops
from engine.presets import preset

model = preset("gpt2-124m")
flops = forward_flops(model, seq_len=1024)
parts = {
    "attention_scores": flops.attention_scores,
    "attention_projections": flops.attention_projections,
    "feed_forward": flops.feed_forward,
    "output_head": flops.head,
}
for name, count in parts.items():
    print(f"{name.replace('_', ' '):<22} {count:GFLOP}  {count / flops.total:6.1%}")

# %% [markdown]
# ## Longer text, another mix
#
# Everything grows with the number of tokens, but attention scores grow with its square.

# %%
from engine.facts.flops import flops_by_length
from labs.plot import curves

shares = flops_by_length()
figure = curves(shares, "Share of the FLOPs by length of the text", "percent", log=True)
figure

# %% [markdown]
# ## Does PyTorch count the same?
#
# `FlopCounterMode` sees every operation of a real forward pass. Its table has no entry for the attention
# kernel on a CPU, so we name one for it: without that it would report zero for all attention.

# %%
import torch
from torch.utils.flop_counter import FlopCounterMode, sdpa_flop_count

from engine.model import GPT


def attention_flops(q, k, v, *args, out_shape=None, **kwargs):
    return sdpa_flop_count(q, k, v)


kernel = torch.ops.aten._scaled_dot_product_flash_attention_for_cpu
small = model.replace(n_layers=2)
counter = FlopCounterMode(display=False, custom_mapping={kernel: attention_flops})
with torch.inference_mode(), counter:
    GPT(small).eval()(torch.zeros(1, 256, dtype=torch.long))
expected = forward_flops(small, seq_len=256).total
print(f"PyTorch counted {counter.get_total_flops():,}; the formula says {int(expected):,}")
assert counter.get_total_flops() == expected

# %% [markdown]
# ## Deck and notebook

# %%
from labs.again import compare
from labs.lab import publish

publish("flops-analysis", compare("Where the arithmetic goes", ("gpt2_flops", "flops_by_length")), figure)
