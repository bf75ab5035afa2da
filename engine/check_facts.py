"""Does the ledger still say what the code says? Without running anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

from engine.ledger import Ledger
from engine.provenance import Definition, Finding

SHOWN = 2  # so many files are suspected; of more each is likely innocent


def stale_names(ledger: Ledger, definitions: Mapping[str, Definition]) -> set[str]:
    """The facts whose recorded value is not the one that the code as it is now gave."""
    return {
        name
        for name, definition in definitions.items()
        if name not in ledger or ledger[name].digest != definition.digest
    }


def stale(ledger: Ledger, definitions: Mapping[str, Definition]) -> list[Finding]:
    """Facts that are missing, stale, or recorded and no longer there. Runs and imports nothing."""
    not_fresh = stale_names(ledger, definitions)
    missing = definitions.keys() - ledger.keys()
    changed = not_fresh - missing
    suspects = _suspects(changed, definitions.keys() - not_fresh, definitions)
    findings = [definitions[name].finding("F203", "was never recorded") for name in missing]
    for name in changed:
        likely = "likely " * bool(suspects[name])
        why = " or ".join([*suspects[name], f"what it uses of {definitions[name].path}"])
        if len(suspects[name]) > SHOWN:
            likely, why = "", "something that it depends on"
        findings.append(definitions[name].finding("F203", f"is stale: since {ledger[name].day} {likely}{why} changed"))
    for name in ledger.keys() - definitions.keys():
        path, _, line = ledger[name].defined.rpartition(":")
        message = f"fact {name!r} is in the ledger, and no function has this name any more"
        findings.append(Finding(path=path, line=int(line), code="F204", message=message))
    return sorted(findings, key=lambda finding: (finding.path, finding.line, finding.code))


def _suspects(
    changed: Collection[str], fresh: Collection[str], definitions: Mapping[str, Definition]
) -> Mapping[str, list[str]]:
    """For each stale fact the files that most likely changed: those behind the most stale facts and no fresh one."""
    unchanged = frozenset().union(*(definitions[name].whole for name in fresh))
    behind = Counter(path for name in changed for path in definitions[name].whole - unchanged)
    suspects = {}
    for name in changed:
        most = max((behind[path] for path in definitions[name].whole - unchanged), default=0)
        suspects[name] = sorted(path for path in definitions[name].whole - unchanged if behind[path] == most)
    return suspects
