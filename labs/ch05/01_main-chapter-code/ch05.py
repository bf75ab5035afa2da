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
# # Before pretraining: choose a shape you can afford to serve
#
# Training fixes the shape of a model, and the shape fixes what every later answer costs. So we price three
# shapes first, and train the one we keep.

# %%
from engine.cost.flops import decode_flops
from engine.cost.kv_cache import kv_cache_bytes
from engine.cost.parameters import parameters
from engine.cost.roofline import decode_time
from engine.presets import hardware, preset

card = hardware("rtx-3060-12gb")
base = preset("gpt2-124m")
shapes = {
    "MHA, 12 K/V sets": base,
    "GQA, 4 K/V sets": base.replace(n_kv_heads=4),
    "MQA, 1 K/V set": base.replace(n_kv_heads=1),
}
print(f"{'':<18}{'parameters':>14}{'cache at 1,024':>18}{'FLOPs a token':>18}{'step (roofline)':>18}")
for name, shape in shapes.items():
    cache = kv_cache_bytes(shape, seq_len=1024)
    work = decode_flops(shape, context=1024).total
    step = decode_time(shape, card, context=1024).seconds
    print(f"{name:<18}{parameters(shape).total!s:>14}{cache!s:>18}{work!s:>18}{step!s:>18}")

# %% [markdown]
# ## What stays fixed
#
# While you compare training runs, keep the tokenizer, the text, the number of tokens seen and the shape of
# the cache the same. Change one thing at a time. `gpt_train.py` beside this notebook trains a small model on
# four plays and reports its loss in nats a character.

# %%
import math

from engine.train import Corpus

corpus = Corpus.read()
print(f"{len(corpus.alphabet)} characters; a uniform guess costs {math.log(len(corpus.alphabet)):.2f} nats each")

# %%
from labs.again import compare
from labs.lab import publish

publish("ch05", compare("What a shape costs before it is trained", ("kv_cache_gpt2_1k", "gpt2_flops")))
