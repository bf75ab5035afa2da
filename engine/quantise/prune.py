"""Pruning: weights set to zero, the smallest of a matrix, or two of each four neighbours."""

from __future__ import annotations

from torch import Tensor

OF_FOUR = 4


def magnitude(weight: Tensor, share: float) -> Tensor:
    """The weight with that share of it zero: what is smallest (Han et al., 2015, arXiv:1506.02626). [n, k]

    Raises ValueError for a share that is none. A processor gains nothing: zeros anywhere are read and multiplied too.
    """
    if not 0 <= share < 1:
        raise ValueError(f"share={share} is not from 0 to below 1")
    by_size = weight.abs().flatten().argsort(stable=True)
    least = by_size[: round(share * weight.numel())]
    pruned = weight.flatten().index_fill(0, least, 0)
    return pruned.view_as(weight)


def two_of_four(weight: Tensor) -> Tensor:
    """The weight with the two smaller of each four neighbours in a row zero (2:4, arXiv:2104.08378). [n, k]

    NVIDIA's sparse tensor cores take such rows at half the products; torch has no kernel for a CPU. Raises ValueError
    where rows cannot be cut in fours.
    """
    if weight.shape[-1] % OF_FOUR:
        raise ValueError(f"rows of {weight.shape[-1]} weights cannot be cut in fours")
    fours = weight.reshape(-1, OF_FOUR)
    by_size = fours.abs().argsort(dim=-1, stable=True)
    pruned = fours.scatter(-1, by_size[:, : OF_FOUR // 2], 0)
    return pruned.view_as(weight)
