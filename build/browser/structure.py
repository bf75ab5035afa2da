"""What a slide says as HTML, beside its picture: for those who hear it, search it, or read it on a phone."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from markupsafe import Markup, escape

from build.drawing.page import Page, Run, Script, TextStyle
from build.drawing.reading import (
    Code,
    Entry,
    Figure,
    Film,
    Heading,
    Items,
    Part,
    Runs,
    TableRows,
    Words,
    plain,
    read_page,
)

_SCRIPTS: dict[Script, str] = {"super": "sup", "sub": "sub"}


def structure(page: Page, *, transcripts: Mapping[str, Markup] | None = None) -> Markup:
    """The parts of a page in reading order, its heading first. `transcripts` are those of films by their names.

    What appears at a click has that as `data-step`.
    """
    steps = {name: step for step, names in enumerate(page.steps, start=1) for name in names}
    heading, parts = _heading_first(page)
    made = [Markup('<h1 id="slide-{}-title" tabindex="-1">{}</h1>').format(page.number, _heading(heading))]
    for chip, same in groupby(parts, key=lambda part: isinstance(part, Words) and part.names[0].endswith(" chip")):
        if chip:
            made.append(_in("p", Markup(" ").join(_chip(part, _step(part, steps)) for part in same), ' class="chips"'))
            continue
        made += [_stepped(part, steps, transcripts or {}) for part in same]
    return Markup("\n").join(made)


def _stepped(part: Part, steps: Mapping[str, int], transcripts: Mapping[str, Markup]) -> Markup:
    """A part with the click at which it appears; the entries of a list may have one each."""
    if isinstance(part, Items) and any(own := [steps.get(entry.name, 0) for entry in part.entries]):
        return _list(part.entries, own)
    element, step = _element(part, transcripts), _step(part, steps)
    return _in("div", element, _at(step)) if step else element


def _step(part: Part, steps: Mapping[str, int]) -> int:
    """The click at which a part appears; 0: it is there from the start."""
    return max((steps.get(name, 0) for name in part.names), default=0)


def _at(step: int) -> str:
    return f' data-step="{step}"' if step else ""


def _heading_first(page: Page) -> tuple[Runs, list[Part]]:
    """The slide's heading, and all else; a slide without one is called by its number."""
    parts = list(read_page(page))
    heading = next((part for part in parts if isinstance(part, Heading) and part.level == 1), None)
    if heading is None:
        return (Run(page.title or str(page.number), TextStyle(1)),), parts
    return heading.text, [part for part in parts if part is not heading]


def _element(part: Part, transcripts: Mapping[str, Markup]) -> Markup:
    match part:
        case Heading():
            return _in("h2", _heading(part.text))
        case Words():
            eyebrow = part.names[0].endswith(" eyebrow")
            return _in("p", _heading(part.text), ' class="eyebrow"') if eyebrow else _in("p", _inline(part.text))
        case Code():
            lines = Markup("\n").join(map(_plain, part.lines))
            return Markup("<pre><code>{}</code></pre>").format(lines)
        case Items():
            return _list(part.entries, [0] * len(part.entries))
        case TableRows():
            return _table(part)
        case Figure():
            return Markup('<figure role="img" aria-label="{}"><p>{}</p></figure>').format(part.alt, part.alt)
        case Film():
            return _film(part, transcripts.get(part.name, Markup("")))
    raise TypeError(part)


def _list(entries: Sequence[Entry], steps: Sequence[int]) -> Markup:
    """Entries as lists inside lists."""
    rows = deque(zip(entries, steps, strict=True))
    return _lists(rows, min(entry.level for entry in entries))


