"""Which family reads which checkpoint. A new one is one file and one row here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from engine.families.family import Family
from engine.families.gpt2 import GPT2
from engine.families.llama import LLAMA
from engine.families.qwen import QWEN2, QWEN3
from engine.names import unknown

FAMILIES: Mapping[str, Family] = MappingProxyType(
    {
        "GPT2LMHeadModel": GPT2,
        "LlamaForCausalLM": LLAMA,
        "MistralForCausalLM": LLAMA,
        "Qwen2ForCausalLM": QWEN2,
        "Qwen3ForCausalLM": QWEN3,
    }
)
"""By the name under `architectures` in config.json."""


def family_of(architecture: str) -> Family:
    """The family that reads an architecture. Raises ValueError with the likely name for one that is not known."""
    if architecture not in FAMILIES:
        raise unknown("architecture", architecture, FAMILIES)
    return FAMILIES[architecture]
