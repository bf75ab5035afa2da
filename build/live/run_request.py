"""What a browser may ask to be run: the lab of an anchor, typed parameters, a guess. Never code, never a path."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from build.spec.deck import Anchor, Deck

KEYS = {"anchor", "parameters", "guess"}
MOST_PARAMETERS, LONGEST_NAME, LONGEST_WORD, LARGEST = 16, 40, 80, 10**12
MOST_GUESSES, LONGEST_GUESS = 8, 40


class RefusedError(ValueError):
    """What was asked is not run; the message says why."""

    def __init__(self, message: str, status: int = 422) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, kw_only=True)
class RunRequest:
    """A run that somebody asks for, typed. Which parameters a lab has, and their limits, the lab knows."""

    anchor: Anchor
    parameters: dict[str, int | str]
    guess: tuple[str, ...]


def read_request(body: bytes, deck: Deck | None) -> RunRequest:
    """The request in a body of JSON. Raises RefusedError."""
    given = read_object(body)
    if more := sorted(given.keys() - KEYS):
        raise RefusedError(f"a run has no {more[0][:LONGEST_NAME]!r}; it has anchor, parameters and guess")
    return RunRequest(
        anchor=anchor_of(given.get("anchor"), deck),
        parameters=_parameters(given.get("parameters", {})),
        guess=_guesses(given.get("guess", [])),
    )


def read_object(body: bytes) -> dict[str, Any]:
    """An object of JSON. Raises RefusedError."""
    try:
        given = json.loads(body, object_pairs_hook=_once)
    except RefusedError:
        raise
    except (ValueError, RecursionError):
        raise RefusedError("this is no JSON", 400) from None
    if not isinstance(given, dict):
        raise RefusedError("this is no object of JSON", 400)
    return given


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(found := dict(pairs)) < len(pairs):
        raise RefusedError("a name is there twice", 400)
    return found


def anchor_of(name: object, deck: Deck | None) -> Anchor:
    """The anchor with that id, on a slide of the deck. Raises RefusedError."""
    for slide in deck.slides if deck else ():
        if slide.anchor and slide.anchor.id == name:
            return slide.anchor
    raise RefusedError("no slide of this deck has an anchor with this id", 404)


def _parameters(given: object) -> dict[str, int | str]:
    if not isinstance(given, dict) or len(given) > MOST_PARAMETERS:
        raise RefusedError(f"parameters are an object with at most {MOST_PARAMETERS} of them")
    for name, value in given.items():
        if len(name) > LONGEST_NAME or not _is_setting(value):
            raise RefusedError(f"the parameter {name[:LONGEST_NAME]!r} is neither a whole number nor a short word")
    return given


def _is_setting(value: object) -> bool:
    if isinstance(value, str):
        return len(value) <= LONGEST_WORD
    return type(value) is int and abs(value) <= LARGEST


def _guesses(given: object) -> tuple[str, ...]:
    if not isinstance(given, list) or len(given) > MOST_GUESSES:
        raise RefusedError(f"guess is a list of at most {MOST_GUESSES} answers")
    if not all(isinstance(one, str) and len(one) <= LONGEST_GUESS and one.isprintable() for one in given):
        raise RefusedError(f"an answer is a line of at most {LONGEST_GUESS} letters")
    return tuple(given)
