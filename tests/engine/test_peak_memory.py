"""The peak of live tensor bytes, against sums by hand."""

from __future__ import annotations

import torch

from engine.peak_memory import peak_bytes

KB = 1000


def block(kilobytes: int = 1) -> torch.Tensor:
    return torch.zeros(kilobytes * KB, dtype=torch.uint8)


def test_the_peak_is_of_what_lives_at_once_not_of_all_that_was_made():
    def work() -> int:
        for _ in range(5):
            block(3)
        one, other = block(2), block(2)
        del one
        last = block(1)
        return int(other.numel() + last.numel())

    result, peak = peak_bytes(work)
    assert (result, peak) == (3 * KB, 4 * KB)


def test_views_of_one_storage_count_once():
    assert peak_bytes(lambda: block(4).view(2, -1).t()[0])[1] == 4 * KB


def test_what_stood_before_does_not_count_however_it_is_used():
    weights, cache = torch.zeros(100, 10), torch.zeros(100)

    def work() -> None:
        cache[:10] = weights.t()[0, :10]
        cache.add_(1)

    assert peak_bytes(work)[1] == 0


def test_the_operands_and_the_result_of_an_operation_live_together():
    # 100 x 50 and 50 x 20 floats make 100 x 20
    assert peak_bytes(lambda: torch.ones(100, 50) @ torch.ones(50, 20))[1] == 4 * (5000 + 1000 + 2000)


def test_it_counts_without_gradients_as_well():
    with torch.inference_mode():
        assert peak_bytes(lambda: block(2) + block(2))[1] == 6 * KB


def test_a_second_run_needs_as_much_as_the_first():
    assert [peak_bytes(lambda: block(7) + 1)[1] for _ in range(2)] == [14 * KB, 14 * KB]
