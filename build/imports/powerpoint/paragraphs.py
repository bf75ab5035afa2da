"""The paragraphs of a box as blocks: lists with their levels, paragraphs, code."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pptx.oxml.ns import qn

from build.findings.diagnostic import Span
from build.imports.powerpoint.text_styles import Bullet, TextStyles, styles_of
from build.imports.powerpoint.told import Here
from build.imports.powerpoint.words import text_of
from build.parse.content import DEEPEST
from build.parse.texts import make
from build.spec.content import Block, Bullets, CodeBlock, Entry, Formula, Prose
from build.spec.deck import Text, Words

NOWHERE = Span()
_INDENT = 4  # letters that a level of code is further in
_PROGRAM = (
    ("xml", re.compile(r"\s*<\?xml ")),
    ("html", re.compile(r"\s*<!DOCTYPE html|\s*<html[ >]", re.I)),
    ("java", re.compile(r"public static void main\s*\(|^\s*public (?:final )?class \w+ ?\{?", re.M)),
    ("sql", re.compile(r"\s*(?:SELECT\b[\s\S]+\bFROM\b|CREATE TABLE\b|INSERT INTO\b)", re.I)),
    ("php", re.compile(r"\s*<\?php")),
)
_SURE = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, ast.For, ast.With)


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph. `bullet` is what stands before it; `code` says that all of it has letters of one width."""

    text: Text
    level: int
    bullet: Bullet
    code: bool


def blocks_in(shape: Any, slide: Any, here: Here) -> list[Block]:
    """What a shape of a slide says."""
    body = shape._element.find(qn("p:txBody"))
    return [] if body is None else blocks_of(body, styles_of(shape, slide), shape, here)


def blocks_of(body: Any, styles: TextStyles, shape: Any, here: Here) -> list[Block]:
    """The blocks of a text body."""
    lines = [_line(paragraph, styles, shape, here) for paragraph in body.findall(qn("a:p"))]
    lines = _unbold(lines)
    deepest = max((line.level for line in lines if line.bullet.kind and line.text), default=0)
    blocks = list(_blocks(lines))
    shallowest = min((line.level for line in lines if line.bullet.kind and line.text), default=0)
    if deepest - shallowest >= DEEPEST:
        here.tell(
            shape.name, f"a list of {deepest - shallowest + 1} levels", f"it has {DEEPEST}: the others are joined"
        )
    return blocks


def _unbold(lines: list[Line]) -> list[Line]:
    """Lines without bold letters where there are no others: what is all bold says nothing by it."""
    pieces = [piece for line in lines for piece in line.text.pieces if isinstance(piece, Words) and piece.text.strip()]
    if not all(piece.bold or piece.math or piece.code for piece in pieces):
        return lines
    return [replace(line, text=without_bold(line.text)) for line in lines]


def without_bold(text: Text) -> Text:
    """Words that do not stand out by weight."""
    return Text(tuple(replace(piece, bold=False) for piece in text.pieces), text.span)


def texts_of(blocks: Sequence[Block]) -> Iterator[Text]:
    """The words of blocks from a text body, one behind the other."""
    for block in blocks:
        if isinstance(block, Prose):
            yield block.text
        elif isinstance(block, Bullets):
            for entry in block.entries:
                yield entry.text
                yield from texts_of(entry.blocks)
        elif isinstance(block, CodeBlock):
            yield from (Text((Words(text=line, code=True),)) for line in block.text if line)
        elif isinstance(block, Formula):
            yield Text((Words(text=block.source, math=True),))


def _line(paragraph: Any, styles: TextStyles, shape: Any, here: Here) -> Line:
    properties = paragraph.find(qn("a:pPr"))
    level = _level(properties)
    text = text_of(paragraph, styles, level, shape, here)
    said = [piece for piece in text.pieces if isinstance(piece, Words) and piece.text.strip()]
    code = bool(said) and all(piece.code for piece in said)
    return Line(text if said else Text(), level, styles.bullet(properties, level), code)


def _level(properties: Any) -> int:
    try:
        return min(8, max(0, int(properties.get("lvl", "0")))) if properties is not None else 0
    except ValueError:
        return 0


def _blocks(lines: Sequence[Line]) -> Iterator[Block]:
    at = 0
    while at < len(lines):
        line, end = lines[at], at + 1
        if not line.text:
            at += 1
            continue
        if line.code and not line.bullet.kind:
            while end < len(lines) and (not lines[end].text or (lines[end].code and not lines[end].bullet.kind)):
                end += 1
            yield _code(lines[at:end])
        elif line.bullet.kind:
            while end < len(lines) and _goes_on(lines, end, line.level):
                end += 1
            yield from _lists([each for each in lines[at:end] if each.text], 1)
        else:
            yield _prose(line.text)
        at = end


