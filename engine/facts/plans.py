"""Six use cases on their way through `engine.economics.plans`: what each asks, where it ends, and why not before."""

from __future__ import annotations

from dataclasses import replace

from engine.economics.pace import Load
from engine.economics.plans import DAY, MARGIN, OTHERWISE, PLANS, REASONS, Trial, UseCase, path
from engine.fact import computed
from engine.parallel.interconnect import link
from engine.presets import hardware, preset
from engine.units import Count, Matrix, Ratio, Seconds, Series, Table, unit

RESERVE = 0.1
HOURS = unit("h")
LLAMA_3_8B, LLAMA_3_70B, LLAMA_2_13B = preset("llama-3-8b"), preset("llama-3-70b"), preset("llama-2-13b")
A100, H100, RTX_4090 = hardware("a100-80gb-sxm"), hardware("h100-sxm"), hardware("rtx-4090")
NVLINK = link("nvlink-4")
USE_CASES = (
    UseCase(
        name="Night summaries", model=LLAMA_3_8B, card=A100, users=1, load=Load(prompt=4000, new_tokens=300),
        token=1.0, first=60.0, deadline=float(DAY), reserve=RESERVE,
    ),
    UseCase(
        name="Support chat", model=LLAMA_3_8B, card=A100, users=40,
        load=Load(prompt=1500, new_tokens=300, shared=1000), token=0.05, first=1.0, deadline=60.0, reserve=RESERVE,
    ),
    UseCase(
        name="Code completion", model=LLAMA_3_8B, card=RTX_4090, users=8,
        load=Load(prompt=1500, new_tokens=100, shared=1200), token=0.025, first=0.3, deadline=5.0, tested=8,
        reserve=RESERVE,
    ),
    UseCase(
        name="Team assistant", model=LLAMA_2_13B, card=RTX_4090, users=8, load=Load(prompt=1500, new_tokens=300),
        token=0.1, first=1.0, deadline=60.0, tested=4, reserve=RESERVE,
    ),
    UseCase(
        name="Long reasoning", model=LLAMA_3_70B, card=H100, users=16, load=Load(prompt=1000, new_tokens=2000),
        token=0.05, first=2.0, deadline=600.0, link=NVLINK, reserve=RESERVE,
    ),
    UseCase(
        name="Voice agent", model=LLAMA_3_70B, card=H100, users=16, load=Load(prompt=1000, new_tokens=200),
        token=0.01, first=0.3, deadline=10.0, link=NVLINK, reserve=RESERVE,
    ),
)  # fmt: skip
NAMES = tuple(use.name for use in USE_CASES)
TAKEN = 1
"""In a cell of `plan_paths`; a reason is 2 and more, 0 is a plan that was not asked."""


@computed()
def plan_terms() -> Table:
    """What plans are held to: how long a job may take, and the roofline's times as often as a server may take them."""
    return Table(
        day=HOURS(DAY / 3600),
        margin=Ratio(MARGIN),
        reserve=Ratio(RESERVE),
        plans=Count(len(PLANS)),
        use_cases=Count(len(USE_CASES)),
        reasoning_cards=Count(_end("Long reasoning").cards),
        voice_cards=Count(_end("Voice agent").cards),
    )


@computed()
def plan_paths() -> Matrix:
    """The path of each use case through the plans: 1 is taken, 2 to 6 why not, 0 not asked.

    2 somebody waits, 3 its bits have not been tested, 4 no link between cards, 5 too large, 6 too slow.
    """
    columns = (*(plan.says for plan in PLANS), OTHERWISE)
    return Matrix(NAMES, columns, tuple(_row(path(use)) for use in USE_CASES))


def _row(trials: tuple[Trial, ...]) -> tuple[float, ...]:
    codes = [TAKEN if tried.refused is None else 2 + REASONS.index(tried.refused) for tried in trials]
    if trials[-1].refused is not None:
        codes.append(TAKEN)
    return tuple(float(code) for code in codes + [0] * (len(PLANS) + 1 - len(codes)))


@computed()
def plan_users() -> Series:
    """Users that wait at once (0 for a job) and how many fit, with the plan where a use case's path ends."""
    ends = [path(use)[-1] for use in USE_CASES]
    asked = tuple(0 if end.plan.job else use.users for use, end in zip(USE_CASES, ends, strict=True))
    return Series("use case", NAMES, Count, {"asked": asked, "fit": tuple(int(end.fit or 0) for end in ends)})


@computed()
def plan_waits() -> Series:
    """The wait from a token to the next: how long it may be, and is at the roofline's pace times the margin.

    With the plan where a path ends, and with one card in 16 bits (0 where not all users fit on it).
    """
    sixteen = [next((t for t in path(use) if t.plan.name == "bf16"), None) for use in USE_CASES]
    return Series(
        "use case",
        NAMES,
        Seconds,
        {
            "limit": tuple(use.token for use in USE_CASES),
            "wait": tuple(float(path(use)[-1].gap or 0) for use in USE_CASES),
            "in 16 bits": tuple(float(tried.gap or 0) if tried else 0.0 for tried in sixteen),
        },
    )


@computed()
def plan_first() -> Series:
    """The wait for the first token when nobody else is there: how long it may be, and is by the roofline."""
    return Series(
        "use case",
        NAMES,
        Seconds,
        {
            "limit": tuple(use.first for use in USE_CASES),
            "wait": tuple(float(path(use)[-1].first or 0) for use in USE_CASES),
        },
    )


def _end(name: str) -> Trial:
    return path(USE_CASES[NAMES.index(name)])[-1]


@computed()
def plan_alternatives() -> Table:
    """What would change an end: four bits that passed the test of "Long reasoning"; Llama 3 8B for "Voice agent".

    With eight bits, which one card has no room for: how many users fit.
    """
    reasoning, voice = (USE_CASES[NAMES.index(name)] for name in ("Long reasoning", "Voice agent"))
    four, eight = (path(replace(reasoning, tested=bits)) for bits in (4, 8))
    small = path(replace(voice, model=LLAMA_3_8B))[-1]
    return Table(
        reasoning_cards=Count(four[-1].cards),
        reasoning_wait=_told(four[-1].gap),
        reasoning_fit_in_eight=next(tried.fit or Count(0) for tried in eight if tried.plan.name == "int8"),
        voice_cards=Count(small.cards),
        voice_wait=_told(small.gap),
    )


def _told(gap: Seconds | None) -> Seconds:
    """Raises ValueError where a path ended without a plan."""
    if gap is None:
        raise ValueError("no plan holds")
    return gap


@computed()
def plan_loads() -> Series:
    """Tokens of a prompt, those of them that all share, and of an answer, by use case."""
    return Series(
        "use case",
        NAMES,
        Count,
        {
            "prompt": tuple(use.load.prompt for use in USE_CASES),
            "shared": tuple(use.load.shared for use in USE_CASES),
            "answer": tuple(use.load.new_tokens for use in USE_CASES),
        },
    )
