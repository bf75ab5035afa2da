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
# # Multi-head attention: split, attend, join, project
#
# Several heads look at the same words at once, each with a pattern of its own. Here they are computed together: one
# product makes the queries of all heads, and what follows has one axis more.
#
# Axes: B texts, T tokens, C numbers a token, H heads of D numbers.

# %%
import torch
from torch import nn

from engine.facts.toy_sentence import EMBEDDINGS, WORDS
from labs.again import compare
from labs.lab import publish
from labs.report import joined
from labs.tensors import found, same, show, show_shapes, traced, where_installed

x = EMBEDDINGS[None]  # [B, T, C]: one text, six words of three numbers


class MultiHeadAttention(nn.Module):
    def __init__(self, d_in, d_out, longest, n_heads):
        super().__init__()
        assert d_out % n_heads == 0, "heads divide the width"
        self.n_heads, self.head_dim = n_heads, d_out // n_heads
        self.query = nn.Linear(d_in, d_out, bias=False)
        self.key = nn.Linear(d_in, d_out, bias=False)
        self.value = nn.Linear(d_in, d_out, bias=False)
        self.output = nn.Linear(d_out, d_out)
        mask = torch.ones(longest, longest, dtype=torch.bool).tril()
        self.register_buffer("mask", mask, persistent=False)

    def split(self, x):
        """Every token's numbers cut into heads. [B, T, H·D] -> [B, T, H, D] -> [B, H, T, D]"""
        parts = x.unflatten(-1, (self.n_heads, self.head_dim))
        return parts.transpose(1, 2)

    def join(self, heads):
        """The heads of every token side by side again. [B, H, T, D] -> [B, T, H·D]"""
        return heads.transpose(1, 2).flatten(2)

    def forward(self, x):
        """[B, T, C] -> [B, T, H·D]"""
        T = x.shape[1]
        q = self.split(self.query(x))  # [B, H, T, D]
        k = self.split(self.key(x))
        v = self.split(self.value(x))
        scores = q @ k.mT / self.head_dim**0.5  # [B, H, T, T]
        visible = self.mask[:T, :T]  # the same for all heads
        masked = scores.masked_fill(~visible, -torch.inf)
        weights = masked.softmax(dim=-1)
        context = weights @ v  # [B, H, T, D]
        joined = self.join(context)  # [B, T, H·D]
        return self.output(joined)


torch.manual_seed(123)
attention = MultiHeadAttention(3, 4, longest=6, n_heads=2).double()
for weight in attention.parameters():
    nn.init.normal_(weight)

# %% [markdown] tags=["CH3-LAB-07"]
# ## CH3-LAB-07: where the numbers go
#
# Put numbers in whose digits say where they are from: token 3, number 2 is 32. Cut each token's four numbers into two
# heads, then put the head in front of the token, so that each head has a table of all tokens.

# %% tags=["CH3-LAB-07"]
labelled = (10 * torch.arange(6)[:, None] + torch.arange(4))[None]  # [1, 6, 4]
heads = attention.split(labelled)  # [1, 2, 6, 2]
show("before", labelled[0], rows=WORDS)
for number, head in enumerate(heads[0]):
    show(f"head {number}", head, rows=WORDS)
print("joined again, as before:", torch.equal(attention.join(heads), labelled))

# %% [markdown] tags=["CH3-LAB-07"]
# **The real thing.** Every tensor of `forward`, by name. The two heads share nothing on their way: each has scores and
# a pattern of its own.

# %% tags=["CH3-LAB-07"]
steps = traced(attention, x)
show_shapes(steps)
for number, pattern in enumerate(steps["weights"][0]):
    show(f"the weights of head {number}", pattern, rows=WORDS, columns=WORDS)

# %% [markdown] tags=["CH3-LAB-07"]
# **Shapes do not tell.** A tensor of the right shape may hold the wrong numbers. A test does: change the last word and
# see what moves before it.

# %% tags=["CH3-LAB-07"]
from engine.attention.steps import split
from engine.attention.steps.trace import Trace

other = x.clone()
other[:, -1] += 1.0
past_moves = (attention(other) - attention(x))[:, :-1].abs().max()
print(f"the past moves by {past_moves:.3f}")

