"""What each design adds to a block of multi-head attention, as two lists that are counted.

A parameter tensor counts once however many experts share its stack. An operation is a step that a decoding
block of plain multi-head attention does not have.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Added:
    """The parameter tensors and operations that one design needs beyond multi-head attention."""

    tensors: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        return len(self.tensors) + len(self.operations)


BEYOND_MHA: Mapping[str, Added] = {
    "MHA": Added(),
    # Ainslie et al. 2023, figure 2.
    "GQA": Added(operations=("share a K/V set among query heads",)),
    # DeepSeek-V2, equations 9 to 19, without a query latent.
    "MLA": Added(
        tensors=("latent down", "latent norm", "key up", "value up", "rotary key", "rotary query"),
        operations=("compress", "normalise", "fold the query", "unfold the answer", "join rotary and plain scores"),
    ),
    # Beltagy et al. 2020; Mistral 7B's rolling buffer.
    "SWA": Added(operations=("mask outside the window", "overwrite the oldest slot")),
    # Mixtral, section 2.1: the experts replace the dense tensors, the router is new.
    "MoE": Added(
        tensors=("router",),
        operations=("score experts", "choose the top", "normalise weights", "send out tokens", "add results"),
    ),
    # Its delta layers: Gated Delta Networks, equation 10 and figure 1.
    "Delta mix": Added(
        tensors=("short convolution", "decay projection", "decay rate", "decay bias", "write strength", "output gate",
                 "output norm"),
        operations=("convolve", "normalise queries and keys", "compute decay", "compute write strength",
                    "forget", "recall", "write the difference", "gate the output"),
    ),
}  # fmt: skip
