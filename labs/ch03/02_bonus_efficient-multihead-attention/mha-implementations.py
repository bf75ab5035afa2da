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
# # One layer, nine ways, one answer
#
# The same multi-head attention can be written in many ways. Which is quickest is worth knowing only of those that
# compute the same: so all get the same weights, all are asked, and only then is there a clock.

# %%
import time
import warnings

import torch
import torch.nn.functional as F

from engine.allocated import allocated
from engine.attention.future import past_moves
from engine.attention.ways.library import SdpaMask
from engine.attention.ways.way import Weights
from engine.attention.ways.way_table import NO_BACKWARD, TRAINABLE, WAYS, transfer
from engine.attention.ways.written import Fused
from engine.facts.ways_setting import BATCH, D_MODEL, FEW, N_HEADS, SEED
from engine.units import Bytes, Ratio, Seconds
from labs.again import deck_ledger

ENOUGH = 1e-6  # how far off an answer may be, as a share of the largest number in it
warnings.filterwarnings("ignore", message="flex_attention called without torch.compile")  # so is every way here
torch.set_num_threads(1)  # so that no way wins by taking more of the machine
torch.manual_seed(SEED)
text = torch.randn(BATCH, FEW, D_MODEL)  # random numbers in place of texts
asked = text[:1]  # one is enough to see whether answers agree
weights = Weights.drawn(D_MODEL, N_HEADS, seed=SEED)
ways = transfer(weights, FEW)


def inverted():
    """A way whose mask says True where a token must not look, given to a function that reads it the other way."""
    way = SdpaMask.built(weights, FEW)
    way.may_look = ~way.may_look
    return way


@torch.inference_mode()
def off(way, right):
    """How far a way's answer is from the right one, as a share of its largest number."""
    return ((way(asked) - right).abs().max() / right.abs().max()).item()


def race(runs, rounds):
    """Seconds a call. In each round all run once, each time another begins; the quickest call counts.

    What else the machine does makes a call longer and never shorter, and between rounds it meets all alike.
    """
    names, taken = list(runs), {name: [] for name in runs}
    for first in range(rounds):
        for name in names[first:] + names[:first]:
            began = time.perf_counter()
            runs[name]()
            taken[name].append(time.perf_counter() - began)
    return {name: Seconds(min(times), digits=2) for name, times in taken.items()}


@torch.inference_mode()
def forward(way):
    way(text)


def held(way):
    """The most bytes that one pass forward takes at once, beyond the weights and the text."""
    return allocated(lambda: forward(way)).peak


def forward_and_back(way):
    way(text).square().mean().backward()
    way.zero_grad(set_to_none=True)


def show(times):
    """The quickest first, beside the plain way."""
    for name, taken in sorted(times.items(), key=lambda each: each[1]):
        print(f"{name:<20}{taken!s:>9}  {Ratio(times['plain'] / taken, digits=2):x} as fast as plain")


# %% [markdown] tags=["CH3-LAB-09"]
# ## CH3-LAB-09: a tenth way, yours
#
# It begins as one of the nine. Change what happens inside a head, and see whether it may take part.


# %% tags=["CH3-LAB-09"]
class Mine(Fused):
    """One product for queries, keys and values; heads in one call, with the mask given."""

    def mix(self, q, k, v, x):
        return F.scaled_dot_product_attention(q, k, v, attn_mask=self.allowed(x))


entrants = {**ways, "mine": Mine.built(weights, FEW), "inverted": inverted()}

# %% [markdown] tags=["CH3-LAB-09"]
# ## First the answer
#
# Two questions, and whoever fails one is not timed. *Is it the same?* The plain way, written out step by step, is the
# reference. *Does it look ahead?* The second half of the text is changed; the first half of the answers may not move.
#
# `inverted` stands for a row of a public table of such times, the fastest of it on a CPU. When it was timed, its mask
# was the right one turned round: every token looked at the future alone. Its author has mended it since.

# %% tags=["CH3-LAB-09"]
with torch.inference_mode():
    right = ways["plain"](asked)
far = {name: off(way, right) for name, way in entrants.items()}
moved = {name: past_moves(way, asked) for name, way in entrants.items()}
honest = [name for name in entrants if far[name] <= ENOUGH and moved[name] == 0]
print(f"{'':<20}{'off by':>10}{'past moves by':>16}")
for name in entrants:
    print(f"{name:<20}{far[name]:>10.1e}{moved[name]:>16.2g}   {'in the race' if name in honest else 'out'}")

# %% [markdown] tags=["CH3-LAB-09"]
# ## Then the time
#
# One thread for each. All run in turn, round after round, so that a busy moment meets all of them.

# %% tags=["CH3-LAB-09"]
times = race({name: lambda way=entrants[name]: forward(way) for name in honest}, rounds=3)
show(times)

# %% [markdown] tags=["CH3-LAB-09"]
# ## And the memory
#
# Counted in a run of its own, since counting takes time. What a way holds at once beyond its weights and the text.

# %% tags=["CH3-LAB-09"]
peaks = {name: held(entrants[name]) for name in honest}
scores = Bytes(BATCH * N_HEADS * FEW**2 * text.element_size())
print(f"the scores of all heads alone: {scores:MB.0}\n")
for name, peak in sorted(peaks.items(), key=lambda each: each[1]):
    print(f"{name:<20}{peak:MB.0}")

# %% tags=["CH3-LAB-09"]
from labs.again import compare
from labs.lab import publish
from labs.report import Report, Row, claimed, joined
from labs.tensors import found


