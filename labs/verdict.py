"""A lab's number beside the deck's, in one word: the same words in the browser's panel and on the slide."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Any

from engine.ledger import Ledger
from engine.units import Bytes, Count, Quantity, Seconds, Table, TokensPerSecond
from labs.report import Claim, Row

AGREES_WITHIN = 0.15  # of the deck's number: what is measured is as the deck says, on another machine too


@dataclass(frozen=True, kw_only=True)
class DeckNumber:
    """A number that the deck shows: a fact, or a field of one."""

    fact: str
    quantity: Quantity
    measured: bool
    says: str

    def row(self, here: float, says: str = "") -> Row:
        """The row that sets a number of this run beside the deck's. A measured one has no verdict of its own."""
        value = type(self.quantity)(here, digits=2) if self.differs_by_machine else type(self.quantity)(here)
        exact = "" if self.differs_by_machine else self.word(here)
        deck = str(self.quantity)
        return Row(name=self.fact, says=says or self.says, here=str(value), deck=deck, verdict=exact, value=here)

    def word(self, here: float) -> str:
        """`same` or `differs` of what is exact; of what is measured whether it agrees, or which way it is off."""
        deck = float(self.quantity)
        if here == deck:
            return "same"
        if not self.differs_by_machine or not isfinite(here):
            return "differs"
        if abs(here - deck) <= AGREES_WITHIN * abs(deck):
            return "agrees"
        more = here > deck
        if isinstance(self.quantity, Seconds | TokensPerSecond):
            return "faster here" if more == isinstance(self.quantity, TokensPerSecond) else "slower here"
        return "more here" if more else "less here"

    @property
    def differs_by_machine(self) -> bool:
        """Whether another machine may have another number; bytes and counts are the same on any."""
        return self.measured and not isinstance(self.quantity, Bytes | Count)


def deck_number(name: str, ledger: Ledger) -> DeckNumber | None:
    """The number of a fact's name, or of `fact.field`; None where there is none."""
    fact, _, field = name.partition(".")
    record = ledger.get(fact)
    if record is None:
        return None
    quantity = record.quantity
    if isinstance(quantity, Table):
        if field not in quantity:
            return None
        quantity = quantity[field]
    elif field or not isinstance(quantity, Quantity):
        return None
    says = field.replace("_", " ") or record.says
    return DeckNumber(fact=name, quantity=quantity, measured=record.kind == "measured", says=says)


def row_event(row: Row, ledger: Ledger) -> dict[str, Any]:
    """A row for whoever follows a run: with its fact, the number, and the word for it."""
    number = deck_number(row.name, ledger)
    word = "differs" if row.verdict.startswith("differs") else row.verdict
    if number is not None and row.value is not None and not word:
        word = number.word(row.value)
    value = row.value if row.value is not None and isfinite(row.value) else None  # JSON has no NaN
    event = {"name": row.name, "says": row.says, "deck": row.deck, "here": row.here, "value": value, "word": word}
    measured = number is not None and number.differs_by_machine
    return {**event, "fact": row.name if number else "", "measured": measured}


def claim_event(claim: Claim) -> dict[str, Any]:
    """A claim for whoever follows a run; where it is false the run differs from the deck."""
    return {"says": claim.says, "word": "agrees" if claim.holds else "differs", "but": claim.but}
