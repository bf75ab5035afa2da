import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import (
    MinPLogitsWarper,
    RepetitionPenaltyLogitsProcessor,
    TemperatureLogitsWarper,
    TopKLogitsWarper,
    TopPLogitsWarper,
)

from engine.sampling import greedy, penalised, probabilities, sample

LOGITS = torch.tensor([1.0, 3.0, 2.0, -1.0, 2.5, 0.0, 2.9, -4.0])
DRAWS = 20_000


def chance_of_a_worse_fit(drawn: torch.Tensor, expected: torch.Tensor) -> float:
    """Pearson's chi-square test: the chance that true draws fit the expected distribution less well."""
    possible = expected > 0
    assert not torch.bincount(drawn, minlength=len(expected))[~possible].any()
    counts, means = (
        torch.bincount(drawn, minlength=len(expected))[possible].double(),
        expected[possible].double() * DRAWS,
    )
    statistic = ((counts - means) ** 2 / means).sum()
    freedom = torch.tensor((int(possible.sum()) - 1) / 2, dtype=torch.float64)
    return float(torch.special.gammaincc(freedom, statistic / 2))


@pytest.mark.parametrize(
    "how",
    [
        {},
        {"temperature": 0.5},
        {"top_k": 3},
        {"top_p": 0.8},
        {"min_p": 0.3},
        {"temperature": 1.7, "top_k": 6, "top_p": 0.9},
        {"temperature": 1.7, "top_k": 7, "top_p": 0.95, "min_p": 0.2},
    ],
    ids=str,
)
def test_draws_follow_the_distribution_that_transformers_gives(how):
    scores = LOGITS[None]
    for name, warper in (
        ("temperature", TemperatureLogitsWarper),
        ("top_k", TopKLogitsWarper),
        ("top_p", TopPLogitsWarper),
        ("min_p", MinPLogitsWarper),
    ):
        if name in how:
            scores = warper(how[name])(None, scores)
    expected = torch.softmax(scores, dim=-1)[0]
    drawn = sample(**how, seed=3)(LOGITS.expand(DRAWS, 1, -1))
    assert drawn.shape == (DRAWS, 1)
    assert chance_of_a_worse_fit(drawn[:, 0], expected) > 1e-3


def test_the_chi_square_test_would_see_a_wrong_temperature():
    drawn = sample(temperature=1.1, seed=3)(LOGITS.expand(DRAWS, 1, -1))[:, 0]
    assert chance_of_a_worse_fit(drawn, torch.softmax(LOGITS, dim=-1)) < 1e-3


def test_greedy_takes_the_likeliest_of_each_row():
    logits = torch.stack([LOGITS, -LOGITS])[:, None]
    assert greedy(logits).tolist() == [[1], [7]]


def test_top_k_of_one_is_greedy():
    assert sample(top_k=1)(LOGITS[None, None]).tolist() == [[1]]


def test_top_k_keeps_no_more_than_k_even_where_tokens_are_equally_likely():
    assert int((probabilities(torch.zeros(5), top_k=2) > 0).sum()) == 2


def test_top_p_keeps_the_likeliest_token_however_small_the_share():
    assert probabilities(LOGITS, top_p=1e-9).tolist() == [0, 1, 0, 0, 0, 0, 0, 0]


@settings(max_examples=50)
@given(
    logits=st.lists(st.floats(-20, 20), min_size=1, max_size=12),
    temperature=st.floats(min_value=0, max_value=1e6, exclude_min=True),
    top_k=st.none() | st.integers(1, 2**70),
    top_p=st.none() | st.floats(0.01, 1),
    min_p=st.none() | st.floats(0, 1),
)
def test_any_cut_leaves_a_distribution_that_keeps_the_order_of_tokens(logits, temperature, top_k, top_p, min_p):
    given_logits = torch.tensor(logits)
    kept = probabilities(given_logits, temperature=temperature, top_k=top_k, top_p=top_p, min_p=min_p)
    assert float(kept.sum()) == pytest.approx(1, abs=1e-5)
    assert float(kept.max()) == pytest.approx(float(kept[given_logits.argmax()]), abs=1e-6)
    assert int((kept > 0).sum()) <= (top_k or len(logits))


def test_the_same_seed_draws_the_same_tokens_and_each_sampler_has_its_own_state():
    logits = LOGITS.expand(50, 1, -1)
    one, same, other = sample(seed=1), sample(seed=1), sample(seed=2)
    first = one(logits)
    torch.manual_seed(0)
    assert torch.equal(same(logits), first)
    assert not torch.equal(other(logits), first)
    assert not torch.equal(one(logits), first)