theirs, trace = split.MultiHeadAttention(3, 4, max_seq_len=6, dropout=0.0, n_heads=2).double(), Trace()
theirs.load_state_dict(attention.state_dict())
whole = theirs(x, trace)
real = where_installed("split_shapes")
publish(
    "multihead-attention",
    joined(
        "Split and joined",
        [
            found("What the shapes do not tell", past_moves=past_moves),
            same(
                "Weights, context and output are the engine's.",
                (steps["weights"], trace["weights"]), (steps["context"], trace["context"]), (attention(x), whole),
            ),
            compare("Split and joined", ("stacked_split", *real)),
        ],
    ),
)  # fmt: skip

# %% [markdown] tags=["CH3-LAB-08"]
# ## CH3-LAB-08: two variants of the same
#
# **A** stacks single heads, as in CH3-LAB-06: one after another, three small products each. **B** splits one large
# product. Give B the weights of A, row under row, and an output projection that mixes nothing: then both must give the
# same numbers.

# %% tags=["CH3-LAB-08"]
from engine.attention.steps.stacked import StackedHeads
from engine.facts.stacked_heads import CountedProducts

torch.manual_seed(123)
a = StackedHeads(3, 4, max_seq_len=6, dropout=0.0, n_heads=2).double()
for weight in a.parameters():
    nn.init.normal_(weight)

b = MultiHeadAttention(3, 4, longest=6, n_heads=2).double()
with torch.no_grad():
    for name in ("query", "key", "value"):
        rows = [getattr(head, name).weight for head in a.heads]  # [D, C] each
        getattr(b, name).weight.copy_(torch.cat(rows))  # [H·D, C]
    b.output.weight.copy_(torch.eye(4))
    b.output.bias.zero_()

outputs = {"A, stacked": a(x)[0], "B, split": b(x)[0]}
for name, output in outputs.items():
    show(name, output, rows=WORDS)

# %% [markdown] tags=["CH3-LAB-08"]
# **What differs is the work.** PyTorch is asked for fewer products in B, each larger, and hardware likes them large. A
# pays for every further head; B does not.

# %% tags=["CH3-LAB-08"]
for name, variant in (("A, stacked", a), ("B, split", b)):
    with CountedProducts() as products:
        variant(x)
    print(f"{name:<12}{products.count:>3} products of matrices")

apart = (a(x) - b(x)).abs().max()
apart_sorted = (a(x).sort(dim=-1).values - b(x).sort(dim=-1).values).abs().max()
publish(
    "multihead-attention",
    joined(
        "Variants A and B",
        [
            found("A against B, the same weights", apart=apart, apart_when_each_row_is_sorted=apart_sorted),
            same("A and B give the same numbers.", (a(x), b(x))),
            compare("Variants A and B", ("stacked_split", "mha_parameters")),
        ],
    ),
)

# %% [markdown] tags=["CH3-CODE-02"]
# ## CH3-CODE-02: line by line
#
# `forward` in four parts. Each is one statement about shapes, and one about who meets whom.

# %% tags=["CH3-CODE-02"]
B, T, H, D = 1, 6, attention.n_heads, attention.head_dim
steps = traced(attention, x)
said = {
    "q": ("1, 2  project and split", (B, H, T, D)),
    "scores": ("3  attend: tokens meet within a head", (B, H, T, T)),
    "context": ("3  attend: values, mixed", (B, H, T, D)),
    "joined": ("4  join: heads side by side", (B, T, H * D)),
}
for name, (part, shape) in said.items():
    assert steps[name].shape == shape, name
    print(f"{name:<9}{list(steps[name].shape)!s:<15}{part}")

# %% [markdown] tags=["CH3-CODE-02"]
# **Why there is an output projection.** Until the join no head knows of another: each has columns of its own. Silence
# head 0, its values all 0, and see which columns of the output move.

# %% tags=["CH3-CODE-02"]
silenced = MultiHeadAttention(3, 4, longest=6, n_heads=2).double()
silenced.load_state_dict(attention.state_dict())
with torch.no_grad():
    silenced.value.weight[:D] = 0  # head 0's rows
moves = (attention(x) - silenced(x)).abs().amax(dim=(0, 1))  # [H·D]
show("how far each column moves", moves)

# %% tags=["CH3-CODE-02"]
from engine.attention.steps import split

theirs = split.MultiHeadAttention(3, 4, max_seq_len=6, dropout=0.0, n_heads=2).double()
theirs.load_state_dict(attention.state_dict())
publish(
    "multihead-attention",
    joined(
        "Multi-head attention, line by line",
        [
            found("One head silenced", columns=moves.numel(), columns_that_move=(moves > 1e-9).sum()),
            same("The class gives what the engine's does, with the same weights.", (attention(x), theirs(x))),
            compare("Line by line", ("stacked_split",)),
        ],
    ),
)
