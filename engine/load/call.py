"""What is asked of a server under load: prompts and lengths from a file, or made by a distribution."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_COMMON = (
    "time year people way day man thing woman life child world school state family student group country problem hand "
    "part place case week company system program question work number night point home water room mother area money "
    "story fact month lot right study book eye job word business issue side kind head house service friend father power"
)  # most are one token of any English vocabulary
WORDS = tuple(_COMMON.split())


@dataclass(frozen=True, slots=True)
class Call:
    """One prompt, and how many tokens its answer is to have."""

    prompt: str
    answer_tokens: int


def read_calls(path: Path) -> list[Call]:
    """Lines of JSON with `prompt` and `answer_tokens`. Raises ValueError with the line for one that has not."""
    calls = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is no text in UTF-8: {error}") from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
            calls.append(Call(str(found["prompt"]), int(found["answer_tokens"])))
        except (ValueError, KeyError, TypeError, OverflowError) as error:
            said = 'each line is an object with "prompt" and "answer_tokens"'
            raise ValueError(f"{path}:{number}: {said} ({type(error).__name__}: {error})") from None
    if not calls:
        raise ValueError(f"{path}: it has no line")
    return calls


def make_calls(
    n: int, *, prompt_words: int, answer_tokens: int, spread: float, shared_words: int, seed: int
) -> list[Call]:
    """Prompts of about so many words and answers of so many tokens, each up to `spread` of that shorter or longer.

    All begin with the same `shared_words`, as behind one system prompt.
    """
    if not 0 <= spread < 1:
        raise ValueError(f"spread={spread} is not from 0 to below 1")
    state = random.Random(seed)
    shared = [state.choice(WORDS) for _ in range(shared_words)]

    def about(mean: int) -> int:
        return max(1, round(mean * state.uniform(1 - spread, 1 + spread)))

    return [Call(" ".join([*shared, *_words(about(prompt_words), state)]), about(answer_tokens)) for _ in range(n)]


def taken(calls: Sequence[Call], n: int) -> list[Call]:
    """The first `n`, begun again where there are fewer."""
    return [calls[i % len(calls)] for i in range(n)]


def _words(n: int, state: random.Random) -> list[str]:
    return [state.choice(WORDS) for _ in range(n)]
