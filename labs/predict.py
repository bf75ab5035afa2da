"""The step that predicts: questions with numbers, asked before anything runs, and looked at again after it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from engine.atomic_write import write_whole
from engine.ledger import Ledger
from labs.again import deck_ledger
from labs.runner import folder_of
from labs.steps import Prediction, Steps
from labs.words import filled, number_in, shown


def ask(lab_id: str, steps: Steps, given: Sequence[str]) -> None:
    """Print the questions; take answers from the command line or the terminal, where there is one, and keep them."""
    ledger, guesses = deck_ledger(), []
    for number, prediction in enumerate(steps.predict):
        print(f"\n{number + 1}. {filled(prediction.question, ledger)}")
        guesses.append(given[number] if number < len(given) else _typed())
    keep(lab_id, guesses)
    print("\n" + ("Kept until the numbers are there." if any(guesses) else "Left open."))


def keep(lab_id: str, guesses: Sequence[str]) -> None:
    """Write down what was guessed, before anything runs."""
    path = _kept(lab_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, json.dumps([*guesses], ensure_ascii=False))


def look_back(lab_id: str, steps: Steps) -> None:
    """What was guessed beside what the deck shows."""
    looks = [*compared(steps, read_guesses(_kept(lab_id)))]
    if looks:
        print("\nYour predictions")
    for look in looks:
        print(f"  {look['question']}")
        print(f"    you: {look['you']}   deck: {look['deck']}   {look['judged']}")


def compared(steps: Steps, guesses: Sequence[str]) -> Iterator[dict[str, str]]:
    """Each guess that was made with its question, what the deck shows, and whether it is close."""
    ledger = deck_ledger()
    for prediction, guess in zip(steps.predict, guesses, strict=False):
        if guess:
            yield {
                "question": filled(prediction.question, ledger),
                "you": guess,
                "deck": shown(prediction.answer, ledger).text,
                "judged": judged(guess, prediction, ledger),
            }


def read_guesses(path: Path) -> list[str]:
    """What was guessed; nothing where no file says it, or one that somebody has damaged."""
    try:
        guesses = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return [str(guess) for guess in guesses] if isinstance(guesses, list) else []


def judged(guess: str, prediction: Prediction, ledger: Ledger) -> str:
    """Whether a guess is close; what is no number is left to its owner."""
    said, true = number_in(guess), number_in(shown(prediction.answer, ledger).text)
    if said is None or true is None:
        return ""
    if said == true:
        return "exactly"
    if said <= 0 or true <= 0:
        return "not close"
    off = max(said / true, true / said)
    return "close" if off <= prediction.within else f"{off:.1f} times off"


def _typed() -> str:
    if not sys.stdin.isatty():
        return ""
    try:
        return input("   your answer (or Enter): ").strip()
    except EOFError:
        return ""


def _kept(lab_id: str) -> Path:
    return folder_of(lab_id) / "predictions.json"
