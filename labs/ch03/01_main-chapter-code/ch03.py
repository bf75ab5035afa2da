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
# # Attention, step by step
#
# Six words, *The cat sat on the mat*, each of them three numbers that the course has chosen so that every result
# can be worked out by hand. A model learns such numbers, and has hundreds a token.
#
# A cell that is tagged with a lab's name belongs to that lab; one without a tag is needed by all.

# %%
import torch
from torch import nn

from engine.facts.toy_sentence import EMBEDDINGS, WORDS
from labs.again import compare
from labs.lab import publish
from labs.report import joined
from labs.tensors import found, same, show, show_shapes, traced, where_installed

x = EMBEDDINGS  # [T, C]: a row a word
CAT, SAT = WORDS.index("cat"), WORDS.index("sat")
show("x, three numbers a word", x, rows=WORDS)

# %% [markdown] tags=["CH3-LAB-01"]
# ## CH3-LAB-01: attention without weights
#
# **One word asks.** How well do two words match? Multiply their numbers one by one and add the products up: the dot
# product. It is large where both are large in the same places.

# %% tags=["CH3-LAB-01"]
score = sum(a * b for a, b in zip(x[SAT].tolist(), x[CAT].tolist(), strict=True))
print(f"sat · cat = {score:.2f}")

scores_of_sat = x @ x[SAT]  # [T]: the same with every word, in one product
show("what sat scores with each word", scores_of_sat, columns=WORDS)

# %% [markdown] tags=["CH3-LAB-01"]
# **Scores become shares.** Softmax raises e to each score, so that all are above 0, and divides by their sum, so that
# they add up to 1. Then every word gives its numbers in that share: the mean of all rows, weighted.

# %% tags=["CH3-LAB-01"]
shares_of_sat = scores_of_sat.exp() / scores_of_sat.exp().sum()
context_of_sat = sum(share * row for share, row in zip(shares_of_sat, x, strict=True))
show("the share that sat gives each word", shares_of_sat, columns=WORDS)
show("what sat takes from all", context_of_sat)

# %% [markdown] tags=["CH3-LAB-01"]
# **All words ask at once.** Three lines do it for every word: row t is what word t asks, column s is word s.

# %% tags=["CH3-LAB-01"]
scores = x @ x.mT  # [T, T]
weights = scores.softmax(dim=-1)
context = weights @ x  # [T, C]
show("weights", weights, rows=WORDS, columns=WORDS)
show("context", context, rows=WORDS)

# %% tags=["CH3-LAB-01"]
from engine.attention.steps.simple import simple_attention
from engine.attention.steps.trace import Trace

trace = Trace()
simple_attention(x, trace)
publish(
    "ch03",
    joined(
        "Attention without weights",
        [
            found(
                "What the three lines give",
                score_of_sat_and_cat=scores[SAT, CAT],
                share_of_cat_for_sat=weights[SAT, CAT],
                rows_miss_one_by=(weights.sum(dim=-1) - 1).abs().max(),
                columns_miss_one_by=(weights.sum(dim=-2) - 1).abs().max(),
            ),
            same(
                "Scores, weights and context are the engine's.",
                (scores, trace["scores"]), (weights, trace["weights"]), (context, trace["context"]),
            ),
            same(
                "One word alone gets what its row says.",
                (shares_of_sat, weights[SAT]), (context_of_sat, context[SAT]), name="one_is_a_row",
            ),
            compare("Attention without weights", ("toy_scores", "toy_weights", "toy_context")),
        ],
    ),
)  # fmt: skip

# %% [markdown] tags=["CH3-LAB-02"]
# ## CH3-LAB-02: queries, keys and values
#
# A word need not ask for what it is itself. Three learned tables of numbers, `nn.Linear` without biases, make of each
# word what it **asks** for (its query), what it **is found by** (its key) and what it **gives** (its value). Here they
# are random, as before training.

# %% tags=["CH3-LAB-02"]
torch.manual_seed(123)
query = nn.Linear(3, 2, bias=False).double()
key = nn.Linear(3, 2, bias=False).double()
value = nn.Linear(3, 2, bias=False).double()

q, k, v = query(x), key(x), value(x)  # [T, D] each
scores = q @ k.mT  # [T, T]: row t is what word t asks, column s what word s is found by
weights = (scores / k.shape[-1] ** 0.5).softmax(dim=-1)
context = weights @ v  # [T, D]
show_shapes({"x": x, "query": query.weight, "q": q, "k": k, "v": v, "scores": scores, "context": context})
show("scores", scores, rows=WORDS, columns=WORDS)
print(f"sat asks cat: {scores[SAT, CAT]:.3f}; cat asks sat: {scores[CAT, SAT]:.3f}")

