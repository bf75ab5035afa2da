"""Works that facts come from: a source that is a key, `@kim2023, p. 7`, or that names a paper on arXiv."""

from __future__ import annotations

import re
from collections.abc import Iterator

from build.citations.library import Library, arxiv_ids
from build.parse.citations import KEY
from engine.ledger import Record

_KEYED = re.compile(rf"@(?P<key>{KEY})")
PUBLISHED = "published"


def sources(record: Record, library: Library) -> Iterator[str]:
    """The keys of a fact's works: those that its source names by keys; of a published one also the papers on arXiv."""
    if record.source.startswith("@"):
        yield from (found["key"].strip("{}") for found in _KEYED.finditer(record.source))
    elif record.kind == PUBLISHED:
        yield from (key for one in arxiv_ids(record.source) if (key := library.on_arxiv.get(one)))
