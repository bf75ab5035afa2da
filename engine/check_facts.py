"""Does the ledger still say what the code says? First without running anything, then by computing again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from engine.ledger import Ledger, Record
from engine.provenance import ROOT, Definition, Finding

SHOWN = 4  # so many suspects are named


def stale_names(ledger: Ledger, definitions: Mapping[str, Definition]) -> set[str]:
    """The facts whose recorded value is not the one that the code as it is now gave."""
    return {name for name, one in definitions.items() if name not in ledger or ledger[name].digest != one.digest}


def stale(ledger: Ledger, definitions: Mapping[str, Definition]) -> list[Finding]:
    """Facts that are missing, stale, or recorded and no longer there. Runs and imports nothing."""
    fresh = definitions.keys() - stale_names(ledger, definitions)
    # A file that a fresh fact depends on as a whole cannot have changed.
    unchanged = frozenset().union(*(definitions[name].whole for name in fresh))
    findings = []
    for name, one in definitions.items():
        hint = f"make facts NAME={name}"
        if name not in ledger:
            findings.append(one.finding("F203", "was never recorded", hint))
        elif name not in fresh:
            suspects = _suspects(one, one.whole - unchanged)
            findings.append(one.finding("F203", f"is stale: {suspects} changed since {ledger[name].day}", hint))
    for name in ledger.keys() - definitions.keys():
        path, _, line = ledger[name].defined.rpartition(":")
        message = f"fact {name!r} is in the ledger, and no function has this name any more"
        findings.append(Finding(path=path, line=int(line), code="F204", message=message, hint="make facts"))
    return sorted(findings, key=lambda finding: (finding.path, finding.line, finding.code))


def _suspects(definition: Definition, files: frozenset[str]) -> str:
    """What may have changed: the fact in its own file, and the files that only stale facts depend on."""
    names = sorted(files)
    others = [*names[:SHOWN], f"{len(names) - SHOWN} other files"] if len(names) > SHOWN else names
    return " or ".join([f"what it uses of {definition.path}", *others])


def recompute(ledger: Ledger, definitions: Mapping[str, Definition], root: Path = ROOT) -> list[Finding]:
    """Computed and published facts whose code gives another value than the recorded one. Imports their modules."""
    return [
        one.finding("F205", wrong, f"make facts NAME={name}")
        for name, one in definitions.items()
        if name in ledger and one.kind != "measured" and (wrong := _difference(ledger[name], one, root))
    ]


def _difference(record: Record, definition: Definition, root: Path) -> str:
    from engine.record import again

    try:
        wrong = again(definition, root).difference(record)
    except Exception as error:  # whatever a fact raises is what is wrong with it
        return f"cannot be computed again: {type(error).__name__}: {error}"
    return f"comes out otherwise: {wrong}" if wrong else ""