# %% [markdown] tags=["CH3-LAB-02"]
# **In a real model.** SmolLM2-135M reads the same six words as six tokens. Of all its heads this is the one in which
# *sat*, *on* and *the* look most at *cat*, which stands one, two and three words before them: it looks for the word,
# not for a place. A query is as long as a key, so that they can be multiplied; there is one of each a token.

# %% tags=["CH3-LAB-02"]
real = where_installed("flow_setting", "flow_queries", "flow_keys", "flow_values")
if real:
    from engine.facts.head_kinds import sentence_ids
    from engine.facts.real_model import smollm2
    from engine.facts.score_flow import flow_setting
    from engine.watch.head_trace import trace_head

    place = flow_setting()
    head = trace_head(smollm2(), sentence_ids(), int(place.layer), int(place.head))
    print(f"layer {place.layer}, head {place.head}, of tokens of {smollm2().config.d_model} numbers")
    show_shapes(head)
    show("its weights", head["weights"], rows=WORDS, columns=WORDS)

# %% tags=["CH3-LAB-02"]
from engine.attention.steps.projected import attend

publish(
    "ch03",
    joined(
        "Queries, keys and values",
        [
            found(
                "Shapes, and two scores",
                width_of_a_query=q.shape[-1],
                width_of_a_value=v.shape[-1],
                width_of_the_output=context.shape[-1],
                score_of_sat_asking_cat=scores[SAT, CAT],
                score_of_cat_asking_sat=scores[CAT, SAT],
            ),
            same("The engine makes the same of these queries, keys and values.", (context, attend(q, k, v))),
            compare("Queries, keys and values", ("projection_shapes", *real)),
        ],
    ),
)

# %% [markdown] tags=["CH3-LAB-03"]
# ## CH3-LAB-03: a compact class
#
# The same lines as a module. `forward` is one sentence: match, scale, share out, mix.


# %% tags=["CH3-LAB-03"]
class SelfAttention(nn.Module):
    def __init__(self, d_in, d_out):
        super().__init__()
        self.query = nn.Linear(d_in, d_out, bias=False)
        self.key = nn.Linear(d_in, d_out, bias=False)
        self.value = nn.Linear(d_in, d_out, bias=False)

    def forward(self, x):
        """Every token looks at every token. [T, C] -> [T, D]"""
        q, k, v = self.query(x), self.key(x), self.value(x)
        scores = q @ k.mT  # [T, T]
        scaled = scores / k.shape[-1] ** 0.5
        weights = scaled.softmax(dim=-1)  # rows add up to 1
        context = weights @ v  # [T, D]
        return context


torch.manual_seed(123)
head = SelfAttention(3, 2).double()
steps = traced(head, x)  # what forward makes on its way, by the names that it has there
show_shapes(steps)
for name in ("q", "k", "scores", "scaled", "weights", "context"):
    show(name, steps[name], rows=WORDS, columns=WORDS if steps[name].shape == (6, 6) else ())

# %% [markdown] tags=["CH3-LAB-03"]
# **Why it is scaled.** Two numbers a query are few. Take 64, and tokens and weights so that every query and key is of
# unit normal numbers: a score is then a sum of 64 products of variance 1, and has variance 64. Softmax of such scores
# gives most of the look to one token. Divided by √64 they have variance 1 again.

# %% tags=["CH3-LAB-03"]
torch.manual_seed(123)
wide = SelfAttention(64, 64).double()
for weight in wide.parameters():
    nn.init.normal_(weight, std=64**-0.5)
tokens = torch.randn(1000, 8, 64, dtype=torch.float64)  # a thousand texts of 8 tokens
steps = traced(wide, tokens)
variance = {name: steps[name].var().item() for name in ("q", "k", "scores", "scaled")}
largest = steps["weights"].amax(dim=-1).mean().item()
print({name: round(value, 2) for name, value in variance.items()})
print(f"the largest of 8 weights, on average: {largest:.1%}; all alike would be {1 / 8:.1%}")

# %% tags=["CH3-LAB-03"]
from engine.attention.steps import projected

