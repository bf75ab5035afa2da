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
# # Buffers: what belongs to a module and is not trained
#
# Causal attention needs a mask. Nobody trains it, yet it has to be on the device where the scores are. Whether
# it has to be in the saved file too is another question. A module can hold such a tensor in four ways, and they
# differ in just these three answers.

# %%
import io
import math

import torch
from torch import nn

D_MODEL, LONGEST = 16, 8
ELSEWHERE = "cuda" if torch.cuda.is_available() else "meta"  # a device without memory: shapes move there, no numbers


def future(tokens):
    """What is added to scores [T, T]: 0 where a token may look, −∞ where it would see its future."""
    return torch.full((tokens, tokens), -torch.inf).triu(1)


class Head(nn.Module):
    """One causal head, [B, T, C] -> [B, T, C]. `keep` says how it holds its mask."""

    def __init__(self, keep, longest=LONGEST):
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(D_MODEL, D_MODEL, bias=False) for _ in range(3))
        keep(self, future(longest))

    def forward(self, x):
        tokens = x.shape[1]
        scores = self.query(x) @ self.key(x).transpose(1, 2) / math.sqrt(D_MODEL)  # [B, T, T]
        return (scores + self.mask[:tokens, :tokens]).softmax(-1) @ self.value(x)


def as_attribute(head, mask):
    head.mask = mask


def as_parameter(head, mask):
    head.mask = nn.Parameter(mask)


def as_buffer(head, mask):
    head.register_buffer("mask", mask, persistent=True)


def as_lean_buffer(head, mask):
    head.register_buffer("mask", mask, persistent=False)


WAYS = {"attribute": as_attribute, "parameter": as_parameter, "buffer": as_buffer, "lean buffer": as_lean_buffer}


def saved(head):
    """The file that `torch.save` would write, in memory."""
    file = io.BytesIO()
    torch.save(head.state_dict(), file)
    file.seek(0)
    return file


def bytes_in_state(head):
    """Bytes of the tensors in `state_dict`; a file adds some for names and shapes."""
    return sum(tensor.nbytes for tensor in head.state_dict().values())


def error_of(run):
    """The first sentence of the error that a call ends with; nothing where it ends well."""
    try:
        run()
    except RuntimeError as error:
        return " ".join(str(error).split())
    return ""


# %% [markdown] tags=["CH3-LAB-10"]
# ## CH3-LAB-10: three questions, four ways
#
# *Trained*: is it handed to the optimiser? *Moves*: does `.to(…)` take it along? *Saved*: is it in `state_dict`?

# %% tags=["CH3-LAB-10"]
trained, moves, in_file = {}, {}, {}
print(f"{'held as':<14}{'trained':>9}{'moves':>9}{'saved':>9}")
for name, keep in WAYS.items():
    head = Head(keep)
    trained[name] = "mask" in dict(head.named_parameters())
    in_file[name] = "mask" in head.state_dict()
    moves[name] = head.to(ELSEWHERE).mask.device.type == ELSEWHERE
    print(f"{name:<14}{trained[name]!s:>9}{moves[name]!s:>9}{in_file[name]!s:>9}")

# %% [markdown] tags=["CH3-LAB-10"]
# ## What goes wrong without a buffer: it is trained
#
# One step of an optimiser. A mask that is a parameter gets a gradient like any weight, so the zeros of the
# allowed cells do not stay zeros. Nothing stops, nothing is said; from now on each pair of positions has a bias
# that nobody asked for.


# %% tags=["CH3-LAB-10"]
def moved_by_training(keep):
    """How many cells of the mask one optimiser step changes."""
    torch.manual_seed(0)
    head = Head(keep)
    before = head.mask.detach().clone()
    optimizer = torch.optim.AdamW(head.parameters(), lr=0.01)
    head(torch.randn(1, LONGEST, D_MODEL)).square().mean().backward()
    optimizer.step()
    return int((head.mask.detach() != before).sum())


moved = {name: moved_by_training(keep) for name, keep in WAYS.items()}
for name, cells in moved.items():
    print(f"{name:<14}{cells:>4} of {LONGEST * LONGEST} cells changed")

# %% [markdown] tags=["CH3-LAB-10"]
# ## What goes wrong without a buffer: it stays behind
#
# The module moves to another device and the mask does not. Where there is no GPU, PyTorch's `meta` device does as
# well: it knows shapes, types and devices and holds no numbers, so the same rule is broken there.

