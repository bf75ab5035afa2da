"""Speculative decoding: greedy text is the plain one's, sampled text has exactly its distribution."""

from __future__ import annotations

import copy
import itertools

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import decode as plain
from engine.cache.kv_cache import KVCache
from engine.config import DeltaConfig
from engine.reply import Reply, Sampling
from engine.sampling import sample
from engine.speculate import reference
from engine.speculate.accept import warp_of
from engine.speculate.bigram import Bigrams
from engine.speculate.chance import Seeded
from engine.speculate.decode import generate, rounds, stream
from engine.speculate.draft_model import ModelDraft, first_layers
from engine.speculate.lookup import Lookup

TEXT = st.lists(st.integers(0, 60), min_size=1, max_size=12)
GAMMA = st.integers(1, 8)
NEW = st.integers(0, 18)
DRAFTS = {
    "lookup": lambda model: Lookup(),
    "bigrams": lambda model: Bigrams.count(torch.arange(120) * 7 % 61, 61),
    "first layers": lambda model: ModelDraft(first_layers(model, 1)),
    "itself": ModelDraft,
}


@pytest.fixture(scope="session")
def exact(model):
    """The model in fp64, where a pass over several rows and a step of one name the same likeliest token."""
    return copy.deepcopy(model).double()


@settings(max_examples=5)
@given(text=TEXT, n_new=NEW, gamma=GAMMA, draft=st.sampled_from(sorted(DRAFTS)))
def test_greedy_text_is_what_plain_decoding_gives_token_for_token(exact, text, n_new, gamma, draft):
    ids = torch.tensor([text])
    made = generate(exact, ids, n_new, DRAFTS[draft](exact), gamma=gamma)
    assert torch.equal(made, plain.generate(exact, ids, n_new))


@settings(max_examples=2)
@given(text=TEXT, gamma=GAMMA, draft=st.sampled_from(sorted(DRAFTS)))
def test_in_fp32_each_token_is_the_likeliest_within_rounding(model, text, gamma, draft):
    """Which is all that can be said where a pass adds in another order than a step: nearly level logits may swap."""
    made = generate(model, torch.tensor([text]), 18, DRAFTS[draft](model), gamma=gamma)
    logits = model(made[:, :-1])[0, len(text) - 1 :]
    chosen = logits.gather(1, made[0, len(text) :, None])[:, 0]
    assert bool((logits.amax(dim=-1) - chosen <= 1e-4 * logits.abs().max()).all())


def test_a_model_that_guesses_for_itself_is_always_right(exact):
    passes = list(rounds(exact, torch.tensor([[5, 6, 7]]), 13, ModelDraft(exact), gamma=3))
    assert [(len(one.ids), one.guessed, one.accepted) for one in passes] == [(1, 0, 0), *[(4, 3, 3)] * 3]


@pytest.mark.parametrize("sampling", [Sampling(temperature=0.9, seed=4), Sampling(temperature=1.4, top_p=0.8, seed=5)])
def test_without_guesses_the_same_seed_gives_the_same_text_as_plain_sampling(exact, sampling):
    ids = torch.tensor([[3, 1, 4]])
    sampler = sample(temperature=sampling.temperature, top_p=sampling.top_p, seed=sampling.seed)
    expected = plain.generate(exact, ids, 12, sampler=sampler)
    assert torch.equal(generate(exact, ids, 12, Lookup(), gamma=0, sampling=sampling), expected)


@pytest.mark.parametrize("gamma", [1, 2, 5])
def test_draw_for_draw_it_is_the_papers_algorithm(build, gamma):
    target, small = build(1).double(), build(2, n_layers=1, n_heads=2, n_kv_heads=1).double()
    sampling = Sampling(temperature=1.0, top_k=20, seed=6)
    warp = warp_of(sampling)

    def behind(model):
        return lambda text: warp(model(torch.tensor([text]))[0, -1]).tolist()

    chance, text, passes = Seeded(6), [9, 2], []
    text.append(chance.pick(torch.tensor(behind(target)(text))))
    while len(text) < 22:
        passes.append(reference.step(behind(target), behind(small), text, gamma, chance))
        text += passes[-1]
    ours = rounds(target, torch.tensor([[9, 2]]), 40, ModelDraft(small), gamma=gamma, sampling=sampling)
    next(ours)
    assert [list(next(ours).ids) for _ in passes] == passes
    assert len({len(one) for one in passes}) > 1  # some guesses stay and some do not


def joint(model, warp, text, n_new):
    """The target's own distribution over what may follow: a product of conditionals, by the chain rule."""
    for new in itertools.product(range(model.config.vocab_size), repeat=n_new):
        p = warp(model(torch.tensor([[*text, *new]]))[0])[len(text) - 1 : -1]
        yield new, float(p.gather(1, torch.tensor(new)[:, None]).double().prod())