theirs = projected.SelfAttention(3, 2).double()
theirs.load_state_dict(head.state_dict())
publish(
    "ch03",
    joined(
        "A compact class, and why it scales",
        [
            found(
                "Heads of 64 numbers, 8 tokens",
                variance_of_scores=variance["scores"],
                variance_that_softmax_gets=variance["scaled"],
                largest_weight=largest,
            ),
            same("The class gives what the engine's does, with the same weights.", (head(x), theirs(x))),
            compare("Scaling", ("score_variance", "softmax_scaling", "softmax_saturation", "score_scaling")),
        ],
    ),
)

# %% [markdown] tags=["CH3-LAB-04"]
# ## CH3-LAB-04: what comes later is hidden, and some is left out by chance
#
# **The mask.** A model that writes from left to right must not look ahead: what it is to guess would stand there.
# `mask` is true where a word may look, at itself and back. A hidden score becomes −∞, and e to −∞ is 0.

# %% tags=["CH3-LAB-04"]
torch.manual_seed(123)
query, key = (torch.randn(3, 2, dtype=torch.float64) for _ in range(2))
scaled = (x @ query) @ (x @ key).mT / 2**0.5
mask = torch.ones(6, 6, dtype=torch.bool).tril()

masked = scaled.masked_fill(~mask, -torch.inf)
weights = masked.softmax(dim=-1)
show("masked", masked, rows=WORDS, columns=WORDS)
show("weights", weights, rows=WORDS, columns=WORDS)

# %% [markdown] tags=["CH3-LAB-04"]
# **The long way** gives the same: share among all, strike out what is hidden, divide each row by what is left.

# %% tags=["CH3-LAB-04"]
struck = scaled.softmax(dim=-1) * mask
again = struck / struck.sum(dim=-1, keepdim=True)
print(f"the two ways differ by at most {(weights - again).abs().max():.1e}")

# %% [markdown] tags=["CH3-LAB-04"]
# **Dropout.** In training each weight is left out with a chance of one half, and what stays is doubled. One row may add
# up to 0, or to 2; over many draws its mean is 1, so nothing needs to be corrected later. In evaluation all stay.

# %% tags=["CH3-LAB-04"]
dropout = nn.Dropout(0.5)
torch.manual_seed(123)
dropped = dropout(weights)
show("dropped", dropped, rows=WORDS, columns=WORDS)
show("rows add up to", dropped.sum(dim=-1), columns=WORDS)

sums = dropout(weights.expand(20_000, 6, 6)).sum(dim=-1)
print(f"20,000 draws: from {sums.min():.2f} to {sums.max():.2f}, {sums.mean():.3f} on average")
show("in evaluation rows add up to", dropout.eval()(weights).sum(dim=-1), columns=WORDS)

# %% tags=["CH3-LAB-04"]
from engine.attention.steps.causal import fill_before_softmax, renormalise_after_softmax

publish(
    "ch03",
    joined(
        "Masked, then dropped",
        [
            found(
                "The mask and dropout",
                weight_on_the_future=weights[~mask].max(),
                two_ways_apart=(weights - again).abs().max(),
                lowest_row=sums.min(),
                highest_row=sums.max(),
                mean_of_rows=sums.mean(),
            ),
            same(
                "The engine gives the same weights, both ways.",
                (weights, fill_before_softmax(scaled, mask)), (again, renormalise_after_softmax(scaled, mask)),
            ),
            compare("Masked, then dropped", ("causal_cells", "mask_ways", "dropout_rows")),
        ],
    ),
)  # fmt: skip

# %% [markdown] tags=["CH3-LAB-05", "CH3-CODE-01", "CH3-LAB-06"]
# ## One causal head
#
# All steps in one class. The mask is a buffer: it belongs to the module, goes along to another device, and no training
# changes it. It is made once, for the longest text; a shorter one takes its corner.


# %% tags=["CH3-LAB-05", "CH3-CODE-01", "CH3-LAB-06"]
class CausalAttention(nn.Module):
    def __init__(self, d_in, d_out, longest, dropout=0.0):
        super().__init__()
        self.query = nn.Linear(d_in, d_out, bias=False)
        self.key = nn.Linear(d_in, d_out, bias=False)
        self.value = nn.Linear(d_in, d_out, bias=False)
        self.dropout = nn.Dropout(dropout)
        mask = torch.ones(longest, longest, dtype=torch.bool).tril()
        self.register_buffer("mask", mask, persistent=False)

    def forward(self, x):
        """What tokens take from those they may see. [B, T, C] -> [B, T, D]"""
        T = x.shape[-2]
        q, k, v = self.query(x), self.key(x), self.value(x)
        scores = q @ k.mT  # [B, T, T]: who matches whom
        scaled = scores / k.shape[-1] ** 0.5
        visible = self.mask[:T, :T]  # itself and the past
        masked = scaled.masked_fill(~visible, -torch.inf)
        weights = masked.softmax(dim=-1)  # rows add up to 1
        dropped = self.dropout(weights)  # in training only
        context = dropped @ v  # [B, T, D]
        return context


