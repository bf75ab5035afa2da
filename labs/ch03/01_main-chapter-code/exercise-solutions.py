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
# # A gallery of bugs
#
# Each of these runs, has the right shapes and is wrong. That is what makes them hard: nothing stops, so somebody
# has to ask. Read the code first and say what it does; then run the check that finds it; then look at the repair,
# which is a few characters.

# %%
import torch
import torch.nn.functional as F

from engine.attention.bugs.bug import heads
from engine.attention.bugs.bug_table import BUGS
from labs.source import changed_lines, code_of

torch.set_num_threads(1)  # all of this is small: threads would only wait for each other
found, passed = {}, {}


def read(name):
    """The code as one finds it. Nothing tells what is wrong with it."""
    print(f"---- {name.replace('_', ' ')}\n\n{code_of(BUGS[name].wrong)}\n")


def find(name):
    """What one notices, the check that finds it, and what the check says of both pieces of code."""
    bug = BUGS[name]
    found[name], passed[name] = not bug.check(bug.wrong), bug.check(bug.right)
    print(f"What one notices: {bug.symptom}\n\n{code_of(bug.check)}\n")
    print(f"as it is:  {'FOUND' if found[name] else 'passes'}   {bug.measures}: {bug.amount(bug.wrong):.3g}")
    print(f"repaired:  {'passes' if passed[name] else 'FOUND'}   {bug.measures}: {bug.amount(bug.right):.3g}\n")


def repair(name):
    """What it is, and the lines that change."""
    bug = BUGS[name]
    print(f"{bug.says}\n\n{changed_lines(bug.wrong, bug.right)}\n\n{bug.repair}\n")


# %% [markdown] tags=["CH3-LAB-11"]
# ## CH3-LAB-11: heads that were never turned back
#
# Heads are joined to one row a token. The shape that comes out is the one that the next layer wants.

# %% tags=["CH3-LAB-11"]
read("heads_transposed")

# %% tags=["CH3-LAB-11"]
find("heads_transposed")

# %% tags=["CH3-LAB-11"]
repair("heads_transposed")

# %% [markdown] tags=["CH3-LAB-11"]
# Why does anybody leave the transpose out? Because with it `view` stops: a transposed tensor is not laid out in
# the order in which `view` counts. Taking the transpose away silences the error and keeps the shape.

# %% tags=["CH3-LAB-11"]
turned = heads()[0].transpose(1, 2)
try:
    turned.view(*turned.shape[:2], -1)
except RuntimeError as error:
    print(str(error).split(".")[0])

# %% [markdown] tags=["CH3-LAB-11"]
# ## A mask along the wrong axis
#
# One text of two is shorter and was filled up with padding. `real` says which places are text.

# %% tags=["CH3-LAB-11"]
read("mask_axis")

# %% tags=["CH3-LAB-11"]
find("mask_axis")

# %% tags=["CH3-LAB-11"]
repair("mask_axis")

# %% [markdown] tags=["CH3-LAB-11"]
# ## True and False
#
# Two functions of one library read the same boolean mask in opposite ways.

# %% tags=["CH3-LAB-11"]
read("mask_inverted")

# %% tags=["CH3-LAB-11"]
find("mask_inverted")

# %% tags=["CH3-LAB-11"]
repair("mask_inverted")

# %% [markdown] tags=["CH3-LAB-11"]
# ## Masked, but when?

# %% tags=["CH3-LAB-11"]
read("mask_late")

# %% tags=["CH3-LAB-11"]
find("mask_late")

# %% tags=["CH3-LAB-11"]
repair("mask_late")

# %% [markdown] tags=["CH3-LAB-11"]
# ## The same question, two answers

# %% tags=["CH3-LAB-11"]
read("dropout_eval")

# %% tags=["CH3-LAB-11"]
find("dropout_eval")

# %% tags=["CH3-LAB-11"]
repair("dropout_eval")

# %% [markdown] tags=["CH3-LAB-11"]
# ## Weights that are too even

# %% tags=["CH3-LAB-11"]
read("wrong_scale")

# %% tags=["CH3-LAB-11"]
find("wrong_scale")

# %% tags=["CH3-LAB-11"]
repair("wrong_scale")

# %% [markdown] tags=["CH3-LAB-11"]
# ## A token that stands one place too far
#
# The prompt is read at once, every later token beside what was kept of those before it.

# %% tags=["CH3-LAB-11"]
read("cache_position")

# %% tags=["CH3-LAB-11"]
find("cache_position")

