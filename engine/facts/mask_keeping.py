"""Where a layer keeps its mask: what that takes, what is saved, and what moves with the weights."""

from __future__ import annotations

import torch
from torch import Tensor

from engine.attention.buffers import KEEPERS, casts, moves, state_bytes
from engine.fact import computed
from engine.units import Bytes, Count, Ratio, Table

# GPT-2 124M's.
D_MODEL, TOKENS, LAYERS = 768, 1024, 12


@computed()
def mask_bytes() -> Table:
    """Bytes of a mask of 1,024 × 1,024 in fp32 and in bool, of twelve masks, and of a state_dict with one and without.

    Twelve layers keep one each. The state_dict is one layer's: its four projections in fp32, and the mask in fp32.
    """
    fp32, boolean = (Bytes(_mask(dtype).nbytes) for dtype in (torch.float32, torch.bool))
    with_mask = Bytes(state_bytes(KEEPERS["saved"](D_MODEL, _mask(torch.float32))))
    without = Bytes(state_bytes(KEEPERS["not_saved"](D_MODEL, _mask(torch.float32))))
    return Table(
        tokens=Count(TOKENS),
        layers=Count(LAYERS),
        fp32=fp32,
        bool=boolean,
        fp32_layers=Bytes(LAYERS * fp32),
        bool_layers=Bytes(LAYERS * boolean),
        state_dict_with=with_mask,
        state_dict_without=without,
        more=Ratio(with_mask / without - 1),
    )


@computed()
def buffer_moves() -> Table:
    """What happens to a mask as a plain attribute, as a buffer, and as a buffer that is not saved: 1 for yes.

    `moves_…`: it goes to another device with the weights; `saved_…`: the state_dict has it; `casts_…`: `half()` makes
    an fp32 mask fp16; `casts_bool`: the same of a boolean one in a buffer.
    """
    fp32, boolean = _mask(torch.float32, 4), _mask(torch.bool, 4)
    return Table(
        **{f"moves_{name}": Count(moves(keeper(8, boolean))) for name, keeper in KEEPERS.items()},
        **{f"saved_{name}": Count("mask" in keeper(8, boolean).state_dict()) for name, keeper in KEEPERS.items()},
        **{f"casts_{name}": Count(casts(keeper(8, fp32))) for name, keeper in KEEPERS.items()},
        casts_bool=Count(casts(KEEPERS["saved"](8, boolean))),
    )


def _mask(dtype: torch.dtype, tokens: int = TOKENS) -> Tensor:
    return torch.ones(tokens, tokens).tril().to(dtype)