def test_probabilities_leaves_the_logits_as_they_were():
    logits = LOGITS.clone()
    probabilities(logits, top_k=2, top_p=0.5)
    assert torch.equal(logits, LOGITS)


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"temperature": 0}, "temperature=0 is not above 0; its limit at 0 is `greedy`"),
        ({"temperature": float("nan")}, "temperature=nan is not above 0"),
        ({"temperature": math.inf}, "temperature=inf is no finite number"),
        ({"seed": 2**70}, r"seed=1180591620717411303424 is not a whole number from -2\^63 to 2\^64 - 1"),
        ({"seed": -(2**63) - 1}, "seed=-9223372036854775809 is not a whole number from"),
        ({"top_k": 0}, "top_k=0 keeps no token"),
        ({"top_p": 0}, "top_p=0 is not a share above 0, up to 1"),
        ({"top_p": 1.5}, "top_p=1.5 is not a share above 0, up to 1"),
        ({"min_p": -0.1}, "min_p=-0.1 is not a share of the likeliest token's chance"),
        ({"min_p": 1.5}, "min_p=1.5 is not a share of the likeliest token's chance"),
    ],
)
def test_settings_that_draw_nothing_are_refused_with_the_reason(how, message):
    with pytest.raises(ValueError, match=message):
        sample(**how)


def test_a_min_p_of_one_leaves_the_likeliest_only():
    assert probabilities(LOGITS, min_p=1.0).tolist() == [0, 1, 0, 0, 0, 0, 0, 0]


def test_repeats_are_discouraged_as_transformers_does_for_each_row_by_its_own_text():
    prompts = [[1, 1, 3], [4, 7]]
    expected = torch.cat(
        [RepetitionPenaltyLogitsProcessor(1.5)(torch.tensor([prompt]), LOGITS[None]) for prompt in prompts]
    ).argmax(dim=-1)
    drawn = penalised(greedy, 1.5, prompts)(LOGITS.expand(2, 1, -1))
    assert drawn[:, 0].tolist() == expected.tolist() == [6, 1]


def test_what_was_drawn_is_discouraged_from_then_on():
    draw = penalised(greedy, 1.1, [[]])
    assert [int(draw(LOGITS[None, None])) for _ in range(3)] == [1, 6, 1]
    strong = penalised(greedy, 1e6, [[]])
    assert [int(strong(LOGITS[None, None])) for _ in range(5)] == [1, 6, 4, 2, 0]


def test_draws_under_a_penalty_follow_the_distribution_that_transformers_gives():
    prompts = [[1, 6, 3]] * DRAWS
    scores = RepetitionPenaltyLogitsProcessor(1.3)(torch.tensor(prompts[:1]), LOGITS[None])
    drawn = penalised(sample(seed=5), 1.3, prompts)(LOGITS.expand(DRAWS, 1, -1))
    assert chance_of_a_worse_fit(drawn[:, 0], torch.softmax(scores, dim=-1)[0]) > 1e-3


def test_a_penalty_leaves_the_logits_as_they_were():
    logits = LOGITS[None, None].clone()
    penalised(greedy, 2.0, [[1, 3]])(logits)
    assert torch.equal(logits[0, 0], LOGITS)


@pytest.mark.parametrize("penalty", [0, -1.0, math.nan])
def test_a_penalty_that_turns_the_order_round_is_refused(penalty):
    with pytest.raises(
        ValueError, match=f"repetition penalty {penalty} is not above 0; 1 leaves the logits as they are"
    ):
        penalised(greedy, penalty, [[]])


@pytest.mark.parametrize("penalty", [math.inf, 1e-40, 1e30])
def test_a_penalty_that_leaves_no_logits_is_refused(penalty):
    with pytest.raises(ValueError, match=r"is not from 1e-06 to 1e\+06; 1 leaves the logits as they are"):
        penalised(greedy, penalty, [[]])


@pytest.mark.parametrize("temperature", [1e-300, 1e-45, 1e-40, 1e-30])
def test_the_smallest_temperatures_take_the_likeliest_token(temperature):
    assert sample(temperature=temperature, seed=1)(LOGITS[None, None]).tolist() == [[1]]


@pytest.mark.parametrize("seed", [-(2**63), -1, 0, 2**64 - 1])
def test_every_seed_within_the_range_draws(seed):
    assert sample(seed=seed)(LOGITS[None, None]).shape == (1, 1)


@settings(max_examples=50)
@given(
    share=st.floats(0, 1, exclude_min=True),
    name=st.sampled_from(["top_p", "min_p"]),
    temperature=st.floats(0, 1e30, exclude_min=True),
)
def test_however_small_a_share_is_the_likeliest_token_is_kept(share, name, temperature):
    kept = probabilities(LOGITS, temperature=temperature, **{name: share})
    assert kept.isfinite().all()
    assert kept.argmax() == LOGITS.argmax() or temperature > 1e6


@pytest.mark.parametrize("share", [5e-324, 1e-320, 1e-46])
def test_a_share_below_the_numbers_of_the_weights_keeps_one_token(share):
    assert probabilities(LOGITS, top_p=share).tolist() == [0, 1, 0, 0, 0, 0, 0, 0]


@pytest.mark.parametrize(
    "option",
    [{"seed": 1.5}, {"seed": True}, {"seed": "3"}, {"top_k": 1.5}, {"temperature": "1"}, {"top_p": "1"}, {"min_p": []}],
)
def test_an_option_of_another_type_is_named(option):
    (name, value), *_ = option.items()
    with pytest.raises(ValueError, match=rf"^{name}={value!r} is ".replace("[", r"\[")):
        sample(**option)
