"""What users of a real server wait: the packet's own load test, run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.load.command import Wanted, load
from engine.load.drive import Target
from engine.readiness.levels import SPREAD, calls_of, in_words
from engine.readiness.needs import Needs


def seen(
    needs: Needs, target: Target, *, calls: int | None = None, say: Callable[[str], None] = print
) -> Mapping[str, Any]:
    """The result of the load test of a use case, as `coursewright load --json` prints it.

    Raises ValueError for what the server refuses beforehand, OSError where nobody answers.
    """
    wanted = Wanted(
        target=target, n=calls or calls_of(needs), clients=needs.users, prompt_words=in_words(needs.prompt),
        answer_tokens=needs.answer, spread=SPREAD, shared_words=in_words(needs.shared or 0),
        limits=(f"ttft={needs.first:g}", f"tpot={needs.token:g}"),
    )  # fmt: skip
    return load(wanted, say)[0]
