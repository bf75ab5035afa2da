"""What is timed, of which kinds of weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import torch
from weights import SEED, TYPES, VARIANTS


@dataclass(frozen=True, kw_only=True)
class Case:
    """A step of decoding behind a prompt and so many new tokens in each row; or, without any, the prompt itself."""

    rows: int
    prompt: int
    new_tokens: int = 0

    @property
    def decodes(self) -> bool:
        return self.new_tokens > 0

    @property
    def length(self) -> int:
        """Tokens cached before the first that is timed."""
        return self.prompt + self.new_tokens if self.decodes else 0

    @property
    def ids(self) -> torch.Tensor:
        """The prompt, [rows, prompt]; every vocabulary has as many tokens as it is drawn from."""
        return torch.randint(4096, (self.rows, self.prompt), generator=torch.Generator().manual_seed(SEED))

    def __str__(self) -> str:
        rows = f"{self.rows} row{'s' * (self.rows > 1)}"
        return f"{rows}, {self.prompt} + {self.new_tokens} tokens" if self.decodes else f"{rows}, prompt {self.prompt}"


CORE = (Case(rows=1, prompt=16, new_tokens=200), Case(rows=8, prompt=16, new_tokens=200), Case(rows=1, prompt=512))
COMPILED = CORE[:1]
"""Each other case would be compiled anew."""

LENGTHS = (
    Case(rows=1, prompt=16, new_tokens=1024),
    Case(rows=1, prompt=512, new_tokens=200),
    Case(rows=1, prompt=2048, new_tokens=1024),
    Case(rows=32, prompt=16, new_tokens=200),
    Case(rows=8, prompt=16),
    Case(rows=1, prompt=2048),
)
LONG = (CORE[0], LENGTHS[2], Case(rows=8, prompt=512, new_tokens=200), CORE[2])

FULL: Mapping[str, Sequence[Case]] = MappingProxyType(
    dict.fromkeys(TYPES, CORE)
    | dict.fromkeys(("F32", "BF16"), CORE + LENGTHS)
    | dict.fromkeys(("SmolLM2", "SmolLM2 in F32"), CORE)
    | dict.fromkeys(VARIANTS, LONG)
)
_SHORT = Case(rows=1, prompt=128)
QUICK: Mapping[str, Sequence[Case]] = MappingProxyType(
    {"F32": (*CORE[:2], _SHORT), "BF16": (CORE[0], _SHORT), "Q4_1": (*CORE[:2], _SHORT), "SmolLM2": (*CORE[:2], _SHORT)}
)
