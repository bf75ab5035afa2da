"""Which family reads which checkpoint. A new one is one file and one row here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from engine.did_you_mean import unknown
from engine.families.deepseek import DEEPSEEK_V2, DEEPSEEK_V3
from engine.families.family import Family
from engine.families.gemma import GEMMA2, GEMMA3, GEMMA3_TEXT
from engine.families.gpt2 import GPT2
from engine.families.llama import LLAMA
from engine.families.mixture import MIXTRAL, QWEN3_MOE
from engine.families.qwen import QWEN2, QWEN3
from engine.families.qwen3_next import QWEN3_NEXT

FAMILIES: Mapping[str, Family] = MappingProxyType(
    {
        "GPT2LMHeadModel": GPT2,
        "LlamaForCausalLM": LLAMA,
        "MistralForCausalLM": LLAMA,
        "Qwen2ForCausalLM": QWEN2,
        "Qwen3ForCausalLM": QWEN3,
        "Gemma2ForCausalLM": GEMMA2,
        "Gemma3ForCausalLM": GEMMA3,
        "Gemma3ForConditionalGeneration": GEMMA3_TEXT,
        "MixtralForCausalLM": MIXTRAL,
        "Qwen3MoeForCausalLM": QWEN3_MOE,
        "DeepseekV2ForCausalLM": DEEPSEEK_V2,
        "DeepseekV3ForCausalLM": DEEPSEEK_V3,
        "Qwen3NextForCausalLM": QWEN3_NEXT,
    }
)
"""By the name under `architectures` in config.json."""


def family_of(architecture: str) -> Family:
    """The family that reads an architecture. Raises ValueError with the likely name for one that is not known."""
    if architecture not in FAMILIES:
        raise unknown("architecture", architecture[:100], FAMILIES)
    return FAMILIES[architecture]
