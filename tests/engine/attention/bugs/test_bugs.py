"""Each bug runs, is wrong, and is found by its check; repaired, it passes."""

from __future__ import annotations

import math

import pytest
import torch
from torch.nn.functional import scaled_dot_product_attention

from engine.attention.bugs import leak, masks
from engine.attention.bugs.bug import Bug, heads
from engine.attention.bugs.bug_table import BUGS


@pytest.fixture(params=BUGS.values(), ids=BUGS)
def bug(request: pytest.FixtureRequest) -> Bug:
    found: Bug = request.param
    return found


def test_the_check_finds_it(bug: Bug) -> None:
    assert not bug.check(bug.wrong)


def test_the_check_passes_the_repaired_code(bug: Bug) -> None:
    assert bug.check(bug.right)


def test_the_amount_is_nothing_where_nothing_is_wrong(bug: Bug) -> None:
    assert bug.amount(bug.right) == 0
    assert bug.amount(bug.wrong) > 0.1


def test_the_gallery_has_the_bugs_that_the_deck_speaks_of() -> None:
    assert set(BUGS) == {
        "heads_transposed", "mask_axis", "mask_inverted", "mask_late", "dropout_eval", "wrong_scale", "cache_position",
        "leak_loss", "dtype", "device",
    }  # fmt: skip
    assert all(name == bug.name for name, bug in BUGS.items())


def test_a_view_of_transposed_heads_is_refused() -> None:
    with pytest.raises(RuntimeError, match="view size is not compatible"):
        heads()[0].transpose(1, 2).view(2, 6, 32)


@pytest.mark.parametrize("code", [masks.true_means_may_look, masks.mask_before_softmax, masks.mask_in_bool])
def test_repaired_masks_give_torchs_causal_attention(code) -> None:
    assert torch.allclose(code(*heads()), scaled_dot_product_attention(*heads(), is_causal=True), atol=1e-6)


def test_the_leaking_model_knows_its_answers_and_the_other_does_not() -> None:
    assert leak.trained_loss(leak.may_look_one_too_far) < 0.5
    assert leak.trained_loss(leak.may_look_back) == pytest.approx(math.log(leak.TOKENS), rel=0.05)


def test_training_the_small_models_leaves_the_random_numbers_of_others_alone() -> None:
    torch.manual_seed(1)
    expected = torch.rand(3)
    torch.manual_seed(1)
    BUGS["leak_loss"].check(BUGS["leak_loss"].right)
    BUGS["dropout_eval"].amount(BUGS["dropout_eval"].wrong)
    assert torch.equal(torch.rand(3), expected)
