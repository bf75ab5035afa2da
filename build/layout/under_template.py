"""A slide under a company's template: laid out for its body's box, in its colours, with its own title and foot.

What our own frame has besides is left out: the page's gradient, eyebrow, chips, progress bar, and a card that only
frames the whole body. Slides of ordinary Markdown are laid out in the very box, at their sizes, and a little smaller
only where they do not fit; those of set kinds are made smaller as a whole to the body's height, and where they do not
fit its width so, smaller still, with the more height for that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from math import inf

from build.drawing.frame_boxes import BODY_TALL, Frame
from build.drawing.mirror import mirrored
from build.drawing.page import Align, Box, Drawable, Group, NativeTable, Page, Shape, TextBox, every
from build.drawing.resized import Resize
from build.layout.cut import is_unfit
from build.layout.draft import Draft
from build.layout.inks import told_apart
from build.layout.strip import GAP
from build.layout.template_cited import cited_at_foot, tell_uncited
from build.layout.template_opening import opening
from build.layout.ties import parts_number
from build.layout.title_alone import is_bare
from build.spec import content
from build.spec.deck import Slide, TitleSlide
from build.theme.template import FOOT, Area, TemplateLayout
from engine.quoted import quoted

STEPS = 6  # sizes of set kinds, from one for the body's height to one for its width
SHARES = (1.0, 0.9, 0.8)  # of the usual size, in the order in which they are tried
OPEN = Box(BODY_TALL.x, 1.0, BODY_TALL.w, BODY_TALL.bottom - 1.0)  # of slides whose words are the title
AIR = 0.18  # inches above a great number or a quotation
SMALL = 12.0  # points on a page 7.5 inches high: less is told
FRAMING = 0.97  # of the body's width, and
FRAMING_HIGH = 0.8  # of its height, that a card has which only frames it
_ADAPTS = (
    content.ListSlide, content.ColumnsSlide, content.MixedSlide, content.PictureSlide, content.GallerySlide,
    content.TimelineSlide, content.TableSlide, content.ListingSlide, content.FormulaSlide, content.ChartSlide,
    content.QuoteSlide, content.StatementSlide, content.WorksSlide,
)  # fmt: skip
_OPEN = (content.QuoteSlide, content.StatementSlide)
_KEPT_CARDS = ("code", "listing", "formula", "symbols", "beginner", "anchor", "wisdom", "callout", "verdict")

Make = Callable[[Draft], Page]


def kind_of(slide: Slide) -> str:
    """How a template's table calls a slide's kind."""
    name = getattr(slide, "variety", "") or type(slide).__name__.removesuffix("Slide").lower()
    return {"listing": "code", "gallery": "pictures", "mixed": "content"}.get(name, name)


def under_template(draft: Draft, make: Make) -> tuple[Page, Draft]:
    """The page, and the draft that it was made in; `make` lays a draft out as without a template."""
    template = draft.theme.template
    assert template is not None
    layout = template.layout_of("statement" if is_bare(draft.slide) else kind_of(draft.slide))
    tried, page, resize = _best(draft, layout, template.unit, make)
    frame = tried.frame
    tell_uncited(tried, layout)
    _propose(tried, layout)
    items = [
        _marked(_turned(_placed(item, tried, resize), tried, layout))
        for item in page.items
        if not _only_frames(item, tried, frame)
    ]
    page = replace(
        page, layout=layout.key, background=None,
        items=tuple(told_apart(_with_places(items, tried, layout), layout, draft.theme, draft.measure)),
    )  # fmt: skip
    _tell_small(tried, page, layout, template.unit)
    return page, tried


def _best(draft: Draft, layout: TemplateLayout, unit: float, make: Make) -> tuple[Draft, Page, Resize]:
    """The first way in which all fits and no cell of a table parts a number from its unit; else one that fits."""
    fitting: tuple[Draft, Page, Resize] | None = None
    for cited, frame, resize in _ways(draft, layout, unit):
        if fitting and fitting[0].cited_foot is not cited:
            return fitting
        tried = replace(
            draft, frame=frame, carried=layout, items=[], findings=[], asides=[], placed=set(), cited_foot=cited
        )
        if opening(tried):
            resize = Resize(1.0)
        way = tried, make(tried), resize
        if not (is_unfit(tried.findings) or any(found.code == "L207" for found in tried.findings)):
            if not _parts_numbers(way[1]):
                return way
            fitting = way
    return fitting or way


def _parts_numbers(page: Page) -> bool:
    tables = (item for item in every(page.items) if isinstance(item, NativeTable))
    return any(parts_number(words) for table in tables for cell, _ in table.cells() for words in cell.paragraphs)


def _ways(draft: Draft, layout: TemplateLayout, unit: float) -> Iterator[tuple[TextBox | None, Frame, Resize]]:
    """The ways to lay a slide out, the best first: with what it cites at its foot, then without."""
    whole = _below_marks(layout)
    moves = not isinstance(draft.slide, TitleSlide | content.SectionSlide)
    cited, body = cited_at_foot(draft, layout, whole, moves=moves)
    for words, area in ((cited, body), (None, whole)) if cited else ((None, whole),):
        yield from ((words, *way) for way in _frames(layout, area, draft.slide, unit))


def _below_marks(layout: TemplateLayout) -> Area:
    """Its body, with air to what the template draws above it, such as a rule below titles."""
    x, y, w, h = layout.body
    above = (
        mark.area[1] + mark.area[3] for mark in layout.marks if mark.area[0] < x + w and mark.area[0] + mark.area[2] > x
    )
    short = max((GAP - (y - bottom) for bottom in above if y - GAP < bottom <= y), default=0.0)
    return x, y + short, w, h - short


def _frames(layout: TemplateLayout, body: Area, slide: Slide, unit: float) -> Iterator[tuple[Frame, Resize]]:
    """The frames to lay a slide out in, each with the way from there into a layout's body."""
    x, y, w, h = body
    if isinstance(slide, _ADAPTS):
        top, air = (OPEN.y, AIR) if isinstance(slide, _OPEN) else (BODY_TALL.y, 0.0)
        for share in SHARES:
            scale = unit * share
            frame = Frame(Box(BODY_TALL.x, top, w / scale, h / scale - air))
            yield frame, Resize(scale, x - BODY_TALL.x * scale, y - (top - air) * scale)
        return
    if is_bare(slide):
        scale = min(unit, w / OPEN.w, h / OPEN.h)
        centred = layout.places["title"].align == "center"  # else level with the title's left
        left, top = x + (w - OPEN.w * scale) / 2 * centred, y + (h - OPEN.h * scale) / 2
        yield Frame(), Resize(scale, left - OPEN.x * scale, top - OPEN.y * scale)
        return
    most, least = (min(unit, h / BODY_TALL.h, wide) for wide in (inf, w / BODY_TALL.w))
    for step in range(STEPS if most > least else 1):
        scale = most * (least / most) ** (step / (STEPS - 1))
        wide, high = round(w / scale, 6), round(h / scale, 6)
        frame = Frame(replace(BODY_TALL, w=wide, h=high), figures=min(1.0, wide / BODY_TALL.w))
        yield frame, Resize(scale, x - BODY_TALL.x * scale, y - BODY_TALL.y * scale)


