"""Pages as text that a person can read and a test can compare: what stands where, in reading order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from build.drawing.page import (
    Book,
    Box,
    Chart,
    Connector,
    Drawable,
    Fill,
    Freeform,
    Gradient,
    Group,
    Line,
    Movie,
    NativeTable,
    Page,
    Paragraph,
    Picture,
    Run,
    Shape,
    TextBox,
)

_STEP = "  "


def to_text(book: Book) -> str:
    """The whole book."""
    head = f"{book.title} · {book.author} · {book.language}\n"
    return "\n".join([head, *(page_text(page) for page in book.pages)])


def page_text(page: Page) -> str:
    """One page: a heading, its primitives, its notes."""
    lines = [f"== {page.number} {page.id} · {page.layout} · {page.section or '-'} · {page.title}"]
    if page.background is not None:
        lines.append(f"background {_fill(page.background)}")
    for item in page.items:
        lines += _item(item)
    if page.notes:
        lines += ["notes", *(_STEP + line if line else "" for line in page.notes.split("\n"))]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _item(item: Drawable) -> Iterator[str]:
    kind, content = _described(item)
    said = "(decorative)" if item.decorative else f'"{item.alt}"' if item.alt else ""
    yield " ".join(part for part in (kind, f"[{item.name}]", _place(item), said) if part)
    for line in content:
        yield _STEP + line


def _described(item: Drawable) -> tuple[str, Sequence[str]]:
    """What a primitive is, and the lines below it."""
    match item:
        case TextBox():
            turned = f" turned {_number(item.rotation)}" if item.rotation else ""
            return (item.placeholder or "text") + turned, _paragraphs(item.paragraphs)
        case Shape():
            looks = _paint(item.fill, item.line) + (f" {item.shadow} shadow" if item.shadow else "")
            return f"{item.kind} {looks}", _paragraphs(item.paragraphs)
        case Freeform():
            paints = dict.fromkeys(_paint(path.fill, path.line) for path in item.paths)
            return f"curves {len(item.paths)} {', '.join(paints)}", ()
        case Connector():
            return f"{item.kind} {_line(item.line)}", ()
        case NativeTable():
            rows = [" | ".join(" / ".join(p.text for p in cell.paragraphs) for cell in row) for row in item.rows]
            return "table", rows
        case Chart():
            return f"{item.kind} chart", list(_series(item))
        case Picture():
            return f"picture {item.path.rpartition('/')[2]}", ()
        case Movie():
            return f"movie {item.path.rpartition('/')[2]} behind {item.poster.rpartition('/')[2]}", ()
        case Group():
            return "group", [line for child in item.children for line in _item(child)]


def _series(item: Chart) -> Iterator[str]:
    yield "x " + (" ".join(_number(x) for x in item.x) if item.x else " | ".join(item.categories))
    for series in item.series:
        values = " ".join(_number(value) for value in series.values)
        labels = f" labelled {' | '.join(series.labels)}" if any(series.labels) else ""
        errors = " ±" + " ".join(f"{_number(a)}/{_number(b)}" for a, b in series.errors) if series.errors else ""
        yield f"{series.name} ({series.color}) {values}{errors}{labels}"


def _paragraphs(paragraphs: Sequence[Paragraph]) -> list[str]:
    """Each paragraph as it wraps: its first line with its look, the others below."""
    lines = []
    for paragraph in paragraphs:
        mark = {"": "", "diamond": "◆ ", "dot": "• ", "number": "# ", "dash": "– ", "box": "☐ ", "ticked": "☑ "}[
            paragraph.bullet
        ]
        first, *others = paragraph.lines or (paragraph.text,)
        lines.append(f"{_look(paragraph)} | {mark}{first}")
        lines += [f"{'':{len(_look(paragraph))}} | {'':{len(mark)}}{line}" for line in others]
    return lines


def _look(paragraph: Paragraph) -> str:
    runs = list(dict.fromkeys(_run(run) for run in paragraph.runs))
    align = "" if paragraph.align == "left" else f" {paragraph.align}"
    return f"{' + '.join(runs)}{align}"


def _run(run: Run) -> str:
    style = run.style
    words = [_number(style.size), style.color, "" if style.face == "body" else style.face]
    words += ["bold" * style.bold, "italic" * style.italic, "struck" * style.strike, style.script]
    return " ".join(word for word in words if word)


def _place(item: Drawable) -> str:
    match item:
        case Group():
            return ""
        case Connector():
            return f"{_number(item.x1)},{_number(item.y1)} -> {_number(item.x2)},{_number(item.y2)}"
        case _:
            return _box(item.box)


def _box(box: Box) -> str:
    return f"{_number(box.x)},{_number(box.y)} {_number(box.w)}x{_number(box.h)}"


def _paint(fill: Fill, line: Line | None) -> str:
    return _fill(fill) + (f" {_line(line)}" if line else "")


def _fill(fill: Fill) -> str:
    if isinstance(fill, Gradient):
        return f"{fill.start}>{fill.end}@{_number(fill.angle)}"
    return fill or "empty"


def _line(line: Line) -> str:
    ends = "<" * line.tail + "-" + ">" * line.head if line.head or line.tail else "edge"
    dash = "" if line.dash == "solid" else f" {line.dash}"
    return f"{ends} {line.color} {_number(line.width)}{dash}"


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".") if abs(value) < 1e6 else f"{value:.6g}"
