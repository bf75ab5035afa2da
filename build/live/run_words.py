"""What the process that runs labs says in English, in a deck's words. What labs say by themselves stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from build.spec.said import Said
from build.spec.tool_words import ToolWords

_TIMES_OFF = " times off"


def row_in(row: Mapping[str, Any], said: Said) -> dict[str, Any]:
    """A row with its numbers as the language writes them."""
    return {**row, **{name: said.number(row[name]) for name in ("deck", "here") if row.get(name)}}


def guess_in(guess: Mapping[str, str], said: Said, tools: ToolWords) -> dict[str, str]:
    """A guess beside what the deck has, and how near it came."""
    judged = guess["judged"]
    words = {"exactly": tools.exactly, "close": tools.close_guess, "not close": tools.not_close}
    if judged.endswith(_TIMES_OFF):
        words[judged] = tools.times_off.format(said.number(judged.removesuffix(_TIMES_OFF)))
    return {**guess, "deck": said.number(guess["deck"]), "judged": words.get(judged, judged)}


def ended_in(
    ended: Mapping[str, Any], lab: str, limits: Mapping[str, Any], said: Said, tools: ToolWords
) -> dict[str, Any]:
    """How a run ended, with the sentence that says what to do where it is not done."""
    seconds, most = (said.number(f"{limits.get(name, 0) / unit:g}") for name, unit in (("seconds", 1), ("bytes", 1e9)))
    words = {
        "cancelled": tools.was_cancelled.format(lab),
        "time": tools.took_too_long.format(lab, seconds, f"coursewright lab {lab}"),
        "memory": tools.took_too_much.format(lab, f"{most} GB"),
        "failed": tools.has_failed.format(lab),
    }
    return {**ended, "says": words.get(ended["how"], ended["says"])}
