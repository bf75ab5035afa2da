"""What a bench found: kept in a folder, a file a run, and held against what was found there last."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from conditions import Conditions, UnlikeError
from rounds import Round, Timed


@dataclass(frozen=True, kw_only=True)
class Result:
    """One contestant's times in one case. Each chooses the type of its `cache` for itself."""

    case: str
    who: str
    cache: str
    predicted: float
    timed: Timed

    @property
    def share(self) -> float:
        """Of the roofline: the seconds predicted over those taken."""
        asked = self.timed.conditions
        taken = self.timed.median("processor") / asked.threads if asked.contended else self.timed.median("wall")
        return self.predicted / taken

    @property
    def name(self) -> str:
        """What tells that a result of another run is meant to be the same."""
        asked = self.timed.conditions
        threads = f"{asked.threads} thread{'s' * (asked.threads > 1)}"
        return f"{asked.shape} in {asked.weights}, {self.case}, {threads}: {self.who}"


def keep(folder: Path, record: Mapping[str, Any], results: Sequence[Result]) -> Path:
    """Write a run with all its time stamps into a file of its own, which sorts behind the earlier ones."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"peers-{datetime.now():%Y-%m-%d-%H%M%S}.json"
    text = json.dumps({**record, "results": [asdict(result) for result in results]})
    path.write_text(f"{text}\n", encoding="utf-8")
    return path


def last(folder: Path) -> tuple[Mapping[str, Result], list[str]]:
    """The newest result of each name among all runs kept there, and a sentence for each file that is not read."""
    found: dict[str, Result] = {}
    unread = []
    for path in sorted(folder.glob("peers-*.json")):
        try:
            results = [_result(entry) for entry in json.loads(path.read_text(encoding="utf-8"))["results"]]
        except (KeyError, TypeError, ValueError) as error:
            unread.append(f"{path.name} is not read, so nothing is compared with it: {error!r}")
            continue
        found |= {result.name: result for result in results}
    return found, unread


def _result(entry: Mapping[str, Any]) -> Result:
    rounds = [Round(**taken) for taken in entry["timed"]["rounds"]]
    timed = Timed(conditions=Conditions(**entry["timed"]["conditions"]), rounds=rounds)
    return Result(**{**entry, "timed": timed})


def since(earlier: Mapping[str, Result], now: Sequence[Result]) -> tuple[dict[str, float], dict[str, list[str]]]:
    """Processor time over the last one's where both were taken alike; and the names that were not, by what differs."""
    ratios: dict[str, float] = {}
    refused: dict[str, list[str]] = {}
    for result in now:
        if (before := earlier.get(result.name)) is None:
            continue
        try:
            result.timed.conditions.require(before.timed.conditions)
        except UnlikeError as error:
            refused.setdefault(str(error), []).append(result.name)
            continue
        ratios[result.name] = result.timed.median("processor") / before.timed.median("processor")
    return ratios, refused
