"""What `check` prints, and its exit code."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from build.findings.diagnostic import Diagnostic, has_errors, in_order, warnings_in
from build.findings.rules import RULES, listed


def print_rules(*, as_json: bool) -> int:
    """All rules. The exit code."""
    print(_as_json({code: rule._asdict() for code, rule in RULES.items()}) if as_json else listed())
    return 0


def report_checked(
    found: Iterable[Diagnostic], counts: Mapping[str, int], *, unreadable: bool, strict: bool, as_json: bool
) -> int:
    """What is wrong, or that nothing is, with how much was checked. The exit code."""
    found = in_order(found)
    if as_json:
        graves = [finding.severity for finding in found]
        counted = {**counts, "errors": graves.count("error"), "warnings": graves.count("warning")}
        print(_as_json({"findings": [finding.as_data() for finding in found], "counts": counted}))
    else:
        for finding in found:
            print(finding, file=sys.stderr)
    if unreadable or any(finding.code == "W101" for finding in found):
        return 2
    if has_errors(found, strict=strict):
        return 1
    if not as_json:
        numbers = ", ".join(f"{what} {number}" for what, number in counts.items())
        warned = warnings_in(found)
        print(f"{numbers}, warnings {warned}" if warned else f"{numbers}: clean")
    return 0


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False)
