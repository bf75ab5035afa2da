"""The protocol: raw samples, medians of what each repeat gave, disturbed samples left out, and when to give up."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Callable, Iterator

import pytest
import torch

from engine.measure import (
    CONTENDED,
    GRAIN,
    BusyError,
    Load,
    TokenTimes,
    pinned,
    read_load,
    sample,
    token_times,
)
from engine.units import Count, Matrix, Ratio, Seconds, Series, Table


def loads(*shares: float) -> Callable[[], Load]:
    """A machine of two cores on which others use these shares, one for each span between two readings."""

    def readings() -> Iterator[Load]:
        at = used = own = 0.0
        for share in shares:
            yield Load(at, used, own, 2)
            at, used, own = at + 1, used + 2 * share + GRAIN + 0.5, own + 0.5
            yield Load(at, used, own, 2)
            at, used = at + 1, used + 2  # between two spans anything may happen

    return readings().__next__


def counting(*values: float) -> Callable[[], Table]:
    """Returns a table for each call: the value, and the number of the call."""
    calls = iter(enumerate(values))

    def function() -> Table:
        number, value = next(calls)
        return Table(call=Count(number), took=Seconds(value))

    return function


@pytest.fixture(scope="module", autouse=True)
def no_garbage_of_others() -> None:
    """What the files before have made is not looked through before each sample."""
    gc.collect()
    gc.freeze()


def quiet() -> Load:
    return Load(0.0, 0.0, 0.0, 2)


def test_the_warm_up_is_left_out_and_the_rest_is_kept_raw_and_in_order():
    samples = sample(counting(9, 3, 1, 2), repeats=3, warm_up=1, load=quiet)
    assert samples.raw == {"call": [1, 2, 3], "took": [3, 1, 2]}
    assert samples.median == Table(call=Count(2), took=Seconds(2))
    assert type(samples.median["took"]) is Seconds


def test_a_ratio_is_the_median_of_the_ratios_of_single_repeats():
    pairs = iter([(10, 1), (30, 2), (24, 8), (20, 4), (12, 6)])

    def function() -> Table:
        plain, cached = next(pairs)
        return Table(plain=Seconds(plain), cached=Seconds(cached), ratio=Ratio(plain / cached))

    median = sample(function, repeats=5, warm_up=0, load=quiet).median
    assert median["ratio"] == 5
    assert median["plain"] / median["cached"] == 20 / 4 == 5
    pairs = iter([(10, 1), (30, 2), (24, 8)])
    median = sample(function, repeats=3, warm_up=0, load=quiet).median
    assert (median["ratio"], median["plain"] / median["cached"]) == (10, 24 / 2)


def test_every_point_of_a_curve_has_its_own_median_and_samples():
    lines = iter([(1.0, 9.0), (2.0, 7.0), (3.0, 8.0)])
    samples = sample(lambda: Series("n", (1, 2), Seconds, {"a": next(lines)}), repeats=3, warm_up=0, load=quiet)
    assert samples.median == Series("n", (1, 2), Seconds, {"a": (2.0, 8.0)})
    assert samples.raw == {"a[1]": [1, 2, 3], "a[2]": [9, 7, 8]}


def test_a_single_quantity_can_be_sampled_and_a_matrix_cannot():
    assert sample(lambda: Seconds(2), repeats=2, load=quiet).median == 2
    with pytest.raises(ValueError, match="a Matrix cannot be measured"):
        _ = sample(lambda: Matrix(("a",), ("b",), ((1.0,),)), repeats=1, load=quiet).median


def test_samples_of_unlike_fields_are_refused():
    tables = iter([Table(a=Count(1)), Table(b=Count(1))])
    with pytest.raises(ValueError, match="unlike fields"):
        _ = sample(lambda: next(tables), repeats=2, warm_up=0, load=quiet).median


def test_a_sample_that_others_disturbed_is_rejected_counted_and_taken_again():
    # Spans: three samples (the second disturbed), one look whether it is quiet again, one more sample.
    samples = sample(counting(1, 50, 2), repeats=2, warm_up=0, load=loads(0, 0.6, 0.01, 0), sleep=lambda seconds: None)
    assert samples.raw["took"] == [1, 2]
    assert (samples.rejected, samples.is_contended) == (1, True)


def test_the_work_of_the_measured_process_itself_is_not_held_against_it():
    before, after = Load(10, 100, 40, 2), Load(12, 104, 43.5, 2)
    assert after.others_since(before) == pytest.approx((0.5 - GRAIN) / 4)
    assert Load(12, 102, 43, 2).others_since(before) == 0


def test_a_step_of_the_system_s_clock_is_not_taken_for_somebody_s_work():
    assert Load(10.005, 100.02, 40, 2).others_since(Load(10, 100, 40, 2)) == pytest.approx(0, abs=1e-9)


def test_after_a_disturbed_sample_it_waits_until_it_is_quiet():
    slept = []
    samples = sample(counting(1, 2), repeats=1, warm_up=0, load=loads(0.9, 0.9, 0.9, 0.9, 0, 0), sleep=slept.append)
    assert (samples.rejected, len(slept)) == (1, 4)


def test_on_a_machine_that_is_never_quiet_it_gives_up_and_says_what_to_do():
    with pytest.raises(BusyError) as error:
        sample(counting(*range(99)), repeats=2, warm_up=0, load=loads(*[0.63] * 999), sleep=lambda seconds: None)
    assert str(error.value) == (
        "6 of 6 samples were rejected: other programs used 63% of the CPU meanwhile, and 15% is allowed. "
        "Close them and run it again."
    )


def test_disturbed_samples_may_be_kept_and_then_it_is_known():
    samples = sample(counting(1, 2), repeats=2, warm_up=0, reject=False, load=loads(0.9, 0))
    assert (samples.raw["took"], samples.rejected, samples.is_contended) == ([1, 2], 0, True)


def test_where_the_system_does_not_tell_its_load_every_sample_counts(tmp_path):
    assert read_load(tmp_path / "stat") is None
    assert len(sample(counting(1, 2), repeats=2, warm_up=0, load=lambda: None).values) == 2


def test_the_load_is_read_in_cpu_seconds_of_all_but_the_idle(tmp_path):
    # user nice system idle iowait irq softirq steal guest guest_nice; guest is in user already
    (tmp_path / "stat").write_text("cpu  100 20 30 9999 8888 4 5 41 77 0\ncpu0 1\ncpu1 1\nintr 5\n")
    load = read_load(tmp_path / "stat")
    assert load is not None
    assert (load.everybody, load.cores) == (2.0, 2)
    assert load.own > 0


def test_busy_is_more_than_a_stated_share():
    assert sample(counting(1), repeats=1, warm_up=0, load=loads(CONTENDED - 0.001)).rejected == 0
    spans = loads(CONTENDED + 0.001, 0, 0)
    assert sample(counting(1, 2), repeats=1, warm_up=0, load=spans, sleep=lambda seconds: None).rejected == 1


def test_threads_are_held_and_given_back():
    before = torch.get_num_threads()
    with contextlib.suppress(ZeroDivisionError), pinned(before + 1):
        assert torch.get_num_threads() == before + 1
        _ = 1 / 0
    assert torch.get_num_threads() == before


def test_token_times_follow_from_the_raw_stamps():
    times = TokenTimes(start=10.0, stamps=[10.5, 10.7, 10.8, 11.1])
    assert times.ttft == pytest.approx(0.5)
    assert times.tpot == pytest.approx(0.2)
    assert times.tokens_per_second == pytest.approx(5)


def test_one_token_has_no_time_per_output_token_and_none_has_no_times():
    with pytest.raises(ValueError, match="two or more"):
        _ = TokenTimes(start=0.0, stamps=[1.0]).tpot
    with pytest.raises(ValueError, match="no token"):
        TokenTimes(start=0.0, stamps=[])


def test_each_token_is_stamped_when_it_comes():
    times = token_times(iter("abc"))
    assert len(times.stamps) == 3
    assert times.start <= times.stamps[0] <= times.stamps[1] <= times.stamps[2]