def _prose(text: Text) -> Block:
    words = make(text.pieces, text)
    if len(words.pieces) == 1 and isinstance(words.pieces[0], Words) and words.pieces[0].math:
        return Formula(source=words.pieces[0].text, span=NOWHERE)
    return Prose(text=words)


def _goes_on(lines: Sequence[Line], at: int, level: int) -> bool:
    """Whether a paragraph still belongs to a list: a point, one further in, or nothing before such a one."""
    line = lines[at]
    if not line.text:
        return any(each.text for each in lines[at:]) and _goes_on(
            lines, next(i for i in range(at, len(lines)) if lines[i].text), level
        )
    return bool(line.bullet.kind) or (line.level > level and not line.code)


def _lists(lines: Sequence[Line], depth: int) -> Iterator[Bullets]:
    """Lists of lines of which none is less deep than the first; another kind, or another count, begins another list."""
    before, entries, at, number = Bullet(), list[Entry](), 0, 0
    least = lines[0].level
    while at < len(lines):
        line = lines[at]
        end = at + 1
        while end < len(lines) and (lines[end].level > max(least, line.level) or not lines[end].bullet.kind):
            end += 1
        kind = line.bullet.kind
        next_number = kind == before.kind == "number" and line.bullet.start == number + 1
        if entries and line.bullet != before and not next_number:
            yield Bullets(entries=tuple(entries), span=NOWHERE)
            entries = []
        before = line.bullet
        number = number + 1 if entries else line.bullet.start
        inside = tuple(_inside(lines[at + 1 : end], depth))
        flat = [entry for block in inside if isinstance(block, Bullets) for entry in block.entries]
        text = make(line.text.pieces, line.text)
        if depth >= DEEPEST and flat:  # what is deeper stands beside it
            inside = tuple(block for block in inside if not isinstance(block, Bullets))
        numbered = number if kind == "number" else None
        entries.append(Entry(text=text, span=NOWHERE, number=numbered, blocks=inside))
        if depth >= DEEPEST:
            for each in flat:
                number += kind == "number"
                entries.append(replace(each, number=number if kind == "number" else None))
        at = end
    yield Bullets(entries=tuple(entries), span=NOWHERE)


def _inside(lines: Sequence[Line], depth: int) -> Iterator[Block]:
    """What stands below a point: paragraphs, and the lists that go deeper."""
    at = 0
    while at < len(lines):
        if not lines[at].bullet.kind:
            yield _prose(lines[at].text)
            at += 1
            continue
        end = at + 1
        while end < len(lines) and lines[end].bullet.kind:
            end += 1
        yield from _deeper(lines[at:end], depth)
        at = end


def _deeper(lines: Sequence[Line], depth: int) -> Iterator[Bullets]:
    """Points that may begin further in than those that follow."""
    least = min(line.level for line in lines)
    level = [replace(line, level=max(line.level, least)) for line in lines]
    if level[0].level > least:
        level[0] = replace(level[0], level=least)
    yield from _lists(level, min(depth + 1, DEEPEST))


def _code(lines: Sequence[Line]) -> CodeBlock:
    said = list(lines)
    while said and not said[-1].text:
        said.pop()
    least = min(line.level for line in said if line.text)
    rows = [
        " " * _INDENT * (line.level - least) + row if row.strip() else ""
        for line in said
        for row in (line.text.plain.replace("\xa0", " ").replace("\t", " " * _INDENT) if line.text else "").split("\n")
    ]
    text = tuple(row.rstrip() for row in rows)
    return CodeBlock(text=text, span=NOWHERE, language=language_in("\n".join(text)))


def language_in(code: str) -> str:
    """The language of some code where it can be nothing else; else empty."""
    found = next((name for name, sign in _PROGRAM if sign.match(code) or (name == "java" and sign.search(code))), "")
    if found:
        return found
    if code.lstrip()[:1] in ("{", "["):
        try:
            json.loads(code)
        except ValueError:
            return ""
        return "json" if len(code) > len("[1]") else ""
    rows = [row for row in code.split("\n") if row.strip()]
    if rows and all(row.startswith(("$ ", "# ", ">")) for row in rows) and rows[0].startswith("$ "):
        return "console"
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    return "python" if any(isinstance(node, _SURE) for node in tree.body) else ""
