"""What a page in another language says in English: whole sentences and labels of the table of words."""

from __future__ import annotations

from dataclasses import fields

from build.spec.page_words import PageWords
from build.spec.said import ENGLISH

_SHORTEST = 10  # letters: shorter words may stand in a script or an address


def english_in(page: str) -> list[str]:
    words = (getattr(ENGLISH, field.name) for field in fields(PageWords))
    parts = {part.strip(" .,") for word in words for part in word.split("{}")}
    return sorted(part for part in parts if len(part) >= _SHORTEST and (f">{part}" in page or f'"{part}' in page))
