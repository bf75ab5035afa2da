"""What a screen reader reads: a title first, items in order, tables with headers, names that differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise, takewhile

from build.checks.pages.parts import SLACK, bounds, part, runs
from build.checks.pages.view import Fault, View
from build.drawing.frame_boxes import BODY
from build.drawing.page import Box, Connector, Drawable, Freeform, NativeTable, Shape, TextBox, every
from build.theme.template import FOOT
from engine.quoted import quoted

_BODY = BODY.y - 0.11  # inches from the top: above stand the title, its eyebrow and chips


def has_a_title(view: View) -> Iterator[Fault]:
    """One title, with words, in its placeholder."""
    titles = [item for item in view.page.items if isinstance(item, TextBox) and item.placeholder == "title"]
    if len(titles) != 1 or not any(runs(titles[0])):
        yield Fault("L301", f"slide {view.page.number} has no title in its title placeholder")


def names_differ(view: View) -> Iterator[Fault]:
    """Names of shapes are how people, animations and later builds find them."""
    for name, number in Counter(item.name for item in every(view.page.items)).items():
        if number > 1:
            yield Fault("L303", f"{number} shapes of slide {view.page.number} are named {quoted(name)}")


def in_order(view: View) -> Iterator[Fault]:
    """The title is read first, and what stands on every slide last."""
    spoken, roles = _spoken(view)
    if "title" in roles and roles[0] != "title":
        yield Fault("L308", f"{quoted(spoken[0].name)} is read before the title", spoken[0])
    chrome = next((place for place, role in enumerate(roles) if role in FOOT), len(spoken))
    for item, role in zip(spoken[chrome:], roles[chrome:], strict=True):
        if role not in FOOT:
            yield Fault("L308", f"{quoted(item.name)} is read after the {roles[chrome]}", item)


def _spoken(view: View) -> tuple[list[Drawable], list[str]]:
    """What is read aloud, and which placeholder of the layout each fills."""
    spoken = [item for item in view.page.items if _speaks(item) and not _behind_the_title(item)]
    return spoken, [item.placeholder if isinstance(item, TextBox) else "" for item in spoken]


def downwards(view: View) -> Iterator[Fault]:
    """A column is read from top to bottom."""
    ahead = takewhile(lambda pair: pair[1] not in FOOT, zip(*_spoken(view), strict=True))
    template = view.theme.template
    top = template.layout(view.page.layout).body[1] - SLACK if template else _BODY
    # A company's layout may have its title below other words; it is read first all the same.
    body = [item for item, role in ahead if bounds(item).y >= top and not (template and role == "title")]
    for before, after in pairwise(body):
        if part(before) != part(after) and _above(bounds(after), bounds(before)):
            yield Fault("L308", f"{quoted(after.name)} stands above {quoted(before.name)} and is read after it", after)


def tables_have_headers(view: View) -> Iterator[Fault]:
    """Each column has a name, and something below it. The corner over the names of rows may stand empty."""
    for item in view.leaves:
        if not isinstance(item, NativeTable):
            continue
        header = item.rows[0] if item.rows else ()
        header = header[1:] or header
        if not header or not all(any(paragraph.text.strip() for paragraph in cell.paragraphs) for cell in header):
            yield Fault("L309", f"a column of the table {quoted(item.name)} has no header", item)
        elif len(item.rows) == 1:
            yield Fault("L309", f"the table {quoted(item.name)} has a header and nothing below it", item)


def _speaks(item: Drawable) -> bool:
    """Whether a screen reader says something."""
    silent = isinstance(item, Shape | Freeform | Connector) and not any(runs(item)) and not item.alt
    return not item.decorative and not silent


def _behind_the_title(item: Drawable) -> bool:
    """Whether an item is a picture that the title stands on, or what stands for one: painted first, read first."""
    return item.name.split()[1:3] in (["title", "picture"], ["title", "path"])


def _above(upper: Box, lower: Box) -> bool:
    """Whether a box stands wholly above another one of the same column."""
    shared = min(upper.right, lower.right) - max(upper.x, lower.x)
    return upper.bottom <= lower.y + SLACK and shared > min(upper.w, lower.w) / 2
