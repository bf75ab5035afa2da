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
# **In a real model.** SmolLM2-135M reads the same six words as six tokens. Of its heads this one lets *sat* find *cat*
# most, beyond what it lets any word find the one before it. A query is as long as a key, so that they can be
# multiplied; how many of them there are is the number of tokens.

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
# gives nearly all to one token. Divided by √64 they have variance 1 again.

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
found_by_us = []
if real:
    from engine.facts.head_kinds import head_kinds, sentence_weights

    every = sentence_weights()  # [L, H, T, T]
    at_previous = every.diagonal(-1, dim1=-2, dim2=-1).mean(dim=-1)  # [L, H]
    layer, number = divmod(at_previous.argmax().item(), every.shape[1])
    print(f"of {at_previous.numel()} heads, head {number} of layer {layer} looks most at the word before:")
    show("its weights", every[layer, number], rows=WORDS, columns=WORDS)
    print(f"on average {at_previous[layer, number]:.0%}; the middle one of all heads {at_previous.median():.0%}")
    kinds = head_kinds()
    ours, deck = torch.tensor([layer, number]), torch.tensor([int(kinds.previous_layer), int(kinds.previous_head)])
    found_by_us = [same("The head that looks back is the one that the deck found.", (ours, deck), name="found")]

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
)
