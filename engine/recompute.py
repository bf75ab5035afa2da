"""Does the ledger still say what the code says? By computing again."""

from __future__ import annotations

from collections.abc import Mapping

from engine.home import ENGINE, Home
from engine.ledger import Ledger, Record
from engine.provenance import Definition, Finding


def recompute(ledger: Ledger, definitions: Mapping[str, Definition], home: Home = ENGINE) -> list[Finding]:
    """Computed and published facts whose code gives another value than the recorded one. Imports their modules."""
    return [
        definition.finding("F205", wrong)
        for name, definition in definitions.items()
        if name in ledger and definition.kind != "measured" and (wrong := _difference(ledger[name], definition, home))
    ]


def _difference(record: Record, definition: Definition, home: Home) -> str:
    from engine.again import again

    try:
        wrong = again(definition, home).difference(record)
    except Exception as error:  # whatever a fact raises is what is wrong with it
        return f"cannot be computed again: {type(error).__name__}: {error}"
    return f"comes out otherwise: {wrong}" if wrong else ""
