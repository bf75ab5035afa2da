"""What a page in another language says in English: whole sentences and labels of the table of words."""

from __future__ import annotations

import re
from dataclasses import fields

from build.spec.page_words import PageWords
from build.spec.said import ENGLISH
from build.spec.tool_words import ENGLISH_TOOLS, TOOL_WORDS

_SHORTEST = 10  # letters: shorter words may stand in a script or an address


def english_in(page: str) -> list[str]:
    words = [getattr(ENGLISH, field.name) for field in fields(PageWords)]
    words += [getattr(ENGLISH_TOOLS, name) for name in TOOL_WORDS]
    parts = {part.strip(" .,") for word in words for part in re.split(r"\{\}|\|", word)}
    return sorted(part for part in parts if len(part) >= _SHORTEST and (f">{part}" in page or f'"{part}' in page))
