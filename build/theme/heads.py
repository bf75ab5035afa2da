"""How the heads of one layer are told apart, on slides and in films: colour tokens, in the order of the heads."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HeadLook:
    """A head's colours: of strong cells, of weak ones, and of words; and that of words on the first."""

    fill: str
    tint: str
    ink: str
    label: str


HEADS = (
    HeadLook("navy", "navy100", "navy", "white"),
    HeadLook("gqa", "gold100", "goldink", "navy"),
    HeadLook("teal", "teal100", "teal", "white"),
    HeadLook("plum", "plum100", "plum", "white"),
)
