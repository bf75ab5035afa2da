"""What was seen of one call: raw moments, from which every tool's figures can be made."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(slots=True)
class Record:
    """Moments in seconds since the run began, as the client saw them.

    `chunks` are the moments at which a piece of text arrived; a server may put several tokens in one. Token counts are
    the server's own (`usage`); without them they are None. A call that failed says why in `error`.
    """

    call: int
    sent: float
    chunks: list[float] = field(default_factory=list)
    done: float | None = None
    prompt_tokens: int | None = None
    answer_tokens: int | None = None
    text: str = ""
    error: str | None = None

    @property
    def is_complete(self) -> bool:
        return self.error is None and self.done is not None and bool(self.chunks)

    @property
    def tokens(self) -> int:
        """Tokens of the answer by the server's count; chunks where it gives none."""
        return len(self.chunks) if self.answer_tokens is None else self.answer_tokens


def write_records(path: Path, records: Iterable[Record]) -> None:
    """One line of JSON a call."""
    path.write_text("".join(f"{json.dumps(asdict(record))}\n" for record in records), encoding="utf-8")


def read_records(path: Path) -> list[Record]:
    return [Record(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]
