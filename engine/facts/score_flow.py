"""One real head from queries to context, number by number: what the film of the scores shows.

Source of the model: Ben Allal et al., "SmolLM2", 2025, arXiv:2502.02737.
"""

from __future__ import annotations

from functools import cache

from torch import Tensor

from engine.attention.steps.trace import Trace
from engine.fact import computed
from engine.facts.as_matrix import as_matrix, numbered
from engine.facts.head_kinds import SMOLLM2, sentence_ids, sentence_weights
from engine.facts.real_model import smollm2
from engine.facts.toy_sentence import WORDS
from engine.units import Count, Matrix, Number, Ratio, Table
from engine.watch.head_kinds import largest
from engine.watch.head_trace import trace_head

SHOWN_WORDS, SHOWN_NUMBERS = WORDS[:5], 4
READ = "cat"


def at_the_noun(weights: Tensor) -> Tensor:
    """The weight that "sat", "on" and "the" give "cat", on average: [..., T, T] -> [...]

    The three stand one, two and three words behind it, so a head that always looks equally far back gets a third at
    most: what is large here looks for the word, not for a place.
    """
    read = WORDS.index(READ)
    return weights[..., read + 1 : len(SHOWN_WORDS), read].mean(dim=-1)


def found_head(weights: Tensor) -> tuple[int, int]:
    """Layer and head, counted from 0, that look most at the noun. weights [L, H, T, T]"""
    return largest(at_the_noun(weights))


@computed(source=SMOLLM2, atol=0.02)
def flow_setting() -> Table:
    """The head of SmolLM2-135M in which "sat", "on" and "the" look most at "cat": layer, head, its width and the root.

    Layer and head are counted from 0. `weight` is the mean of the three.
    """
    layer, head = found_head(sentence_weights())
    d = smollm2().config.head_dim
    return Table(
        layer=Count(layer),
        head=Count(head),
        head_dim=Count(d),
        root=Number(d**0.5),
        weight=Ratio(round(at_the_noun(_traced()["weights"]).item(), 4)),
    )


@computed(source=SMOLLM2, atol=0.02)
def flow_queries() -> Matrix:
    """The first 4 of 64 numbers of each word's query in that head, turned to its position."""
    return _vectors("queries", "q")


@computed(source=SMOLLM2, atol=0.02)
def flow_keys() -> Matrix:
    """The first 4 of 64 numbers of each word's key in that head, turned to its position."""
    return _vectors("keys", "k")


@computed(source=SMOLLM2, atol=0.02)
def flow_values() -> Matrix:
    """The first 4 of 64 numbers of each word's value in that head."""
    return _vectors("values", "v")


@computed(source=SMOLLM2, atol=0.1)
def flow_scores() -> Matrix:
    """Each query times each key in that head, over all 64 numbers: not yet scaled, nothing hidden."""
    return _pairs("scores")


@computed(source=SMOLLM2, atol=0.02)
def flow_scaled() -> Matrix:
    """Those scores divided by √64; the words that come later are still there, the mask hides them next."""
    return _pairs("scaled")


@computed(source=SMOLLM2, atol=0.02)
def flow_weights() -> Matrix:
    """The shares of one that softmax makes of each row's scores; words that come later get 0."""
    return _pairs("weights")


@computed(source=SMOLLM2, atol=0.02)
def flow_context() -> Matrix:
    """The first 4 of 64 numbers of what each word takes in that head: the values, weighted by its shares."""
    return _vectors("context", "c")


@cache
def _traced() -> Trace:
    return trace_head(smollm2(), sentence_ids()[:, : len(SHOWN_WORDS)], *found_head(sentence_weights()))


def _vectors(name: str, letter: str) -> Matrix:
    """A trace's [T, D] with the numbers that are shown."""
    shown = _traced()[name][:, :SHOWN_NUMBERS]
    return as_matrix(SHOWN_WORDS, numbered(letter, SHOWN_NUMBERS), shown, digits=4)


def _pairs(name: str) -> Matrix:
    """A trace's [T, T]."""
    return as_matrix(SHOWN_WORDS, SHOWN_WORDS, _traced()[name], digits=4)