def _lists(rows: deque[tuple[Entry, int]], level: int) -> Markup:
    """The lists of one level, up to an entry that stands farther out."""
    made = Markup("")
    while rows and rows[0][0].level >= level:
        first, points = rows[0][0], list[Markup]()
        attributes: list[str] = []
        while rows and (rows[0][0].level > level or (rows[0][0].level, rows[0][0].ordered) == (level, first.ordered)):
            if rows[0][0].level > level:
                inner = _lists(rows, level + 1)
                points, attributes = (points, attributes) if points else ([Markup("")], [""])
                points[-1] += inner
            else:
                entry, step = rows.popleft()
                points.append(_ticked(entry) + _inline(entry.text))
                attributes.append(_at(step))
        start = f' start="{first.start}"' if first.ordered and first.start != 1 else ""
        items = Markup("").join(map(_in, ["li"] * len(points), points, attributes))
        made += _in("ol" if first.ordered else "ul", items, start)
    return made


def _ticked(entry: Entry) -> Markup:
    return Markup("") if entry.ticked is None else Markup("☑ " if entry.ticked else "☐ ")


def _table(part: TableRows) -> Markup:
    head = Markup("").join(
        _in("th", _inline(cell), ' scope="col"') if plain(cell).strip() else _in("td", Markup(""))
        for cell in part.header
    )
    rows = Markup("").join(_in("tr", Markup("").join(_cells(row))) for row in part.rows)
    label = Markup(' aria-label="{}"').format(part.alt) if part.alt else Markup("")
    return Markup('<div class="wide"><table{}><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>').format(
        label, head, rows
    )


def _cells(row: Sequence[Runs]) -> Iterator[Markup]:
    for place, cell in enumerate(row):
        first = not place and len(row) > 1 and bool(plain(cell).strip())
        yield _in("th", _inline(cell), ' scope="row"') if first else _in("td", _inline(cell))


def _film(part: Film, transcript: Markup) -> Markup:
    return _in("div", _in("p", escape(part.alt)) + transcript, ' class="film"')


def transcript(captions: Sequence[str], label: str) -> Markup:
    """The captions of a film to be read beside it; nothing where it has none."""
    said = Markup("").join(_in("p", escape(words)) for words in captions)
    shown = Markup('<div class="transcript" role="group" aria-label="{}">{}</div>')
    return shown.format(label, said) if captions else Markup("")


# ---- words ------------------------------------------------------------------------------------------
def _chip(part: Part, step: int) -> Markup:
    assert isinstance(part, Words)
    return _in("span", _heading(part.text), f' class="chip"{_at(step)}')


def _heading(text: Runs) -> Markup:
    """Words that are bold by where they stand; a line that ends is no end of words."""
    return _inline(replace(run, text=run.text.replace("\n", " "), style=replace(run.style, bold=False)) for run in text)


def _inline(text: Iterable[Run]) -> Markup:
    return Markup("").join(map(_run, text))


def _plain(text: Runs) -> Markup:
    return Markup("").join(escape(run.text) for run in text)


def _run(run: Run) -> Markup:
    made = Markup("").join(_with_facts(run))
    style = run.style
    for on, name in (
        (style.face == "mono", "code"), (style.strike, "s"), (style.italic, "em"), (style.bold, "b"),
        (bool(style.script), _SCRIPTS.get(style.script, "")),
    ):  # fmt: skip
        made = _in(name, made) if on and made.strip() else made
    if not run.href:
        return made
    target = "" if run.href.startswith("#") else ' target="_blank"'
    target = ' role="doc-biblioref"' if run.href.startswith("#") and style.script else target
    return Markup('<a href="{}"{}>{}</a>').format(run.href, Markup(target), made)


def _with_facts(run: Run) -> Iterator[Markup]:
    at = 0
    for span in sorted(run.facts, key=lambda span: span.start):
        yield _lines(run.text[at : span.start])
        yield Markup('<span data-fact="{}">{}</span>').format(span.fact, _lines(run.text[span.start : span.end]))
        at = span.end
    yield _lines(run.text[at:])


def _lines(text: str) -> Markup:
    return Markup("<br>").join(map(escape, text.split("\n")))


def _in(name: str, made: Iterable[str] | Markup, attributes: str = "") -> Markup:
    return Markup(f"<{name}{attributes}>{made}</{name}>")