def _placed(item: Drawable, draft: Draft, resize: Resize) -> Drawable:
    return item if item.name in draft.placed else resize.item(item)


def _turned(item: Drawable, draft: Draft, layout: TemplateLayout) -> Drawable:
    """Where reading begins at the right: what stands in the body on its other side, the template's places as they are.

    Their titles and words begin at the right all the same; its footer is where the template has it.
    """
    if not draft.reads_from_right:
        return item
    if item.name not in draft.placed or not isinstance(item, TextBox):
        return mirrored([item], Box(*layout.body))[0]
    (turned,) = mirrored([item], item.box)
    assert isinstance(turned, TextBox)
    own = layout.places[item.placeholder].align if item.placeholder else "right"
    align: Align = own if own == "center" or item.placeholder in FOOT else "right"
    return replace(turned, paragraphs=tuple(replace(words, align=align) for words in turned.paragraphs))


def _only_frames(item: Drawable, draft: Draft, frame: Frame) -> bool:
    """Whether an item is a card around the whole body: the template's page is that already."""
    words = item.name.removeprefix(draft.id).split()
    if not isinstance(item, Shape) or not words or words[-1] != "card" or words[0] in _KEPT_CARDS:
        return False
    return item.box.w >= FRAMING * frame.tall.w and item.box.h >= FRAMING_HIGH * frame.body.h


def _marked(item: Drawable) -> Drawable:
    """Lists under a company's template have its plain squares for marks; the diamond is ours."""
    if isinstance(item, Group):
        return replace(item, children=tuple(map(_marked, item.children)))
    if not isinstance(item, TextBox):
        return item
    squares = (replace(words, bullet="square") if words.bullet == "diamond" else words for words in item.paragraphs)
    return replace(item, paragraphs=tuple(squares))


def _with_places(items: Sequence[Drawable], draft: Draft, layout: TemplateLayout) -> Iterator[Drawable]:
    """Words take places that the layout has; a title in its own comes first, since it is read first."""
    title = [item for item in items if item.name == draft.name("title") and item.name in draft.placed]
    for item in (*title, *(item for item in items if item not in title)):
        if isinstance(item, TextBox) and item.placeholder and item.placeholder not in layout.places:
            item = replace(item, placeholder="")
        yield item


def _propose(draft: Draft, layout: TemplateLayout) -> None:
    """Say of what does not fit that a larger body would help."""
    _, _, w, h = layout.body
    more = f"the body of {quoted(layout.name)} has {w:.1f} × {h:.1f} in: [template.layouts] may name a larger one"
    draft.findings[:] = [
        replace(found, hint="; ".join(filter(None, (found.hint, more))))
        if found.code in ("L101", "L102") and "[template.layouts]" not in found.hint
        else found
        for found in draft.findings
    ]


def _tell_small(draft: Draft, page: Page, layout: TemplateLayout, unit: float) -> None:
    sizes = [
        (run.style.drawn, run.text.strip())
        for item in every(page.items)
        if isinstance(item, TextBox | Shape) and not (isinstance(item, TextBox) and item.placeholder in FOOT)
        for paragraph in item.paragraphs
        for run in paragraph.runs
        if run.text.strip() and not run.highlight and not run.style.script and not item.name.endswith("wisdom label")
    ]
    size, words = min(sizes, default=(SMALL * unit, ""))
    if size >= SMALL * unit - 0.05:
        return
    _, _, w, h = layout.body
    body = f"the body of {quoted(layout.name)}, {w:.1f} × {h:.1f} in"
    message = f"words are as small as {size:.1f} pt in {body}: {quoted(words[:40])}"
    hint = "say less on it, make two slides of it, or name a layout with a larger body under [template.layouts]"
    draft.report("L111", draft.slide.span, message, hint)
