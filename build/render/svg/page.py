"""A page as an SVG file, the same bytes for the same page. Its unit is the point, a seventy-second of an inch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from build.drawing.backdrop import backdrop_of
from build.drawing.frame_boxes import sheet_of
from build.drawing.page import (
    BACKGROUND,
    Box,
    Chart,
    Connector,
    Drawable,
    Freeform,
    Group,
    Movie,
    NativeTable,
    Page,
    Picture,
    Shape,
    TextBox,
)  # fmt: skip
from build.drawing.text_measure import Measure
from build.drawing.xml_text import escape
from build.render.svg import media, shapes, tables
from build.render.svg.charts import chart
from build.render.svg.context import PageContext, in_points
from build.render.svg.markup import family, n, tag
from build.render.svg.paint import fill_of
from build.theme.tokens import Theme

DRAW: Mapping[type[Drawable], Callable[[Any, PageContext], str]] = {
    TextBox: shapes.text_box,
    Shape: shapes.shape,
    Freeform: shapes.freeform,
    Connector: shapes.connector,
    NativeTable: tables.table,
    Chart: chart,
    Picture: media.picture,
    Movie: media.movie,
    Group: lambda item, context: "".join(draw(child, context) for child in item.children),
}
_KEEP_SPACES = "<style>text{white-space:pre}</style>"  # for browsers, which do not know xml:space
_PICTURES = (Freeform, Chart, Picture, Movie, Group)  # what is read aloud by its alt text, not by its parts


def page_svg(
    page: Page, theme: Theme, *, language: str = "en", measure: Measure | None = None, marked: bool = False
) -> str:
    """A whole file; one measure does for many. Raises KeyError where the theme lacks a colour, OSError where a picture
    is not there.

    A `marked` one is to stand among others in a page for a browser, beside words that say the same: each item is a
    `<g data-name="s08 title">`, with the click at which it appears as `data-step`, each number of a fact a
    `<tspan data-fact="decode_cache.speedup">`, and links lead somewhere. It has no title and no alt texts.
    """
    context = PageContext(theme, measure or Measure(theme.fonts, language), marked=marked)
    context.prefix = f"{page.id}-" if marked else ""
    ground = _ground(page, theme, context)
    if marked:
        return _inline([ground, *_marked(page, context)], context)
    drawn = "\n".join([ground, *(draw(item, context) for item in page.items)])
    title = tag("title", escape(page.title))
    return _file(drawn, sheet_of(theme), context, language, title, hidden=page.hidden)


def _ground(page: Page, theme: Theme, context: PageContext) -> str:
    """What lies behind all: a fill, or what a company's template draws."""
    if theme.template and page.background is None:
        return "".join(draw(item, context) for item in backdrop_of(theme, page.layout))
    whole = in_points(sheet_of(theme))
    return tag("rect", width=whole.w, height=whole.h, fill=fill_of(page.background or BACKGROUND, whole, context))


def drawing_svg(items: Iterable[Drawable], box: Box, theme: Theme, *, language: str = "en", measure: Measure) -> str:
    """A part of a page as a file of its own, on nothing: `box` is what of it is seen, in inches."""
    context = PageContext(theme, measure)
    return _file("\n".join(draw(item, context) for item in items), box, context, language)


def _marked(page: Page, context: PageContext) -> Iterator[str]:
    """The items with their names and the clicks at which they appear."""
    context.steps = {name: step for step, names in enumerate(page.steps, start=1) for name in names}
    for item in page.items:
        step = context.steps.get(item.name)
        yield tag("g", draw(item, context), data_name=item.name, data_step=step)


def _inline(drawn: Iterable[str], context: PageContext) -> str:
    """An element of HTML that is seen and not read aloud; `text{white-space:pre}` is its page's."""
    whole = in_points(sheet_of(context.theme))
    return (
        f'<svg viewBox="0 0 {n(whole.w)} {n(whole.h)}" font-family="{escape(family("body", context.theme))}" '
        f'aria-hidden="true" focusable="false">{"".join(drawn)}{context.defs()}</svg>'
    )


def _file(drawn: str, box: Box, context: PageContext, language: str, title: str = "", *, hidden: bool = False) -> str:
    view, mark = in_points(box), ' data-hidden="yes"' if hidden else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{n(view.x)} {n(view.y)} {n(view.w)} {n(view.h)}" '
        f'xml:space="preserve" xml:lang="{escape(language)}" '
        f'font-family="{escape(family("body", context.theme))}"{mark}>\n'
        f"{title}{_KEEP_SPACES}{context.defs()}\n{drawn}\n</svg>\n"
    )


def draw(item: Drawable, context: PageContext) -> str:
    """A primitive; where it is a picture of something, with its alt text."""
    drawn = DRAW[type(item)](item, context)
    if item.alt and isinstance(item, _PICTURES) and not context.marked:
        return tag("g", drawn, role="img", aria_label=item.alt)
    return drawn