def toy_head():
    """The deck's head of two numbers a query, with unit normal weights so that its pattern is not flat."""
    torch.manual_seed(123)
    head = CausalAttention(3, 2, longest=5).double()
    for weight in head.parameters():
        nn.init.normal_(weight)
    return head


five = WORDS[:5]
head = toy_head()

# %% tags=["CH3-LAB-05"]
texts = torch.stack([x[:5], x[1:]])  # [B, T, C]: two texts of five words at once
steps = traced(head, texts)
show_shapes(steps)
for name in ("scores", "scaled", "masked", "weights"):
    show(f"{name} of the first text", steps[name][0], rows=five, columns=five)
show("context of the first text", steps["context"][0], rows=five)

# %% [markdown] tags=["CH3-LAB-05"]
# **Does it look ahead?** Shapes do not tell. Change the last word and see whether any word before it moves. It must not
# move, not even a little.

# %% tags=["CH3-LAB-05"]
other = x[:5].clone()
other[-1] += 1.0
moved = (head(other) - head(x[:5])).abs().amax(dim=-1)  # [T]
show("how far each word's output moves", moved, columns=five)

# %% tags=["CH3-LAB-05"]
from engine.attention.steps.causal import CausalSelfAttention
from engine.attention.steps.trace import Trace
from engine.facts.causal_mask import causal_weights

trace = Trace()
theirs = CausalSelfAttention(3, 2, max_seq_len=5).double()
theirs.load_state_dict(head.state_dict())
theirs(texts, trace)
shown = torch.tensor(causal_weights().values, dtype=torch.float64)
publish(
    "ch03",
    joined(
        "One causal head, traced",
        [
            found(
                "What moves when the last word changes",
                past_moves=moved[:-1].max(),
                last_moves=moved[-1],
                weight_on_the_future=steps["weights"][0].triu(1).max(),
            ),
            same(
                "Every step is the engine's, with the same weights.",
                *((steps[name], trace[name]) for name in ("scores", "scaled", "weights", "dropped", "context")),
            ),
            same("The weights of the first text are the slide's.", (steps["weights"][0], shown), name="slide"),
            compare("One causal head", ("causal_weights", "causal_leak")),
        ],
    ),
)

# %% [markdown] tags=["CH3-CODE-01"]
# ## CH3-CODE-01: the same line by line, without a tensor
#
# One word, *sat*, with plain numbers and loops: each line below is one of `forward`. It sees three words, *The*, *cat*
# and itself; what it does not see is not computed at all.

# %% tags=["CH3-CODE-01"]
import math

steps = traced(head, x[:5])
q, k, v = (steps[name].tolist() for name in ("q", "k", "v"))
seen = range(SAT + 1)  # the mask: itself and the past

score = [sum(a * b for a, b in zip(q[SAT], k[s], strict=True)) for s in seen]
scaled = [number / math.sqrt(len(q[SAT])) for number in score]
power = [math.exp(number) for number in scaled]
weight = [number / sum(power) for number in power]
context = [sum(weight[s] * v[s][place] for s in seen) for place in range(len(v[SAT]))]
for name, numbers in {"score": score, "scaled": scaled, "weight": weight, "context": context}.items():
    show(f"{name} of sat", torch.tensor(numbers), columns=five[: len(numbers)] if name != "context" else ())

# %% tags=["CH3-CODE-01"]
row, mixed = torch.tensor(weight, dtype=torch.float64), torch.tensor(context, dtype=torch.float64)
publish(
    "ch03",
    joined(
        "One row of attention by hand",
        [
            found(
                "Who asks whom",
                score_of_sat_asking_cat=steps["scores"][SAT, CAT],
                score_of_cat_asking_sat=steps["scores"][CAT, SAT],
                weight_of_cat_for_sat=steps["weights"][SAT, CAT],
            ),
            same(
                "The loops give the row that the class gives.",
                (row, steps["weights"][SAT, : SAT + 1]), (mixed, steps["context"][SAT]),
            ),
            compare("One row of attention", ("causal_weights",)),
        ],
    ),
)  # fmt: skip

