"""Blocks as HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from markupsafe import Markup, escape
from pygments.lexers import TextLexer, get_lexer_by_name
from pygments.util import ClassNotFound

from build.render.html.words import formula, inline
from build.spec.content import (
    Block,
    Bullets,
    Callout,
    CodeBlock,
    Columns,
    Definitions,
    Entry,
    Formula,
    Image,
    Prose,
    Quotation,
    Subheading,
)
from build.spec.deck import Grid, Text
from build.theme.tokens import Theme


def block_html(block: Block, theme: Theme, level: int) -> Markup:
    """A block; its headings have a level and deeper ones."""
    return _BLOCKS[type(block)](block, theme, level)


def _all(blocks: Iterable[Block], theme: Theme, level: int) -> Markup:
    return Markup("").join(block_html(block, theme, level) for block in blocks)


def _bullets(block: Bullets, theme: Theme, level: int) -> Markup:
    numbered = block.entries[0].number is not None
    items = Markup("").join(_entry(entry, theme, level) for entry in block.entries)
    if not numbered:
        return Markup("<ul>{}</ul>").format(items)
    start = Markup(' start="{}"').format(block.entries[0].number) if block.entries[0].number != 1 else ""
    return Markup("<ol{}>{}</ol>").format(start, items)


def _entry(entry: Entry, theme: Theme, level: int) -> Markup:
    box = {None: "", True: "☑ ", False: "☐ "}[entry.checked]
    return Markup("<li>{}{}{}</li>").format(box, inline(entry.text), _all(entry.blocks, theme, level))


def _grid(grid: Grid, theme: Theme, level: int) -> Markup:
    def cell(text: Text, column: int, tag: str, scope: str = "") -> Markup:
        side = grid.align[column] if column < len(grid.align) else "left"
        attributes = (Markup(' scope="{}"').format(scope) if scope else Markup("")) + (
            Markup(' class="{}"').format(side) if side != "left" else Markup("")
        )
        return Markup("<{0}{1}>{2}</{0}>").format(Markup(tag), attributes, inline(text))

    head = Markup("").join(cell(text, n, "th", "col") for n, text in enumerate(grid.header))
    rows = Markup("").join(
        Markup("<tr>{}</tr>").format(
            Markup("").join(cell(text, n, "td" if n else "th", "" if n else "row") for n, text in enumerate(row))
        )
        for row in grid.rows
    )
    return Markup('<div class="wide"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>').format(
        head, rows
    )


def _code(block: CodeBlock, theme: Theme, level: int) -> Markup:
    """A listing in the theme's colours, which are readable on the ground of code; marked lines stand on gold."""
    try:
        lexer = get_lexer_by_name(block.language) if block.language else TextLexer()
    except ClassNotFound:
        lexer = TextLexer()
    lines = [Markup("")]
    for kind, words in lexer.get_tokens("\n".join(block.text)):
        color = theme.color(theme.syntax_color(str(kind)))
        for place, part in enumerate(words.split("\n")):
            if place:
                lines.append(Markup(""))
            plain = not part.strip() or color == theme.color("char")
            lines[-1] += escape(part) if plain else Markup('<span style="color:{}">{}</span>').format(color, part)
    marked = {number - block.first for number in block.marked}
    shown = (
        Markup('<span class="marked">{}</span>').format(line) if place in marked else line
        for place, line in enumerate(lines[: len(block.text)])
    )
    name = Markup('<p class="quiet"><code>{}</code></p>').format(block.name) if block.name else Markup("")
    made = Markup('<pre tabindex="0"><code>{}</code></pre>').format(Markup("\n").join(shown))
    return Markup('<div class="listing">{}{}</div>').format(name, made)


def _definitions(block: Definitions, theme: Theme, level: int) -> Markup:
    rows = Markup("").join(
        Markup("<dt>{}</dt>").format(inline(entry.term))
        + Markup("").join(Markup("<dd>{}</dd>").format(inline(meaning)) for meaning in entry.meanings)
        for entry in block.entries
    )
    return Markup("<dl>{}</dl>").format(rows)


def _quotation(block: Quotation, theme: Theme, level: int) -> Markup:
    said = Markup("").join(Markup("<p>{}</p>").format(inline(text)) for text in block.texts)
    names = [text for text in (block.by, block.source) if text]
    by = Markup(", ").join(map(inline, names))
    return Markup("<blockquote>{}{}</blockquote>").format(said, Markup("<p>— {}</p>").format(by) if names else "")


def _callout(block: Callout, theme: Theme, level: int) -> Markup:
    heading = inline(block.heading) if block.heading else escape(block.kind.capitalize())
    inner = _all(block.blocks, theme, level + 1)
    return Markup('<div class="card callout"><h{0}>{1}</h{0}>{2}</div>').format(level, heading, inner)


def _columns(block: Columns, theme: Theme, level: int) -> Markup:
    made = Markup("").join(
        Markup("<div>{}{}</div>").format(
            Markup("<h{0}>{1}</h{0}>").format(level, inline(column.heading)) if column.heading else "",
            _all(column.blocks, theme, level + 1),
        )
        for column in block.columns
    )
    return Markup('<div class="pair">{}</div>').format(made)


_BLOCKS: Mapping[type[Any], Callable[[Any, Theme, int], Markup]] = {
    Prose: lambda block, theme, level: Markup("<p>{}</p>").format(inline(block.text)),
    Subheading: lambda block, theme, level: Markup("<h{0}>{1}</h{0}>").format(level, inline(block.text)),
    Bullets: _bullets,
    Grid: _grid,
    CodeBlock: _code,
    Definitions: _definitions,
    Quotation: _quotation,
    Callout: _callout,
    Columns: _columns,
    Formula: lambda block, theme, level: Markup("<p>{}</p>").format(formula(block.source)),  # inside another block
    Image: lambda block, theme, level: Markup("<p><em>{}</em></p>").format(block.alt),
}
