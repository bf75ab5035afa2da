"""How far an old word still moves what comes out at the end, and what looking back was worth in 2014."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn

from engine.attention.steps.causal import CausalSelfAttention
from engine.fact import computed, published
from engine.measure import pinned
from engine.units import Count, Number, Ratio, Series, Table

WIDTH = 32
BACK = (1, 2, 4, 8, 16, 32)  # words between an old word and the newest one, which gives the output
STARTS = 100  # of untrained readers, each with a text of its own
Reader = Callable[[Tensor], Tensor]  # [B, T, C] -> [B, T, C]


@computed(atol=0.02)
def pull_by_distance() -> Series:
    """How strongly the last output depends on an old word, by how long ago it was read; 1 for the word just before.

    Three readers with PyTorch's starting weights, before any training. Training teaches a gated reader to hold a word
    for longer; what stays is that its state has one size for any text.
    """
    kinds = {"Plain RNN": _plain, "Gated RNN": _gated, "Attention": _attention}
    with pinned(1):  # tensors this small lose by being shared out
        return Series("words ago", BACK, Ratio, {name: pull(make) for name, make in kinds.items()})


def pull(make: Callable[[], Reader]) -> tuple[float, ...]:
    """The pull of words further and further back over that of the word just before, averaged over the starts."""
    shares = []
    for seed in range(STARTS):
        torch.manual_seed(seed)
        reader, words = make(), torch.randn(max(BACK) + 1, WIDTH)  # [T, C]
        pulls = pulls_of(reader, words)
        shares.append(pulls[[-1 - back for back in BACK]] / pulls[-2])
    return tuple(torch.stack(shares).mean(dim=0).tolist())


def pulls_of(reader: Reader, words: Tensor) -> Tensor:
    """The Frobenius norm of the last output's Jacobian with respect to each word. [T, C] -> [T]

    A copy of the text for each number of the output, so that one way back gives all rows of the Jacobian.
    """
    copies = words.expand(words.shape[-1], -1, -1).clone().requires_grad_()  # [C, T, C]
    last = reader(copies)[:, -1]  # [C, C], of which copy i answers for number i
    (slopes,) = torch.autograd.grad(last.diagonal().sum(), copies)
    return slopes.square().sum(dim=(0, 2)).sqrt()


def _plain() -> Reader:
    return _outputs(nn.RNN(WIDTH, WIDTH, batch_first=True))


def _gated() -> Reader:
    return _outputs(nn.GRU(WIDTH, WIDTH, batch_first=True))


def _outputs(network: nn.RNNBase) -> Reader:
    """What a recurrent network gives at each word, without its last state."""
    return lambda words: network(words)[0]


def _attention() -> Reader:
    return CausalSelfAttention(WIDTH, WIDTH, max(BACK) + 1)


@published(source="Bahdanau et al., 2014, arXiv:1409.0473, section 4.2 and table 1, all sentences")
def translation_scores() -> Table:
    """English to French, sentences of up to 50 words in training: BLEU with one state, and with a look back at all.

    `state` is how many numbers the state has in either model. The second also reads its input in both directions.
    """
    return Table(state=Count(1000), words=Count(50), fixed=Number(17.82), looking_back=Number(26.75))