# %% [markdown] tags=["CH3-LAB-06"]
# ## CH3-LAB-06: several heads, several patterns
#
# One head has one pattern: a row of shares for each word. Two heads side by side have two, from as many weights, if
# each is half as wide. Their outputs are joined, not added, so that what each found stays apart.


# %% tags=["CH3-LAB-06"]
class StackedHeads(nn.Module):
    def __init__(self, d_in, d_out, longest, n_heads):
        super().__init__()
        head_dim = d_out // n_heads
        heads = [CausalAttention(d_in, head_dim, longest) for _ in range(n_heads)]
        self.heads = nn.ModuleList(heads)

    def forward(self, x):
        """[B, T, C] -> [B, T, H·D]"""
        outputs = [head(x) for head in self.heads]  # [B, T, D] each
        return torch.cat(outputs, dim=-1)


torch.manual_seed(123)
one, two = CausalAttention(3, 4, longest=6).double(), StackedHeads(3, 4, longest=6, n_heads=2).double()
for weight in [*one.parameters(), *two.parameters()]:
    nn.init.normal_(weight)
count = {name: sum(weight.numel() for weight in module.parameters()) for name, module in (("one", one), ("two", two))}
patterns = [traced(head, x)["weights"] for head in (one, *two.heads)]
for name, pattern in zip(("one head of 4", "first head of 2", "second head of 2"), patterns, strict=True):
    show(name, pattern, rows=WORDS, columns=WORDS)
print(f"\n{count['one']} weights in the one head, {count['two']} in the two; outputs {list(two(x).shape)}")

# %% [markdown] tags=["CH3-LAB-06"]
# **Real heads.** Every layer of SmolLM2-135M has several. Which of them looks at the word before? Nobody built one for
# that, so measure all: the mean weight that a word gives the one before it, which stands one below the diagonal.

# %% tags=["CH3-LAB-06"]
real = where_installed("head_kinds", "head_previous", "head_self", "head_first", "head_spread")
found_by_us, figure = [], None
if real:
    from engine.facts.head_kinds import head_kinds, sentence_weights
    from labs.plot import heat_map

    every = sentence_weights()  # [L, H, T, T]
    at_previous = every.diagonal(-1, dim1=-2, dim2=-1).mean(dim=-1)  # [L, H]
    layer, number = divmod(at_previous.argmax().item(), every.shape[1])
    print(f"of {at_previous.numel()} heads, head {number} of layer {layer} looks most at the word before:")
    show("its weights", every[layer, number], rows=WORDS, columns=WORDS)
    print(f"on average {at_previous[layer, number]:.0%}; the middle one of all heads {at_previous.median():.0%}")
    kinds = head_kinds()
    ours, deck = torch.tensor([layer, number]), torch.tensor([int(kinds.previous_layer), int(kinds.previous_head)])
    found_by_us = [same("The head that looks back is the one that the deck found.", (ours, deck), name="found")]
    figure = heat_map(every[layer, number].tolist(), WORDS, f"The word before: layer {layer}, head {number}")
figure

# %% tags=["CH3-LAB-06"]
from engine.attention.steps import stacked

theirs = stacked.StackedHeads(3, 4, max_seq_len=6, dropout=0.0, n_heads=2).double()
theirs.load_state_dict(two.state_dict())
publish(
    "ch03",
    joined(
        "One head and several",
        [
            found(
                "One head of 4 numbers, two of 2",
                weights_of_one_head=count["one"],
                weights_of_two_heads=count["two"],
                width_of_the_output=two(x).shape[-1],
                two_patterns_apart=(patterns[1] - patterns[2]).abs().max(),
            ),
            same("Stacked heads are the engine's, with the same weights.", (two(x), theirs(x))),
            *found_by_us,
            compare("Real heads", real),
        ],
    ),
    figure,
)

# %% [markdown] tags=["CH3-LAB-12"]
# ## CH3-LAB-12: numbers that stop being numbers
#
# Six ways in which attention breaks, each with what it looks like, what finds it and what repairs it. The detector
# watches every operation of a module, forward and backward, and names the first tensor that is not as it should be:
# far more useful than a loss that says `nan`, which is the last place where it shows.

# %% tags=["CH3-LAB-12"]
import math

from engine.watch.first_bad import Limits, first_bad, watched

