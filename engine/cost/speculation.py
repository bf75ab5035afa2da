"""What guessing ahead is worth: tokens a pass, speed-up, arithmetic, and how many tokens to guess.

Leviathan, Kalman, Matias, "Fast Inference from Transformers via Speculative Decoding", 2023, arXiv:2211.17192. There α
is the chance that a guessed token is accepted, taken as the same for each (`acceptance`), γ how many are guessed a pass
(`gamma`), c what a draft's step costs, as a share of the target's step (`draft_cost`).

The paper takes a pass over γ + 1 tokens to cost what a step of one costs. Where that is not so, `pass_cost` says what
it costs in steps: 1 where memory is the limit, up to γ + 1 where arithmetic is.
"""

from __future__ import annotations

from collections.abc import Sequence


def expected_tokens(acceptance: float, gamma: int) -> float:
    """Tokens that a pass is expected to give, (1 − α^(γ+1)) / (1 − α): those accepted, and one more (equation 1)."""
    _check(acceptance, gamma)
    return sum(acceptance**n for n in range(gamma + 1))


def speculative_speedup(
    acceptance: float, gamma: int, *, draft_cost: float, pass_cost: float = 1.0, guessed: float = 1.0
) -> float:
    """How many times as fast as plain decoding: `expected_tokens` / (γ·c + pass_cost); theorem 3.8 where that is 1.

    A look-up finds no guess at some places: the share `guessed` of the passes has one, the others are plain steps.
    """
    if draft_cost < 0 or not pass_cost > 0 or not 0 <= guessed <= 1:
        raise ValueError(
            f"draft_cost={draft_cost} is negative, pass_cost={pass_cost} is not above 0, or guessed={guessed} is not a "
            "share from 0 to 1"
        )
    plain = 1 - guessed
    tokens = guessed * expected_tokens(acceptance, gamma) + plain
    return tokens / (guessed * (gamma * draft_cost + pass_cost) + plain)


def more_arithmetic(acceptance: float, gamma: int, *, draft_cost: float) -> float:
    """How many times the arithmetic of plain decoding: tokens read for each that stays (theorem 3.11).

    `draft_cost` is the draft's arithmetic for a token, as a share of the target's.
    """
    return (gamma * draft_cost + gamma + 1) / expected_tokens(acceptance, gamma)


def best_gamma(acceptance: float, *, draft_cost: float, pass_costs: Sequence[float]) -> int:
    """How many tokens to guess for the greatest speed-up; 0 where every guess loses.

    `pass_costs[γ]` is what a pass over γ + 1 tokens costs, in steps, so its first entry is 1.
    """
    gains = [
        speculative_speedup(acceptance, gamma, draft_cost=draft_cost, pass_cost=cost)
        for gamma, cost in enumerate(pass_costs)
    ]
    if not gains:
        raise ValueError("pass_costs is empty; its first entry is the cost of a step, 1")
    return gains.index(max(gains))


def _check(acceptance: float, gamma: int) -> None:
    if not 0 <= acceptance <= 1:
        raise ValueError(f"acceptance={acceptance} is not a chance from 0 to 1")
    if gamma < 0:
        raise ValueError(f"gamma={gamma} tokens cannot be guessed")
