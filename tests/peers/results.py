"""What a bench found: kept in dist/bench, a file a run, and held against what the last run found there."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from conditions import Conditions, UnlikeError
from rounds import Round, Timed

Key = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Result:
    """One contestant's times in one case."""

    case: str
    who: str
    timed: Timed

    @property
    def key(self) -> Key:
        """What tells that a result of another run is meant to be the same."""
        asked = self.timed.conditions
        return self.case, self.who, asked.shape, asked.weights, str(asked.threads)


def keep(folder: Path, record: Mapping[str, Any], results: Sequence[Result]) -> Path:
    """Write a run with all its time stamps into a file of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"peers-{datetime.now():%Y-%m-%d-%H%M%S}.json"
    text = json.dumps({**record, "results": [asdict(result) for result in results]})
    path.write_text(f"{text}\n", encoding="utf-8")
    return path


def last(folder: Path) -> tuple[Path, Mapping[Key, Result]] | None:
    """The newest run that is kept there. Raises ValueError for one that cannot be read."""
    paths = sorted(folder.glob("peers-*.json"))
    if not paths:
        return None
    try:
        results = [_result(entry) for entry in json.loads(paths[-1].read_text(encoding="utf-8"))["results"]]
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{paths[-1]} is not read, and nothing compared with it: {error!r}") from error
    return paths[-1], {result.key: result for result in results}


def _result(entry: Mapping[str, Any]) -> Result:
    rounds = [Round(**taken) for taken in entry["timed"]["rounds"]]
    timed = Timed(conditions=Conditions(**entry["timed"]["conditions"]), rounds=rounds)
    return Result(case=entry["case"], who=entry["who"], timed=timed)


def since(earlier: Mapping[Key, Result], now: Sequence[Result]) -> tuple[dict[str, float], dict[str, list[str]]]:
    """Of each of our cases that both runs have, the processor time over the last one's; and those refused, by reason."""
    ratios: dict[str, float] = {}
    refused: dict[str, list[str]] = {}
    for result in now:
        if result.who != "ours" or (before := earlier.get(result.key)) is None:
            continue
        name = ", ".join((*result.key[2:4], result.case, f"{result.key[4]} threads"))
        try:
            result.timed.conditions.require(before.timed.conditions)
        except UnlikeError as error:
            refused.setdefault(str(error), []).append(name)
            continue
        ratios[name] = result.timed.median("processor") / before.timed.median("processor")
    return ratios, refused