torch.set_num_threads(1)  # all of this is small: threads would only wait for each other
WIDE, TOKENS = 64, 8


class Layer(nn.Module):
    """One causal head as it is written down, so that each step of it can be looked at. [B, T, C] -> [B, T, C]"""

    def __init__(self, *, scaled=True, bounded=False):
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(WIDE, WIDE, bias=False) for _ in range(3))
        self.scaled, self.bounded = scaled, bounded
        for part in (self.query, self.key, self.value):
            nn.init.normal_(part.weight, std=WIDE**-0.5)  # a sum of so many products is about as large as what goes in

    def scores(self, x):
        """x [B, T, C] -> [B, T, T]"""
        q, k = self.query(x), self.key(x)
        if self.bounded:  # both as long as if their numbers were 1
            q, k = (part * (WIDE**0.5 / part.norm(dim=-1, keepdim=True)) for part in (q, k))
        scores = q @ k.mT
        return scores / WIDE**0.5 if self.scaled else scores

    def forward(self, x, barred=None, fill=-math.inf):
        """`barred` [T, T] is True where a token may not look; without it that is its future."""
        barred = future() if barred is None else barred
        return self.scores(x).masked_fill(barred, fill).softmax(dim=-1) @ self.value(x)


class Two(nn.Module):
    """Two layers, one after the other, with a residual stream."""

    def __init__(self, **how):
        super().__init__()
        self.first, self.second = Layer(**how), Layer(**how)

    def forward(self, x, **mask):
        x = x + self.first(x, **mask)
        return x + self.second(x, **mask)


def future():
    return torch.ones(TOKENS, TOKENS, dtype=torch.bool).triu(1)


def fresh(**how):
    """The same random weights and the same text at every call."""
    torch.manual_seed(12)
    return Two(**how), torch.randn(2, TOKENS, WIDE)


def not_finite(tensors):
    return sum(int((~tensor.isfinite()).sum()) for tensor in tensors)


# %% [markdown] tags=["CH3-LAB-12"]
# ### A row that may look at nothing
#
# A short text is filled up with padding on its left, and nobody may look at padding. The rows of the padding itself
# are left with nothing: their future is barred, and the rest is padding. A softmax over nothing gives NaN.

# %% tags=["CH3-LAB-12"]
padded = future() | (torch.arange(TOKENS) < 2)  # the first two places hold padding
itself = torch.eye(TOKENS, dtype=torch.bool)
model, x = fresh()
with torch.no_grad():
    empty = model.first(x, barred=padded)
    spread = model(x, barred=padded)
row_nan, all_nan = (not_finite(answer) / answer.numel() for answer in (empty, spread))
row_bad = first_bad(model, lambda: model(x, barred=padded))
print(f"after one layer {row_nan:.0%} of the numbers are not finite, after two {all_nan:.0%}")
print(f"the detector: {row_bad}")

# %% [markdown] tags=["CH3-LAB-12"]
# In the second layer the weight of a padded token is nought, and nought times NaN is NaN: so it reaches everybody.
# A loss that leaves the padding out does not help even after one layer. It is finite, and its gradients are not: on
# the way back to the values, those weights are multiplied by nought again.

# %% tags=["CH3-LAB-12"]
real_only = model.first(x, barred=padded)[:, 2:].square().mean()
real_only.backward()
poisoned = not_finite([weight.grad for weight in model.first.parameters()])
print(f"a loss without the padding: {real_only:.2f}; of the first layer's gradients {poisoned:,} are not finite")

# %% [markdown] tags=["CH3-LAB-12"]
# **−1e9 in place of −∞** makes the NaN go, and hides the fault: all scores of the row are alike, so it looks at
# everything, its own future too. **Letting a token look at itself** repairs it: no row is empty.


# %% tags=["CH3-LAB-12"]
def changed_by_the_future(**mask):
    """How far the first token's answer moves when the last token is changed."""
    other = x.clone()
    other[:, -1] += 1.0
    with torch.no_grad():
        return (model(x, **mask) - model(other, **mask))[:, 0].abs().max().item()


hidden = changed_by_the_future(barred=padded, fill=-1e9)
repaired = changed_by_the_future(barred=padded & ~itself)
with torch.no_grad():
    left = not_finite([model(x, barred=padded & ~itself)])
print(f"with −1e9 the first token moves with the last one by {hidden:.2g}; looking at itself, by {repaired:.2g}")
print(f"the detector, repaired: {first_bad(model, lambda: model(x, barred=padded & ~itself)) or 'nothing'}")