# %% tags=["CH3-LAB-10"]
x = torch.zeros(1, LONGEST, D_MODEL, device=ELSEWHERE)
stays = {}
for name, keep in WAYS.items():
    head = Head(keep).to(ELSEWHERE)
    stays[name] = error_of(lambda head=head: head(x))
    print(f"{name:<14}{stays[name] or 'runs'}")

# %% [markdown] tags=["CH3-LAB-10"]
# A number type is changed by the same call. `.half()` casts buffers that hold floating-point numbers; a mask of
# true and false stays what it is, and so takes no part in that trouble.


# %% tags=["CH3-LAB-10"]
def seen_from_half(mask):
    """The mask's type in a head that was cast to 16 bits, held as a buffer."""
    head = Head(as_buffer)
    head.mask = mask
    return head.half().mask.dtype


half = {str(mask.dtype): seen_from_half(mask) for mask in (future(LONGEST), future(LONGEST) < 0)}
half["attribute"] = Head(as_attribute).half().mask.dtype
print("\n".join(f"{before:<16}-> {after}" for before, after in half.items()))

# %% [markdown] tags=["CH3-LAB-10"]
# ## What is in the file
#
# A mask can be made again from one number, its length. A file that keeps it is larger, and it fits a module of
# that length only.

# %% tags=["CH3-LAB-10"]
stored = {name: bytes_in_state(Head(keep)) for name, keep in WAYS.items()}
mask_alone = future(LONGEST).nbytes
for name, count in stored.items():
    print(f"{name:<14}{count:>6} bytes in state_dict")
print(f"the mask alone{mask_alone:>6} bytes")


def refused(keep_saved, keep_loading, longest):
    """What `load_state_dict` says to a file from a head that holds its mask in another way, or a shorter one."""
    state = torch.load(saved(Head(keep_saved)), weights_only=True)
    return error_of(lambda: Head(keep_loading, longest).load_state_dict(state))


longer = {name: refused(keep, keep, 2 * LONGEST) for name, keep in WAYS.items()}
print("\nInto a head for texts twice as long:")
for name, error in longer.items():
    print(f"{name:<14}{error or 'fits'}")
older = refused(as_buffer, as_lean_buffer, LONGEST)
print(f"\nA file with a mask, into a head that keeps none:\n{older}")

# %% [markdown] tags=["CH3-LAB-10"]
# ## Bytes of a mask
#
# The additive mask has a 32-bit number for what one bit could say; a boolean one takes a byte. A model often has
# one mask a layer, all of them alike.

# %% tags=["CH3-LAB-10"]
from engine.units import Bytes

for tokens in (1024, 4096):
    added, allowed = future(tokens), torch.ones(tokens, tokens, dtype=torch.bool).tril()
    print(f"{tokens:,} tokens: {Bytes(added.nbytes):MiB} in fp32, {Bytes(allowed.nbytes):MiB} in bool")

# %% tags=["CH3-LAB-10"]
from engine.units import Count
from labs.again import compare
from labs.lab import publish
from labs.report import claimed, joined
from labs.shape import estimate

claims = {
    "only_the_parameter_is_trained": (
        "Of the four only the parameter is trained, and one step changes it.",
        [name for name, cells in moved.items() if cells] == [name for name, is_one in trained.items() if is_one],
    ),
    "only_the_attribute_stays_behind": (
        "Of the four only the attribute stays behind, and then the pass ends with an error.",
        [name for name, went in moves.items() if not went] == [name for name, error in stays.items() if error],
    ),
    "a_saved_mask_fits_its_length_only": (
        "What saves its mask does not load into a longer head; what does not save it does.",
        [name for name, error in longer.items() if error] == [name for name, is_in in in_file.items() if is_in],
    ),
    "an_older_file_is_refused": (
        "A head without a saved mask refuses a file that has one, unless it is told not to be strict.",
        "Unexpected key" in older,
    ),
}
own = estimate(
    "What a buffer is",
    mask_bytes_in_state_dict=Bytes(stored["buffer"] - stored["attribute"]),
    mask_bytes_in_state_dict_when_lean=Bytes(stored["lean buffer"] - stored["attribute"]),
    cells_changed_as_a_parameter=Count(moved["parameter"]),
    cells_changed_as_a_buffer=Count(moved["buffer"]),
)
again = compare("Bytes of a mask, and where it goes", ("mask_bytes", "buffer_moves"))
publish("understanding-buffers", joined("What a buffer is, and what it costs", (own, claimed(claims), again)))