# %% tags=["CH3-LAB-11"]
repair("cache_position")

# %% [markdown] tags=["CH3-LAB-11"]
# ## A loss that is too good
#
# Tokens are drawn at random, each as likely as the others, whatever came before. The best that any model can do is
# to give all of them the same chance: that costs the logarithm of their number. A lower loss is no success.

# %% tags=["CH3-LAB-11"]
read("leak_loss")

# %% tags=["CH3-LAB-11"]
find("leak_loss")

# %% tags=["CH3-LAB-11"]
from labs.again import compare

losses = compare("Losses on random tokens", ("leak_losses",))
loss = {row.says: row.value for row in losses.rows}
print(f"the least that is possible: {loss['least']:.2f} nats a token")
print(f"as it is: {loss['leaking']:.2f}; repaired: {loss['honest']:.2f}")

# %% tags=["CH3-LAB-11"]
repair("leak_loss")

# %% [markdown] tags=["CH3-LAB-11"]
# ## An error about types, silenced
#
# A boolean mask met scores of another type somewhere, and somebody cast it.

# %% tags=["CH3-LAB-11"]
read("dtype")

# %% tags=["CH3-LAB-11"]
find("dtype")

# %% tags=["CH3-LAB-11"]
repair("dtype")

# %% [markdown] tags=["CH3-LAB-11"]
# ## Left behind
#
# A layer that works on every machine without a GPU.

# %% tags=["CH3-LAB-11"]
read("device")

# %% tags=["CH3-LAB-11"]
find("device")

# %% tags=["CH3-LAB-11"]
repair("device")

# %% [markdown] tags=["CH3-LAB-11"]
# ## Three questions for your own
#
# Three checks need to know nothing of the code: a changed future moves no past; where all values are one, so is
# every mix of them; and PyTorch's own attention says the same. Here is one more function, which is right, beside
# three from the gallery. Change it and see which question finds what you did.

# %% tags=["CH3-LAB-11"]
from engine.attention.bugs.masks import mixes_to_one
from engine.attention.future import past_moves


def mine(q, k, v):
    """q, k, v [B, H, T, D] -> [B, H, T, D]"""
    scores = q @ k.mT / q.shape[-1] ** 0.5
    may_look = torch.ones(scores.shape[-2:], dtype=torch.bool).tril()
    scores = scores.masked_fill(~may_look, -torch.inf)
    return scores.softmax(dim=-1) @ v


def off(attend):
    """How far an answer is from PyTorch's, at the number where they differ most; an answer that is no number, ∞."""
    q, k, v = heads()
    apart = (attend(q, k, v) - F.scaled_dot_product_attention(q, k, v, is_causal=True)).abs()
    return apart.nan_to_num(torch.inf).max().item()


asked = {"mine": mine, **{name: BUGS[name].wrong for name in ("mask_inverted", "mask_late", "dtype")}}
moves = {name: past_moves(attend, *heads()) for name, attend in asked.items()}
mixes = {name: mixes_to_one(attend) for name, attend in asked.items()}
offs = {name: off(attend) for name, attend in asked.items()}
print(f"{'':<16}{'past moves by':>15}{'mixes to one':>15}{'off by':>10}")
for name in asked:
    print(f"{name:<16}{moves[name]:>15.2g}{mixes[name]!s:>15}{offs[name]:>10.2g}")

# %% tags=["CH3-LAB-11"]
from labs.lab import publish
from labs.report import claimed, joined
from labs.tensors import found as numbers

claims = {
    "all_found": ("Each bug runs and is found by its check.", found == dict.fromkeys(BUGS, True)),
    "all_repaired": ("Each repaired piece of code passes the same check.", passed == dict.fromkeys(BUGS, True)),
    "too_good": (
        "With the leak the loss is below what is possible; without it, it is not.",
        loss["leaking"] < 0.9 * loss["least"] < loss["honest"],
    ),
    "mine_is_right": (
        "The function under *Three questions* passes all three.",
        moves["mine"] == 0 and mixes["mine"] and offs["mine"] < 1e-5,
    ),
}
own = numbers(
    "What the checks say",
    bugs=len(BUGS),
    found_by_their_check=sum(found.values()),
    my_past_moves=moves["mine"],
    my_mixes_are_one=mixes["mine"],
    my_answer_is_off=offs["mine"],
)
again = compare("How far off", ("attention_bugs",))
publish("exercise-solutions", joined("Bugs, and what finds them", (own, claimed(claims), again, losses)))
