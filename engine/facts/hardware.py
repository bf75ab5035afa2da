"""What makers and drivers state of GPUs."""

from __future__ import annotations

from engine.fact import computed, published
from engine.presets import hardware
from engine.units import BytesPerSecond, FlopsPerByte, Table

A100 = hardware("a100-80gb-sxm")
A100_40GB = hardware("a100-40gb")
RTX_4090 = hardware("rtx-4090")


@published(source="NVIDIA A100 data sheet, 80 GB SXM: dense bf16; memory as its driver reports it")
def a100() -> Table:
    """Memory, memory bandwidth and dense bf16 speed of an A100 80 GB SXM."""
    return Table(memory=A100.memory, bandwidth=A100.bandwidth, peak=A100.tflops_bf16)


@published(source="NVIDIA A100 data sheet, 40 GB")
def a100_40gb_bandwidth() -> BytesPerSecond:
    """Memory bandwidth of the 40 GB A100."""
    return A100_40GB.bandwidth


@computed(source="Williams et al., Roofline, 2009")
def a100_ridge() -> FlopsPerByte:
    """FLOPs an A100 80 GB can do while it reads one byte: below this a kernel waits for memory."""
    return FlopsPerByte(A100.tflops_bf16 / A100.bandwidth)
