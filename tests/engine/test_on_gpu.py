"""Each kind of model gives on a GPU what it gives on the CPU: logits, and the same text with its cache."""

from __future__ import annotations

import copy

import needs
import pytest
import torch

from engine.decode import generate
from engine.model import GPT

pytestmark = pytest.mark.skipif(not torch.cuda.is_available(), reason=needs.GPU)


def prompt(batch: int = 3, width: int = 7) -> torch.Tensor:
    return torch.randint(61, (batch, width), generator=torch.Generator().manual_seed(0))


@torch.no_grad()
def test_logits_are_those_of_the_cpu(model: GPT) -> None:
    torch.backends.cuda.matmul.allow_tf32 = False
    there = copy.deepcopy(model).to("cuda")
    expected = copy.deepcopy(model).double()(prompt())
    assert torch.allclose(there(prompt().to("cuda")).cpu().double(), expected, rtol=1e-3, atol=1e-3)


@torch.no_grad()
def test_text_with_a_cache_is_that_of_the_cpu(model: GPT) -> None:
    """In double precision, so that no two likeliest tokens change places."""
    here = copy.deepcopy(model).double()
    there = copy.deepcopy(here).to("cuda")
    assert torch.equal(generate(there, prompt().to("cuda"), 30).cpu(), generate(here, prompt(), 30))
