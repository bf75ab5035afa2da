"""Bytes that torch's allocator gives out, against sizes that are known."""

import torch
from torch.nn.functional import scaled_dot_product_attention

from engine.allocated import allocated
from engine.peak_memory import peak_bytes

MEGABYTE = 2**20


def ones(size: int = MEGABYTE) -> torch.Tensor:
    return torch.ones(size // 4)


def test_what_is_returned_is_kept() -> None:
    assert allocated(ones) == (MEGABYTE, MEGABYTE)


def test_what_is_dropped_counts_at_the_peak_alone() -> None:
    def run() -> torch.Tensor:
        first, second = ones(), ones()
        return (first + second).sum()

    found = allocated(run)
    assert found.peak >= 3 * MEGABYTE
    assert found.kept < MEGABYTE / 100


def test_what_stood_before_does_not_count() -> None:
    held = ones()
    assert allocated(lambda: held.view(2, -1)).peak == 0


def test_whole_tensors_are_counted_as_the_other_counter_counts_them() -> None:
    def run() -> torch.Tensor:
        return (ones() @ ones()[:, None]) + ones().exp().sum()

    _, tensors = peak_bytes(run)
    assert tensors <= allocated(run).peak <= 1.1 * tensors


def test_a_kernels_own_memory_is_seen() -> None:
    q, k, v = torch.randn(3, 1, 2, 128, 16)

    def run() -> torch.Tensor:
        return scaled_dot_product_attention(q, k, v)

    _, tensors = peak_bytes(run)
    assert allocated(run).peak > tensors