# %% [markdown] tags=["CH3-LAB-12"]
# ### Scores too large for 16 bits
#
# The largest number of fp16 is not far away, and a dot product adds up many products. Divided by the root
# afterwards, it is too late: infinity stays infinity, and infinity less infinity is NaN.

# %% tags=["CH3-LAB-12"]
LARGEST = torch.finfo(torch.float16).max
size = math.ceil((LARGEST / WIDE) ** 0.5)  # of each number, so that the sum of WIDE products is too large
q = k = torch.full((TOKENS, WIDE), float(size), dtype=torch.float16)
late = (q @ k.mT / WIDE**0.5).softmax(-1)
early = ((q / WIDE**0.5) @ k.mT).softmax(-1)
wide = (q.float() @ k.float().mT / WIDE**0.5).softmax(-1).half()
brain = (q.bfloat16() @ k.bfloat16().mT / WIDE**0.5).softmax(-1)
print(f"the largest fp16 number: {LARGEST:,.0f}; {WIDE} products of {size} by {size}: {WIDE * size * size:,}")
for name, softmax in {"divided after": late, "divided before": early, "scores in fp32": wide, "in bf16": brain}.items():
    print(f"{name:<16}{not_finite([softmax])} of {softmax.numel()} weights are not finite")

half = Layer().half()
for part in (half.query, half.key):
    nn.init.eye_(part.weight)
print(f"the detector: {first_bad(half, lambda: half(q[None]))}")

# %% [markdown] tags=["CH3-LAB-12"]
# bf16 has fewer digits than fp16 and about the range of fp32, so this does not happen in it.
#
# ### −∞ or −1e9?
#
# In fp32 both bar a cell. In fp16 there is no −1e9: written into a tensor it becomes −∞, and where a function is asked
# to fill it in, it refuses.

# %% tags=["CH3-LAB-12"]
as_half = torch.tensor(-1e9).half()
try:
    torch.zeros(1, dtype=torch.float16).masked_fill(torch.tensor([True]), -1e9)
    refused = ""
except RuntimeError as error:
    refused = str(error).splitlines()[0]
print(f"−1e9 as fp16: {as_half.item()}\nmasked_fill in fp16: {refused or 'takes it'}")
lowest = torch.finfo(torch.float16).min
print(f"the lowest fp16 number, {lowest:,.0f}, bars a cell too: {math.exp(lowest - 0.0):.0f} is left of its weight")

# %% [markdown] tags=["CH3-LAB-12"]
# ### No scale
#
# Nothing is infinite and nothing fails. The scores are just larger than they should be, so nearly all of the weight
# goes to one token, and a softmax that is so sure of itself passes hardly any gradient on.


# %% tags=["CH3-LAB-12"]
def surest(model, x):
    """The mean over rows with a choice of their largest weight, in the first layer."""
    with torch.no_grad():
        return model.first.scores(x).masked_fill(future(), -math.inf).softmax(-1)[:, 1:].amax(-1).mean().item()


def passed_on(model, x):
    """The mean size of what a score passes on to a weight, |∂weight/∂score|, in the last row of the first layer."""
    with torch.no_grad():
        weights = model.first.scores(x)[:, -1].softmax(-1)  # [B, S]: the last token sees all
        slopes = weights.diag_embed() - weights[:, :, None] * weights[:, None]
        return slopes.abs().mean().item()


unscaled_model, x = fresh(scaled=False)
scaled_model, _ = fresh()
sure = {"no scale": surest(unscaled_model, x), "divided by the root": surest(scaled_model, x)}
slope = {"no scale": passed_on(unscaled_model, x), "divided by the root": passed_on(scaled_model, x)}
for name, weight in sure.items():
    print(f"{name:<22}largest weight of a row, in the mean: {weight:.2f}; a score passes on {slope[name]:.4f}")
scale_bad = first_bad(unscaled_model, lambda: unscaled_model(x))
scale_good = first_bad(scaled_model, lambda: scaled_model(x))
print(f"the detector: {scale_bad}; with the scale: {scale_good or 'nothing'}")

# %% [markdown] tags=["CH3-LAB-12"]
# ### Scores that grow
#
# The scale is right for numbers of size one. While a model trains, queries and keys may grow, and a score grows with
# both. Holding both to one length puts a bound on it: a dot product is never larger than the two lengths multiplied.

