"""The sentence of chapter 3 with three numbers a word, small enough to compute by hand.

The numbers are an input, chosen by the course so that words which belong together match. Those of a real model are
learnt, and there are hundreds a token.
"""

from __future__ import annotations

import torch

from engine.attention.steps.simple import simple_attention
from engine.attention.steps.trace import Trace
from engine.fact import computed
from engine.facts.as_matrix import as_matrix, numbered
from engine.units import Matrix

TEXT = "The cat sat on the mat"
WORDS = tuple(TEXT.split())
EMBEDDINGS = torch.tensor(
    [
        [0.1, 0.2, 1.2],  # The
        [1.4, 0.5, 0.2],  # cat
        [0.7, 1.3, 0.1],  # sat
        [0.1, 0.8, 0.9],  # on
        [0.1, 0.1, 1.1],  # the
        [1.2, 0.2, 0.5],  # mat
    ],
    dtype=torch.float64,
)


@computed()
def toy_embeddings() -> Matrix:
    """Three numbers for each word of the chapter's sentence, chosen by the course: an input, not learnt."""
    return as_matrix(WORDS, numbered("x", EMBEDDINGS.shape[1]), EMBEDDINGS, digits=6)


@computed(atol=1e-6)
def toy_scores() -> Matrix:
    """How well each pair of words matches, as the dot product of their three numbers: neither scaled nor masked."""
    return as_matrix(WORDS, WORDS, _traced()["scores"], digits=6)


@computed(atol=1e-6)
def toy_weights() -> Matrix:
    """Each row of those scores as shares of one, by softmax."""
    return as_matrix(WORDS, WORDS, _traced()["weights"], digits=6)


@computed(atol=1e-6)
def toy_context() -> Matrix:
    """What each word takes from all words: the mean of their three numbers, weighted by its shares."""
    return as_matrix(WORDS, numbered("c", EMBEDDINGS.shape[1]), _traced()["context"], digits=6)


def _traced() -> Trace:
    trace = Trace()
    simple_attention(EMBEDDINGS, trace)
    return trace
