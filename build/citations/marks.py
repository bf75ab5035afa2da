"""Marks of works in words, in place of what a spec writes: `[1]`, `(Kim, 2023, p. 7)`, `Kim (2023)`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from build.citations.short import authors, title, year
from build.citations.styled_works import StyledWorks
from build.spec.deck import WORK, Cite, Text, Words
from build.spec.said import Said
from build.spec.walk import change

T = TypeVar("T")


@dataclass(frozen=True)
class Marks:
    """How works are cited; `told`: a work that there is not is an error, and stands as something missing."""

    styled: StyledWorks
    said: Said
    told: bool

    def in_words(self, value: T) -> T:
        """A value whose words cite as the style does."""
        return change(value, Text, self._text)

    def _text(self, text: Text) -> Text:
        if not any(isinstance(piece, Words) and piece.cites for piece in text.pieces):
            return text
        made: list[object] = []
        for piece in text.pieces:
            found = self._said(piece) if isinstance(piece, Words) and piece.cites else [piece]
            first, last = found[0], made[-1] if made else None
            if isinstance(first, Words) and first.raised and isinstance(last, Words) and last.text.endswith(" "):
                made[-1] = replace(last, text=last.text.rstrip(" "))  # numbers stand at their word
            made += found
        return replace(text, pieces=tuple(made))  # type: ignore[arg-type]

    def _said(self, piece: Words) -> Sequence[Words]:
        """The words of a citation in place of what is written."""
        if any(cite.key not in self.styled.items for cite in piece.cites):
            return [replace(piece, cites=(), missing=self.told)]
        first = piece.cites[0]
        named = [Words(text=self._authors(first))] if first.named else []
        if self.styled.has_numbers or not any(one.named or one.unnamed for one in piece.cites):
            return [*named, *self.styled.cited(piece.cites)]
        if named:
            named = [Words(text=f"{named[0].text} ")]
        return [*named, *self._years(piece.cites)]

    def _authors(self, cite: Cite) -> str:
        item = self.styled.items[cite.key]
        return authors(item, self.said, "" if self.styled.has_numbers else self.styled.et_al) or title(item)

    def _years(self, cites: Sequence[Cite]) -> Iterator[Words]:
        """`(2023, p. 7; Lee, 2021)`: the works whose authors the sentence names stand without them."""
        for number, cite in enumerate(cites):
            begins = ("; " if number else "(") + (f"{cite.prefix} " if cite.prefix else "")
            words = year(self.styled.items[cite.key]) if cite.named or cite.unnamed else self.styled.mark(cite.key)
            ends = ")" if number == len(cites) - 1 else ""
            href = f"{WORK}{self.styled.numbers[cite.key]}"
            yield Words(text=f"{begins}{words}{cite.suffix}{ends}", href=href)