def beside_the_deck(fact, says, values, scale=""):
    """Rows of measured numbers. They differ from machine to machine, so the deck's stand there without a verdict."""
    record = deck_ledger().get(fact)
    deck = record.quantity if record else {}
    rows = (
        Row(
            name=f"{fact}_{name}",
            group=says,
            says=name.removeprefix("gain_"),
            deck=f"{deck[name]:{scale}}" if name in deck else "",
            here=f"{value:{scale}}",
            value=float(value),
        )
        for name, value in values.items()
    )
    return Report(title="", rows=tuple(rows))


gains = {f"gain_{name}": Ratio(times["plain"] / taken, digits=2) for name, taken in times.items() if name != "plain"}
claims = {
    "all_nine": ("All nine ways give one answer and look at no future.", set(WAYS) <= set(honest)),
    "inverted_is_out": ("With its mask inverted a way is not in the race, however quick.", "inverted" not in honest),
    "told_is_less": (
        "A call that is told of causality takes less time than the plain way, and holds less.",
        times["sdpa"] < times["plain"] and peaks["sdpa"] < peaks["plain"],
    ),
}
own = found(
    "Who takes part",
    in_the_race=len(honest),
    my_past_moves=moved["mine"],
    inverted_past_moves=moved["inverted"],
)
again = compare("What is exact", ("ways_equal", "inverted_mask", "score_bytes"))
raced = beside_the_deck("ways_forward", "Times as fast as the plain way, forward", gains, "x")
kept = beside_the_deck("ways_memory", "Held at once", peaks)
publish("mha-implementations", joined("Nine ways, one answer", (own, raced, kept, claimed(claims), again)))

# %% [markdown] tags=["CH3-LAB-APP-B"]
# ## CH3-LAB-APP-B: the whole path, with its gates
#
# From one set of weights to a choice. Each stage is a number with a goal; the first that misses it ends the path,
# since no time means anything after it.

# %% tags=["CH3-LAB-APP-B"]
from engine.facts.ways_agree import score_bytes
from labs.again import compare
from labs.stages import Stages

path = Stages("mha-implementations", "From one set of weights to a choice")
text = asked  # one text: the path has two races
entrants = dict(ways)

# %% [markdown] tags=["CH3-LAB-APP-B"]
# **First: who looks ahead?** Nobody may. **Second: is the answer one?** Asked of all that are left, at full length.
# **Third: are the gradients?** Two ways may give one answer and learn differently; asked on a shorter text, with the
# fact that the deck shows.

# %% tags=["CH3-LAB-APP-B"]
path.gate(
    "past_moves",
    "how far the past moves when the future changes, at most of all ways",
    max(past_moves(way, asked) for way in entrants.values()),
    at_most=0,
)
with torch.inference_mode():
    right = entrants["plain"](asked)
path.gate(
    "answers_off",
    "how far an answer is off, as a share of its largest number, at most of all ways",
    max(off(way, right) for way in entrants.values()),
    at_most=ENOUGH,
)
agree = compare("The same on a short text, and gradients", ("ways_equal",))
path.add(agree)
gradients = {row.name: row.value for row in agree.rows}["ways_equal.gradients"]
path.gate(
    "gradients_off",
    "how far a gradient is off, at most of all ways that have one",
    gradients,
    at_most=ENOUGH,
)

# %% [markdown] tags=["CH3-LAB-APP-B"]
# **Fourth: memory.** If the scores are a small part of what a way holds, leaving them out saves little, and there is
# nothing to choose between.

# %% tags=["CH3-LAB-APP-B"]
peaks = {name: held(way) for name, way in entrants.items()}
for name, peak in sorted(peaks.items(), key=lambda each: each[1]):
    print(f"{name:<20}{peak:MB.0}")
path.gate(
    "peak_over_scores",
    "what the plain way holds at once over the scores of all heads",
    Ratio(peaks["plain"] / score_bytes()["heads_1k"]),
    at_least=1,
)
path.gate(
    "peak_saved",
    "what it holds over the way that is told of causality",
    Ratio(peaks["plain"] / peaks["sdpa"], digits=2),
    at_least=2,
)

# %% [markdown] tags=["CH3-LAB-APP-B"]
# **Fifth: the race forward.** If the slowest takes hardly longer than the quickest, take the one that is read most
# easily and stop here.

# %% tags=["CH3-LAB-APP-B"]
times = race({name: lambda way=way: forward(way) for name, way in entrants.items()}, rounds=3)
show(times)
path.gate(
    "spread",
    "the slowest way's time over the quickest's, forward",
    Ratio(max(times.values()) / min(times.values()), digits=2),
    at_least=1.2,
)

# %% [markdown] tags=["CH3-LAB-APP-B"]
# **Sixth: the race with the pass back.** What serves is not what trains: one of the nine has no pass back on a CPU.

# %% tags=["CH3-LAB-APP-B"]
print("\n".join(f"out: {name}: {why}" for name, why in NO_BACKWARD.items()))
trained = race({name: lambda way=entrants[name]: forward_and_back(way) for name in TRAINABLE}, rounds=2)
show(trained)
path.gate(
    "pass_back",
    "a pass forward and back over one forward, the plain way",
    Ratio(trained["plain"] / times["plain"], digits=2),
    at_least=1,
)

# %% [markdown] tags=["CH3-LAB-APP-B"]
# **Last: compiled.** A compiler joins steps and so leaves less to win by hand. It takes long to begin with, so here
# is what the deck measured.

# %% tags=["CH3-LAB-APP-B"]
compiled = deck_ledger().get("ways_compiled")
for name in WAYS if compiled else ():
    print(f"{name:<20}{compiled.quantity[name]!s:>9}  compiled, on the deck's machine")

quickest, leanest = min(times, key=times.get), min(peaks, key=peaks.get)
print(f"\nOn this machine: {quickest} is quickest forward, {min(trained, key=trained.get)} with the pass back.")
print(f"{leanest} holds least.")
path.end()
