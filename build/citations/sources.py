"""Works that facts come from: a source that is a key, `@kim2023, p. 7`, or that names a paper on arXiv."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from build.citations.library import Library, arxiv_ids
from build.parse.citations import KEY
from engine.ledger import Record

_KEYED = re.compile(rf"@(?P<key>{KEY})")
PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Source:
    """The key of a work that a fact comes from."""

    key: str


def sources(record: Record, library: Library) -> Iterator[Source]:
    """The works of a fact: those that its source names by keys; of a published one also the papers on arXiv."""
    if record.source.startswith("@"):
        yield from (Source(found["key"].strip("{}")) for found in _KEYED.finditer(record.source))
    elif record.kind == PUBLISHED:
        yield from (Source(key) for one in arxiv_ids(record.source) if (key := library.on_arxiv.get(one)))