# %% tags=["CH3-LAB-12"]
largest, bounded = {}, {}
for growth in (1, 16, 256):
    for scores, how in ((largest, {}), (bounded, {"bounded": True})):
        model, x = fresh(**how)
        with torch.no_grad():
            for part in (model.first.query, model.first.key):
                part.weight.mul_(growth)
            scores[growth] = model.first.scores(x).abs().max().item()
    print(f"weights × {growth:<4} largest score: {largest[growth]:>10,.1f}   with lengths held: {bounded[growth]:.1f}")
model, x = fresh()
with torch.no_grad():
    model.first.query.weight.mul_(256), model.first.key.weight.mul_(256)
grown_bad = first_bad(model, lambda: model(x))
print(f"the detector: {grown_bad}")

# %% [markdown] tags=["CH3-LAB-12"]
# ### A learning rate too high
#
# Two layers learn to say what the token before said. The same steps with three rates; the highest once more with its
# gradients held to a length.


# %% tags=["CH3-LAB-12"]
NOT_FINITE = Limits(exploded=math.inf, saturated=1.0, vanished_gradient=0.0, exploded_gradient=math.inf)


def train(rate, *, clip=math.inf, steps=40):
    """The losses, and what the detector finds first, in which step."""
    model, x = fresh()
    aim = x.roll(1, dims=1)
    optimiser, losses, told = torch.optim.SGD(model.parameters(), lr=rate), [], ""
    for step in range(steps):
        with watched(model, NOT_FINITE) as bad:
            loss = (model(x) - aim)[:, 1:].square().mean()
            optimiser.zero_grad()
            loss.backward()
        losses.append(loss.item())
        if bad and not told:
            told = f"step {step}: {bad[0]}"
        nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimiser.step()
    return losses, told


runs = {"0.1": train(0.1), "1": train(1.0), "100": train(100.0), "100, held": train(100.0, clip=0.01)}
for name, (losses, told) in runs.items():
    print(f"rate {name:<12}{losses[0]:.3f} → {losses[-1]:.3g}   {told or 'nothing found'}")

# %% tags=["CH3-LAB-12"]
from labs.report import claimed

claims = {
    "row_is_named": (
        "An empty row is named where it is made, in the first layer.",
        row_bad is not None and row_bad.where == "first" and row_bad.what == "NaN",
    ),
    "row_is_repaired": (
        "A token that may look at itself leaves no row empty, and sees no future.",
        left == 0 and repaired == 0,
    ),
    "gradients_are_poisoned": (
        "A loss that leaves padding out is finite where its gradients are not.",
        bool(real_only.isfinite()) and poisoned > 0,
    ),
    "hiding_leaks": ("With −1e9 the empty row sees its own future.", hidden > 0),
    "overflow_is_repaired": (
        "Divided before the product, with scores in fp32, or in bf16, nothing overflows.",
        not_finite([late]) > 0 and not_finite([early, wide, brain]) == 0,
    ),
    "half_has_no_1e9": ("−1e9 is −∞ in fp16.", as_half.item() == -math.inf),
    "scale_is_named": (
        "Without a scale the softmax is named, and with it nothing is.",
        scale_bad is not None and scale_good is None,
    ),
    "lengths_bound_scores": (
        "Lengths that are held bound every score by the root of a head’s width.",
        max(bounded.values()) <= WIDE**0.5 * 1.001,
    ),
    "rate_is_found": (
        "The right rate lowers the loss; the high one ends in numbers that are none, and the step is named.",
        runs["0.1"][0][-1] < runs["0.1"][0][0] and not math.isfinite(runs["100"][0][-1]) and runs["100"][1] != "",
    ),
}
own = found(
    "What was found",
    share_not_finite_after_one_layer=row_nan,
    share_not_finite_after_two_layers=all_nan,
    gradients_not_finite=poisoned,
    moved_by_the_future=hidden,
    weights_not_finite_divided_after=not_finite([late]),
    weights_not_finite_divided_before=not_finite([early]),
    surest_without_scale=sure["no scale"],
    surest_with_scale=sure["divided by the root"],
    passed_on_with_scale_over_without=slope["divided by the root"] / slope["no scale"],
    largest_score_grown=largest[256],
    largest_score_held=bounded[256],
)
again = compare("Limits of fp16, and an empty row", ("fp16_limits", "masked_row"))
publish("ch03", joined("What breaks, what finds it, what repairs it", (own, claimed(claims), again)))