EXACT_CASES = {
    "a draft model": (lambda model, small: ModelDraft(small), 2, Sampling(temperature=1.0), 3),
    "a draft model, cut by top_k": (lambda model, small: ModelDraft(small), 2, Sampling(temperature=1.2, top_k=2), 4),
    "a draft model, cut by top_p": (lambda model, small: ModelDraft(small), 1, Sampling(temperature=0.8, top_p=0.8), 3),
    "first layers": (lambda model, small: ModelDraft(first_layers(model, 1)), 3, Sampling(temperature=1.0), 3),
    "bigrams": (lambda model, small: Bigrams.count(torch.tensor([0, 1, 2, 1, 1, 0]), 3), 1,
                Sampling(temperature=0.7), 3),
    "lookup": (lambda model, small: Lookup(), 2, Sampling(temperature=1.0), 4),
}  # fmt: skip


@pytest.mark.parametrize("case", EXACT_CASES)
def test_the_exact_joint_distribution_of_texts_is_the_targets(build, distribution, case):
    """Every way that chance can go is taken, and its probability summed: nothing is drawn."""
    draft, gamma, sampling, n_new = EXACT_CASES[case]
    model, small = build(3, vocab_size=3).double(), build(4, vocab_size=3, n_layers=1).double()
    text = [0, 1, 0, 2, 0]

    def made(chance):
        guessing = draft(model, small)
        passes = rounds(model, torch.tensor([text]), n_new, guessing, gamma=gamma, sampling=sampling, chance=chance)
        return tuple(token for one in passes for token in one.ids)

    found = distribution(made)
    assert sum(found.values()) == pytest.approx(1, abs=1e-6)
    for new, probability in joint(model, warp_of(sampling), text, n_new):
        assert found.get(new, 0.0) == pytest.approx(probability, abs=1e-6)


def test_seeded_texts_are_as_frequent_as_the_target_says(build):
    model, small = build(3, vocab_size=3, n_layers=1), build(4, vocab_size=3, n_layers=1)
    sampling, runs = Sampling(temperature=1.0), 150
    chance, counts = Seeded(8), dict.fromkeys(itertools.product(range(3), repeat=2), 0)
    for _ in range(runs):
        passes = rounds(model, torch.tensor([[0, 1]]), 2, ModelDraft(small), gamma=1, sampling=sampling, chance=chance)
        counts[tuple(token for one in passes for token in one.ids)] += 1
    expected = dict(joint(model, warp_of(sampling), [0, 1], 2))
    assert sum(abs(counts[new] / runs - expected[new]) for new in counts) / 2 < 0.12


def test_a_text_fills_the_model_to_its_last_position_and_no_further(build):
    model = build().double()
    ids = torch.tensor([[1] * 8])
    made = generate(model, ids, 41, ModelDraft(first_layers(model, 1)), gamma=8)
    assert torch.equal(made, plain.generate(model, ids, 41))
    with pytest.raises(ValueError, match="8 tokens and 42 new ones need 49 positions; the model has 48"):
        generate(model, ids, 42, Lookup(), gamma=2)


def test_a_reply_ends_in_the_midst_of_a_pass_where_a_stop_token_stands(build):
    class Letters:
        def decode(self, ids, /):
            return "".join(chr(65 + token) for token in ids)

    model = build().double()
    expected = plain.generate(model, torch.tensor([[7, 8]]), 12)[0, 2:].tolist()
    stop = expected[5]
    reply = Reply(stream(model, torch.tensor([[7, 8]]), 12, ModelDraft(model), gamma=4), Letters(), stop_ids={stop})
    assert "".join(reply) == Letters().decode(expected[: expected.index(stop)])
    assert reply.ended == "stop token"


@pytest.mark.parametrize(
    ("ids", "gamma", "says"),
    [(torch.zeros(2, 3, dtype=torch.long), 1, "ids has 2 rows"), (torch.ones(1, 3).long(), -1, "gamma=-1 tokens")],
)
def test_rows_and_numbers_that_cannot_be_are_refused(build, ids, gamma, says):
    with pytest.raises(ValueError, match=says):
        generate(build(), ids, 2, Lookup(), gamma=gamma)


def test_numbers_that_are_not_finite_end_it_with_the_layers_name(build):
    model = build()
    model.blocks[1].feed_forward.down.weight[0, 0] = torch.nan
    with pytest.raises(ValueError, match=r"layer blocks\.1\.feed_forward\.down of the model gives numbers"):
        generate(model, torch.tensor([[1, 2]]), 3, Lookup(), gamma=1)


@pytest.mark.parametrize("kinds", [("full",), ("delta", "full")])
def test_a_state_is_forked_before_a_pass_and_a_cache_of_every_token_is_not(build, monkeypatch, kinds):
    delta = DeltaConfig(n_k_heads=1, n_v_heads=2, k_dim=6, v_dim=8, conv=3) if "delta" in kinds else None
    model, forks, fork = build(layers=kinds, delta=delta), [], KVCache.fork
    monkeypatch.setattr(KVCache, "fork", lambda cache: forks.append(1) or fork(cache))
    generate(model, torch.tensor([[1, 2, 1]]), 6, Lookup(), gamma=2)
    assert bool(forks) == ("delta" in kinds)
