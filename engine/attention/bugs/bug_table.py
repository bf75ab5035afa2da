"""The bugs by their names, in the order in which they are shown: shapes, masks, running, types and devices."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from engine.attention.bugs.bug import Bug
from engine.attention.bugs.leak import LEAK_LOSS
from engine.attention.bugs.masks import DTYPE, MASK_AXIS, MASK_INVERTED, MASK_LATE
from engine.attention.bugs.running import CACHE_POSITION, DEVICE, DROPOUT_EVAL
from engine.attention.bugs.shapes import HEADS_TRANSPOSED, WRONG_SCALE

BUGS: Mapping[str, Bug] = MappingProxyType(
    {
        bug.name: bug
        for bug in (
            HEADS_TRANSPOSED, MASK_AXIS, MASK_INVERTED, MASK_LATE, DROPOUT_EVAL, WRONG_SCALE, CACHE_POSITION,
            LEAK_LOSS, DTYPE, DEVICE,
        )
    }
)  # fmt: skip
