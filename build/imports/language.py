"""A language as front matter has it, of what another program writes: `en_US`, `es-ES_tradnl`."""

from __future__ import annotations

import re

_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?(?![A-Za-z\d])")


def language_of(words: str) -> str:
    """The language, its script and its region; nothing where the words begin with none."""
    found = _TAG.match(words.strip().replace("_", "-"))
    return found[0] if found else ""
