"""The nine ways as they were measured: their claims, and that none races which computes something else."""

from __future__ import annotations

import statistics

import pytest
from recorded_facts import recorded

from engine.attention.ways.library import SdpaMask
from engine.attention.ways.way import Weights
from engine.attention.ways.way_table import TRAINABLE, WAYS
from engine.fact import marks_of
from engine.facts import ways_run
from engine.facts.ways_setting import D_MODEL, FEW, N_HEADS, SCORES, SEED
from engine.ledger import read_ledger

MEASURED = ("ways_forward", "ways_training", "ways_compiled", "ways_memory")


def test_a_way_that_is_wrong_does_not_race() -> None:
    way = SdpaMask.built(Weights.drawn(D_MODEL, N_HEADS, seed=SEED), FEW)
    way.may_look = ~way.may_look
    with pytest.raises(ValueError, match=r"^inverted is \d\.\de[+-]\d\d off the plain way, .* it can't race$"):
        ways_run.asked("inverted", way)


@pytest.mark.parametrize("name", MEASURED)
def test_the_recorded_run_keeps_its_claim_and_is_the_median_of_its_samples(name: str) -> None:
    marks, value = marks_of(getattr(ways_run, name)), recorded(name)
    assert marks is not None
    assert marks.claim is not None
    assert marks.claim(value)
    for field, quantity in value.items():
        assert quantity == pytest.approx(statistics.median(read_ledger()[name].samples[field]))


def test_each_race_names_its_ways() -> None:
    assert set(WAYS) <= recorded("ways_forward").keys()
    assert set(WAYS) <= recorded("ways_compiled").keys()
    assert set(TRAINABLE) <= recorded("ways_training").keys()
    assert set(WAYS) <= recorded("ways_memory").keys()


def test_the_plain_way_keeps_its_weights_for_the_pass_back_and_torchs_kernel_does_not() -> None:
    memory = recorded("ways_memory")
    assert memory.scores == SCORES
    assert memory.kept_plain > SCORES > memory.kept_sdpa


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # torch's own, where it loads its compiler
@pytest.mark.timing
@pytest.mark.parametrize("name", MEASURED)
def test_the_claim_holds_here(name: str) -> None:
    marks = marks_of(getattr(ways_run, name))
    assert marks is not None
    assert marks.claim is not None
    assert marks.claim(getattr(ways_run, name)())