# %% [markdown] tags=["CH3-LAB-APP-C"]
# ## CH3-LAB-APP-C: the path, with its gates
#
# From a mask to a file and back. Each stage is a number with a goal; the first that misses it ends the path,
# because what follows would rest on it.

# %% tags=["CH3-LAB-APP-C"]
from engine.units import Bytes, Count, Ratio
from labs.again import compare
from labs.stages import Stages

path = Stages("understanding-buffers", "From a mask to a file and back")
torch.manual_seed(0)
kept, lean = Head(as_buffer), Head(as_lean_buffer)
x = torch.randn(2, LONGEST, D_MODEL)

# %% [markdown] tags=["CH3-LAB-APP-C"]
# **First: is the mask right?** The last token is changed. What the tokens before it give may not move.

# %% tags=["CH3-LAB-APP-C"]
changed = x.clone()
changed[:, -1] += 1.0
past = (kept(changed) - kept(x))[:, :-1].abs().max().item()
path.gate("past_moves", "how far the past moves when the last token is changed", past, at_most=0)

# %% [markdown] tags=["CH3-LAB-APP-C"]
# **Second: what does the file hold?** With `persistent=True` just the mask more than without.

# %% tags=["CH3-LAB-APP-C"]
more = bytes_in_state(kept) - bytes_in_state(lean)
path.gate("mask_in_file", "bytes of a saved mask", Bytes(more), at_least=kept.mask.nbytes, at_most=kept.mask.nbytes)
path.gate("lean_keys", "masks in the lean file", Count("mask" in lean.state_dict()), at_most=0)

# %% [markdown] tags=["CH3-LAB-APP-C"]
# **Third: does it come back?** A new head with other weights loads the file and has to answer alike, bit for bit.

# %% tags=["CH3-LAB-APP-C"]
back = Head(as_lean_buffer)
unlike = (back(x) != lean(x)).float().mean().item()
path.gate("unlike_before", "share of answers that differ before loading", Ratio(unlike), at_least=0.5)
back.load_state_dict(torch.load(saved(lean), weights_only=True))
path.gate(
    "unlike_after",
    "share of answers that differ after it",
    Ratio((back(x) != lean(x)).float().mean().item()),
    at_most=0,
)

# %% [markdown] tags=["CH3-LAB-APP-C"]
# **Fourth: a longer head.** The lean file fits, and on short texts the longer head answers alike.

# %% tags=["CH3-LAB-APP-C"]
longer_head = Head(as_lean_buffer, 2 * LONGEST)
longer_head.load_state_dict(torch.load(saved(lean), weights_only=True))
apart = (longer_head(x) - lean(x)).abs().max().item()
path.gate("longer_apart", "how far a longer head's answers are off", apart, at_most=1e-6)

# %% [markdown] tags=["CH3-LAB-APP-C"]
# **Fifth: the price of leaving it out.** Large models are built on `meta`, without memory, and their weights are
# put in from the file. What the file does not hold, nobody puts in: the lean mask is still on `meta` afterwards.
# It is made again by hand, in one line.


# %% tags=["CH3-LAB-APP-C"]
def built_on_meta(keep):
    """A head that never had numbers, given those of a file."""
    with torch.device("meta"):
        head = Head(keep)
    head.load_state_dict(torch.load(saved(Head(keep)), weights_only=True), assign=True)
    return head


left = {name: sum(b.is_meta for b in built_on_meta(WAYS[name]).buffers()) for name in ("buffer", "lean buffer")}
path.gate("left_on_meta", "saved masks still without numbers", Count(left["buffer"]), at_most=0)
path.gate("lean_left_on_meta", "lean masks still without numbers", Count(left["lean buffer"]), at_least=1)
again_head = built_on_meta(as_lean_buffer)
again_head.mask = future(LONGEST)  # made again
path.gate(
    "without_numbers",
    "buffers without numbers in the end",
    Count(sum(b.is_meta for b in again_head.buffers())),
    at_most=0,
)
path.gate("not_finite", "answers that are not finite", Count((~again_head(x).isfinite()).sum().item()), at_most=0)

# %% tags=["CH3-LAB-APP-C"]
path.add(compare("Bytes of a mask", ("mask_bytes",)))
path.end()
