"""Going through what is on a page, and how its parts are told apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from build.drawing.page import Box, Drawable, Group, NativeTable, Paragraph, Run, Shape, TextBox

SLACK = 0.03  # inches: less than that nobody sees


def leaves(items: Iterable[Drawable]) -> Iterator[Drawable]:
    """All items in the order in which they are painted, groups taken apart."""
    for item in items:
        if isinstance(item, Group):
            yield from leaves(item.children)
        else:
            yield item


def part(item: Drawable) -> str:
    """What an item belongs to: `s03 visual` of `s03 visual note`. A figure's items may touch, a card's as well."""
    return " ".join(item.name.split()[:2])


def paragraphs(item: Drawable) -> Sequence[Paragraph]:
    """The words of one item."""
    if isinstance(item, NativeTable):
        return [paragraph for row in item.rows for cell in row for paragraph in cell.paragraphs]
    return item.paragraphs if isinstance(item, TextBox | Shape) else ()


def runs(item: Drawable) -> Iterator[Run]:
    """The runs of one item that show something."""
    return (run for paragraph in paragraphs(item) for run in paragraph.runs if run.text.strip())


def quote(item: Drawable) -> str:
    """What an item says, short enough for a message."""
    text = " ".join(" ".join(paragraph.text for paragraph in paragraphs(item)).split())
    return text if len(text) <= 40 else text[:39] + "…"


# ---- places -----------------------------------------------------------------------------------------
def bounds(item: Drawable) -> Box:
    """The smallest box around an item."""
    if isinstance(item, Group):
        return Box.around(bounds(child) for child in item.children)
    if isinstance(item, TextBox | Shape) and round(item.rotation / 90) % 2:  # a quarter turn; slight ones are left out
        box = item.box
        return Box(box.x + (box.w - box.h) / 2, box.y + (box.h - box.w) / 2, box.h, box.w)
    return item.box


def meet(first: Box, second: Box, least: float) -> bool:
    """Whether two boxes overlap by at least so many inches both ways."""
    # As comparisons, most of which end at the first: a page asks this of every two of its items.
    return (
        first.x + first.w - second.x > least
        and second.x + second.w - first.x > least
        and first.y + first.h - second.y > least
        and second.y + second.h - first.y > least
        and min(first.w, first.h, second.w, second.h) > least
    )


def inside(inner: Box, outer: Box, slack: float) -> bool:
    """Whether a box is within another one, or sticks out by no more than `slack` inches."""
    return (
        inner.x >= outer.x - slack
        and inner.y >= outer.y - slack
        and inner.right <= outer.right + slack
        and inner.bottom <= outer.bottom + slack
    )
