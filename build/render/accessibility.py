"""What keeps a reader out of a deck: missing words for pictures, faint text, slides that sound alike.

Checked on the laid-out pages, before anything is written, against what really lies behind each text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from build.diagnostics import Diagnostic, Span
from build.page import (
    Book,
    Box,
    Chart,
    Drawable,
    Fill,
    Gradient,
    Group,
    Movie,
    Page,
    Paragraph,
    Picture,
    Run,
    Shape,
    Table,
    TextBox,
)
from build.theme import Theme

_NEEDS_WORDS = {Chart: "chart", Group: "group", Movie: "film", Picture: "picture", Table: "table"}
_FILE_NAME = re.compile(r"\S+\.(png|jpe?g|svg|gif|mp4|mov|webm)", re.IGNORECASE)
_TYPED_BULLET = re.compile(r"\s*[•◦▪‣◆·*-]\s")
_PAGE = Gradient("pearl", "soft")
_AA, _AA_LARGE = 4.5, 3.0  # WCAG 2, level AA
_LARGE, _LARGE_BOLD = 18.0, 14.0  # points
_Painted = list[tuple[Box, Fill]]  # what lies behind, the lowest first; a fill of None cannot be judged


def check_access(book: Book, theme: Theme, path: str, spans: Mapping[int, Span]) -> list[Diagnostic]:
    """All findings, at the slides (by number) that they are on."""
    findings = []
    titles: dict[str, int] = {}
    for page in book.pages:
        found = list(_page(page, theme))
        first = titles.setdefault(page.title.casefold(), page.number)
        if first != page.number:
            found.append(("L302", f"slide {page.number} has the title of slide {first}: {page.title!r}"))
        span = spans.get(page.number, Span())
        findings += [Diagnostic(path=path, span=span, code=code, message=message) for code, message in found]
    return findings


def _page(page: Page, theme: Theme) -> Iterator[tuple[str, str]]:
    titles = [item for item in page.items if isinstance(item, TextBox) and item.placeholder == "title"]
    if len(titles) != 1 or not any(run.text.strip() for p in titles[0].paragraphs for run in p.runs):
        yield "L301", f"slide {page.number} has no title in its title placeholder"
    names: set[str] = set()
    for item in page.items:
        if item.name in names:
            yield "L303", f"two shapes of slide {page.number} are named {item.name!r}"
        names.add(item.name)
        yield from _words(item)
    painted: _Painted = [(Box(0, 0, 40 / 3, 7.5), page.background or _PAGE)]
    yield from dict.fromkeys(_faint(page.items, painted, theme))


def _words(item: Drawable) -> Iterator[tuple[str, str]]:
    kind = _NEEDS_WORDS.get(type(item))
    if kind and not item.decorative and not item.alt.strip():
        yield "L304", f"the {kind} {item.name!r} has no alt text"
    if _FILE_NAME.fullmatch(item.alt.strip()):
        yield "L305", f"the alt text of {item.name!r} is the name of a file: {item.alt!r}"
    for paragraph in _paragraphs(item):
        if not paragraph.bullet and paragraph.runs and _TYPED_BULLET.match(paragraph.runs[0].text):
            yield "L306", f"{item.name!r} has a typed bullet where a list belongs: {paragraph.runs[0].text!r}"


def _paragraphs(item: Drawable) -> Sequence[Paragraph]:
    if isinstance(item, Table):
        return [paragraph for row in item.rows for cell in row for paragraph in cell.paragraphs]
    return item.paragraphs if isinstance(item, TextBox | Shape) else ()


# ---- contrast ---------------------------------------------------------------------------------------
def _faint(items: Sequence[Drawable], painted: _Painted, theme: Theme) -> Iterator[tuple[str, str]]:
    for item in items:
        match item:
            case Group():
                yield from _faint(item.children, painted, theme)
            case TextBox():
                yield from _text(item, item.paragraphs, _first_line(item), painted, theme)
            case Shape():
                if item.fill is not None:
                    painted.append((item.box, item.fill))
                yield from _text(item, item.paragraphs, _middle(item.box), painted, theme)
            case Table():
                yield from _cells(item, painted, theme)
            case Picture() | Movie() | Chart():
                painted.append((item.box, None))
            case _:
                pass  # curves and lines are drawn around words, not behind them


def _cells(item: Table, painted: _Painted, theme: Theme) -> Iterator[tuple[str, str]]:
    y = item.box.y
    for row, height in zip(item.rows, item.heights, strict=True):
        x = item.box.x
        for cell, width in zip(row, item.widths, strict=True):
            box = Box(x, y, width, height)
            if cell.fill is not None:
                painted.append((box, cell.fill))
            yield from _text(item, cell.paragraphs, _middle(box), painted, theme)
            x += width
        y += height


def _text(
    item: Drawable, paragraphs: Sequence[Paragraph], at: tuple[float, float], painted: _Painted, theme: Theme
) -> Iterator[tuple[str, str]]:
    behind = next((fill for box, fill in reversed(painted) if _holds(box, at)), None)
    for run in (run for paragraph in paragraphs for run in paragraph.runs if run.text.strip()):
        fill = run.highlight or behind
        if fill is None:
            continue
        needed = _AA_LARGE if run.size >= (_LARGE_BOLD if run.bold else _LARGE) else _AA
        for token in (fill.start, fill.end) if isinstance(fill, Gradient) else (fill,):
            ratio = contrast(theme.color(run.color), theme.color(token))
            if ratio < needed:
                yield "L307", _too_faint(item, run, token, ratio, needed)


def _too_faint(item: Drawable, run: Run, token: str, ratio: float, needed: float) -> str:
    return (
        f"{item.name!r} is too faint: {run.color} on {token} has a contrast of {ratio:.2f} and needs {needed}, "
        f"in {run.text.strip()[:40]!r}"
    )


def _first_line(item: TextBox) -> tuple[float, float]:
    """A point on the text itself, for a box can be larger than what is behind its words."""
    if item.rotation or not item.paragraphs:
        return _middle(item.box)
    align = item.paragraphs[0].align
    inch = 1 / 72
    height = sum(p.before + p.line * max(1, len(p.lines)) for p in item.paragraphs) * inch
    top = {"top": 0.0, "middle": (item.box.h - height) / 2, "bottom": item.box.h - height}[item.anchor]
    x = {"left": 0.06, "center": item.box.w / 2, "right": item.box.w - 0.06}[align] + item.paragraphs[0].indent
    return item.box.x + x, item.box.y + top + item.paragraphs[0].line / 2 * inch


def _middle(box: Box) -> tuple[float, float]:
    return box.x + box.w / 2, box.y + box.h / 2


def _holds(box: Box, point: tuple[float, float]) -> bool:
    return box.x <= point[0] <= box.right and box.y <= point[1] <= box.bottom


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colours as WCAG 2 defines it, from 1 to 21."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: str) -> float:
    parts = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
