"""What guesses: prompt lookup as transformers looks up, bigrams as they are counted, models and their first layers."""

from itertools import pairwise

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers.generation.candidate_generator import PromptLookupCandidateGenerator

from engine.model import GPT
from engine.reply import Sampling
from engine.speculate.accept import warp_of
from engine.speculate.bigram import Bigrams
from engine.speculate.chance import Seeded
from engine.speculate.draft_model import ModelDraft, first_layers
from engine.speculate.lookup import Lookup

WARP, CHANCE = warp_of(Sampling()), Seeded(0)


@given(st.lists(st.integers(0, 4), min_size=2, max_size=40), st.integers(1, 8), st.integers(1, 4))
def test_prompt_lookup_guesses_what_transformers_does(tiny, text, n, longest):
    theirs = PromptLookupCandidateGenerator(num_output_tokens=n, max_matching_ngram_size=longest, max_length=1000)
    candidates, _ = theirs.get_candidates(torch.tensor([text]))
    guess = Lookup(longest).start(tiny, 100).guess(text, n, WARP, CHANCE)
    assert list(guess.ids) == candidates[0, len(text) :].tolist()


@given(st.lists(st.integers(0, 3), min_size=1, max_size=40), st.integers(1, 5))
def test_a_text_that_grows_is_looked_up_as_one_that_was_there(tiny, text, n):
    grown = Lookup().start(tiny, 100)
    for end in range(1, len(text) + 1, 2):
        fresh = Lookup().start(tiny, 100)
        assert grown.look_up(text[:end], n) == fresh.look_up(text[:end], n)


def test_a_look_up_is_certain_of_itself(tiny):
    guess = Lookup().start(tiny, 100).guess([7, 8, 9, 7, 8], 3, WARP, CHANCE)
    assert guess.ids == (9, 7, 8)
    assert guess.q.argmax(dim=-1).tolist() == [9, 7, 8]
    assert torch.equal(guess.q.sum(dim=-1), torch.ones(3))


@settings(max_examples=30)
@given(st.lists(st.integers(0, 60), min_size=2, max_size=60))
def test_bigrams_are_counted(tiny, text):
    table = Bigrams.count(torch.tensor(text), tiny.vocab_size)
    pairs = list(pairwise(text))
    for a, b in pairs:
        assert table.logits[a, b].exp() == pytest.approx(pairs.count((a, b)) + 1, rel=1e-5)


def test_a_bigram_guess_is_the_commonest_successor(tiny):
    table = Bigrams.count(torch.tensor([3, 4, 3, 4, 3, 5, 4, 6]), tiny.vocab_size)
    assert table.start(tiny, 9).guess([1, 3], 3, WARP, CHANCE).ids == (4, 3, 4)


def test_first_layers_are_the_models_own_and_take_no_memory(model):
    draft = first_layers(model, 1)
    theirs = {weight.data_ptr() for weight in model.parameters()}
    assert {weight.data_ptr() for weight in draft.parameters()} <= theirs
    assert len(draft.blocks) == draft.config.n_layers == 1
    assert not draft.training


def test_first_layers_give_what_a_shorter_model_of_these_weights_gives(model):
    draft = first_layers(model, 1)
    shorter = GPT(draft.config).eval().requires_grad_(False)
    shorter.load_state_dict({k: v for k, v in model.state_dict().items() if k in shorter.state_dict()})
    ids = torch.arange(9)[None]
    assert torch.equal(draft(ids), shorter(ids))


def test_a_guess_is_the_drafts_own_next_tokens_after_any_guesses_were_taken_back(model):
    draft = ModelDraft(first_layers(model, 1))
    kept = draft.start(model.config, 40)
    for text in ([1, 2, 3], [1, 2, 3, 9], [1, 2, 3, 9, 4, 5, 6, 7], [1, 2, 3, 9, 4, 5, 6, 7, 7]):
        fresh = draft.start(model.config, 40).guess(text, 4, WARP, CHANCE)
        assert kept.guess(text, 4, WARP, CHANCE).ids == fresh.ids


@pytest.mark.parametrize(
    ("start", "says"),
    [
        (
            lambda m: ModelDraft(m).start(m.config.replace(vocab_size=62), 9),
            "the draft knows 61 tokens and the target 62",
        ),
        (lambda m: ModelDraft(m).start(m.config, 49), "the draft reads 48 tokens and the text has up to 49"),
        (lambda m: Bigrams.count(torch.arange(4), 7).start(m.config, 9), "the draft knows 7 tokens and the target 61"),
        (lambda m: Bigrams.count(torch.arange(1), 7), "has no pair to count"),
        (lambda m: Lookup(0), "an n-gram has one token at least"),
        (lambda m: first_layers(m, 2), "n_layers=2 is not between 1 and 1"),
        (lambda m: first_layers(m, 0), "n_layers=0 is not between 1 and 1"),
    ],
)
def test_a_draft_that_cannot_guess_for_the_target_is_refused(build, start, says):
    with pytest.raises(ValueError, match=says):
        start(build())
