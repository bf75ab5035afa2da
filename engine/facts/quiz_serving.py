"""Questions about speed, guessing and money: the right value beside what each named mistake gives."""

from __future__ import annotations

from engine.cost.narrow import held_bytes
from engine.cost.roofline import decode_time
from engine.cost.speculation import expected_tokens
from engine.fact import computed
from engine.facts.parallel import CARDS as SHARERS
from engine.facts.parallel import CONTEXT as LONG
from engine.facts.parallel import ETHERNET, H100, NVLINK, PCIE
from engine.parallel.cost import copies_step, tensor_step
from engine.presets import hardware, preset
from engine.units import Bytes, BytesPerSecond, Count, Number, Ratio, Seconds, Series, Table, TokensPerSecond

LLAMA_3_8B = preset("llama-3-8b")
CONTEXT = 1024
CARDS = {
    "RTX 4090": "rtx-4090",
    "A100 40 GB": "a100-40gb",
    "A100 80 GB": "a100-80gb-sxm",
    "H100 SXM": "h100-sxm",
    "H200 SXM": "h200",
}
GUESSES = {"first": (0.8, 4), "second": (0.7, 3), "third": (0.6, 4), "fourth": (0.9, 6)}
PREFIX = {"16 requests": (16, 250, 40), "32 requests": (32, 110, 30), "8 requests": (8, 430, 100)}
BLOCK = 16
WEIGHTS = {"Llama 3 8B": "llama-3-8b", "Llama 2 7B": "llama-2-7b", "Llama 3 70B": "llama-3-70b"}
GROUP = 64
MANY = 256


@computed()
def quiz_step() -> Series:
    """Least time of a decode step of Llama 3 8B in bf16 for one text, by card; by mistake: arithmetic, bits, fp32."""
    steps = {name: decode_time(LLAMA_3_8B, hardware(card), context=CONTEXT) for name, card in CARDS.items()}
    lines = {
        "right": tuple(float(step.memory) for step in steps.values()),
        "arithmetic": tuple(float(step.compute) for step in steps.values()),
        "bits": tuple(float(step.memory) * 8 for step in steps.values()),
        "four bytes": tuple(float(step.memory) * 2 for step in steps.values()),
    }
    return Series("card", tuple(CARDS), Seconds, lines)


@computed()
def quiz_step_rate() -> Series:
    """The same as tokens a second."""
    steps = quiz_step()
    return Series(
        "card",
        tuple(CARDS),
        TokensPerSecond,
        {name: tuple(1 / seconds for seconds in line) for name, line in steps.lines.items()},
    )


@computed()
def quiz_step_bandwidth() -> Series:
    """Memory bandwidth of those cards."""
    return Series(
        "card",
        tuple(CARDS),
        BytesPerSecond,
        {"bandwidth": tuple(hardware(card).bandwidth for card in CARDS.values())},
    )


@computed()
def quiz_step_bytes() -> Table:
    """What that step reads: weights and cache, behind so many tokens."""
    step = decode_time(LLAMA_3_8B, hardware("a100-80gb-sxm"), context=CONTEXT)
    return Table(context=Count(CONTEXT), weights=step.weights, cache=step.cache, all=Bytes(step.weights + step.cache))


@computed(source="Leviathan et al., 2023, arXiv:2211.17192, equation 1")
def quiz_guesses() -> Series:
    """Tokens a pass by acceptance and guesses; by mistake: all guesses kept, no own token, chances not multiplied."""
    lines: dict[str, list[float]] = {"right": [], "all kept": [], "own token forgotten": [], "not multiplied": []}
    for chance, count in GUESSES.values():
        right = expected_tokens(chance, count)
        lines["right"].append(right)
        lines["all kept"].append(count + 1)
        lines["own token forgotten"].append(right - 1)
        lines["not multiplied"].append(chance * count + 1)
    return Series("acceptance and guesses", tuple(GUESSES), Count, {name: tuple(line) for name, line in lines.items()})


@computed()
def quiz_guesses_terms() -> Series:
    """The terms of `quiz_guesses`: the chance that a guess stays, and the guesses of a pass."""
    chances, counts = zip(*GUESSES.values(), strict=True)
    lines = {"chance": tuple(chances), "guesses": tuple(map(float, counts))}
    return Series("acceptance and guesses", tuple(GUESSES), Number, lines)


@computed()
def quiz_prefix() -> Series:
    """Share of tokens found in a prefix cache; by mistake: the first finds too, no own tokens, parts of blocks."""
    names = ("right", "first finds too", "own tokens left out", "parts of blocks")
    lines: dict[str, list[float]] = {name: [] for name in names}
    for requests, shared, own in PREFIX.values():
        whole = shared // BLOCK * BLOCK
        asked = requests * (shared + own)
        lines["right"].append((requests - 1) * whole / asked)
        lines["first finds too"].append(requests * whole / asked)
        lines["own tokens left out"].append((requests - 1) * whole / (requests * shared))
        lines["parts of blocks"].append((requests - 1) * shared / asked)
    return Series("requests", tuple(PREFIX), Ratio, {name: tuple(line) for name, line in lines.items()})


@computed()
def quiz_prefix_terms() -> Series:
    """The terms of `quiz_prefix`: tokens that are shared and that are a request's own, and those of a block."""
    return Series(
        "requests",
        tuple(PREFIX),
        Count,
        {
            "requests": tuple(requests for requests, _, _ in PREFIX.values()),
            "shared": tuple(shared for _, shared, _ in PREFIX.values()),
            "own": tuple(own for _, _, own in PREFIX.values()),
            "block": (BLOCK,) * len(PREFIX),
        },
    )


@computed()
def quiz_four_bits() -> Series:
    """Weights in four bits by groups of 64; by mistake: no scales and all narrow, one byte each, and as they were."""
    lines: dict[str, list[float]] = {"right": [], "all narrow": [], "a byte each": [], "as before": []}
    for name in WEIGHTS.values():
        model = preset(name)
        whole = held_bytes(model)
        lines["right"].append(held_bytes(model, dtype="int4", group=GROUP))
        lines["all narrow"].append(whole / 4)
        lines["a byte each"].append(whole / 2)
        lines["as before"].append(whole)
    return Series("model", tuple(WEIGHTS), Bytes, {name: tuple(line) for name, line in lines.items()})


@computed()
def quiz_split_many() -> Table:
    """As `split_or_copies`, for many texts: over a slower link the messages then take longer than is saved."""
    links = {"nvlink": NVLINK, "pcie": PCIE, "ethernet": ETHERNET}
    copies = copies_step(LLAMA_3_8B, H100, size=SHARERS, context=LONG, texts=MANY)
    rates = {
        name: tensor_step(LLAMA_3_8B, H100, by, size=SHARERS, context=LONG, texts=MANY).rate
        for name, by in links.items()
    }
    return Table(texts=Count(MANY), copies=copies.rate, **rates)
