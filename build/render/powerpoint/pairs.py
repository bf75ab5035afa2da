"""Names by which PowerPoint's *Morph* knows a shape again on the next slide: alike, and begun with `!!`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from build.drawing.page import Book, Drawable, Group, Page


def with_pairs(book: Book) -> Iterator[Page]:
    """A book's pages; those that grow, and those out of which they do, have such names."""
    for page, following in pairwise((*book.pages, None)):
        assert page is not None
        yield _paired(page) if page.morph or (following and following.morph) else page


def _paired(page: Page) -> Page:
    steps = tuple(tuple(_name(name, page) for name in names) for names in page.steps)
    return replace(page, items=tuple(_renamed(item, page) for item in page.items), steps=steps)


def _renamed(item: Drawable, page: Page) -> Drawable:
    name = _name(item.name, page)
    if isinstance(item, Group):
        return replace(item, name=name, children=tuple(_renamed(child, page) for child in item.children))
    return replace(item, name=name)


def _name(name: str, page: Page) -> str:
    own = name.removeprefix(f"{page.id} ")
    return name if own == name else f"!!{own}"
