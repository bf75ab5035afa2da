"""Small counts in words, for captions: three blocks, the third guess."""

from __future__ import annotations

COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
PLACES = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


def count_word(count: float) -> str:
    """`three`; figures where a count is none of those that have a word here."""
    return COUNTS[int(count)] if count in range(len(COUNTS)) else f"{count:,.0f}"


def place_word(place: int) -> str:
    """`third`, counted from 1. Raises ValueError for a place that has no word here."""
    if not 1 <= place < len(PLACES):
        raise ValueError(f"place {place} has no word; 1 to {len(PLACES) - 1} have")
    return PLACES[place]


def counted(count: float, thing: str) -> str:
    """`one block`, `three blocks`."""
    return f"{count_word(count)} {thing}{'s' * (count != 1)}"


def capital(words: str) -> str:
    """With a capital at the beginning of a sentence."""
    return words[:1].upper() + words[1:]
