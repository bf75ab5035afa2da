"""A deck in another program's Markdown: made plain line by line, then read as `build.parse` reads a spec."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from build.findings.diagnostic import Diagnostic, Span
from build.findings.file_messages import display_path
from build.imports.front import Front, take_front
from build.imports.html_parts import DATA_ADDRESS, data_of
from build.imports.html_tags import without_html
from build.imports.imported import Imported, ImportedSlide
from build.imports.included import with_included
from build.imports.lines import HIDDEN, Line, Reading, with_code, without_labels
from build.imports.links import with_links
from build.imports.pandoc import of_pandoc
from build.imports.pictures import with_pictures
from build.imports.remark import is_remark, of_remark
from build.imports.reveal import of_reveal
from build.imports.write_words import pieces_of
from build.parse.dialects import Dialect, Program, program_of
from build.parse.general_deck import read_parts
from build.parse.kept_lines import kept_lines
from build.parse.slide_roles import Part
from build.parse.source import LARGEST, FindingCollector, Source, source_from
from build.spec.content import Bullets, CodeBlock, Image, Prose
from build.spec.deck import Expression, FrontMatter, Text, Words, every_part, every_point
from build.spec.walk import change, parts_in

NAMES = {
    "marp": "Marp", "slidev": "Slidev", "pandoc": "pandoc", "reveal": "reveal.js", "reveal html": "reveal.js",
    "quarto": "Quarto", "notebook": "Jupyter",
}  # fmt: skip
_DIALECTS: dict[str, Program] = {
    "marp": "marp", "slidev": "slidev", "quarto": "pandoc", "pandoc": "pandoc", "reveal": "reveal",
    "reveal html": "reveal",
}  # fmt: skip

# Findings that say what is not lost: how slides are parted, what stays as words, marks of the look.
_KEPT = frozenset({"P130", "P123", "P131", "P136", "P124", "P119", "P115", "P127", "P006", "P007", "P128"})
_DATA = re.compile(r"(?<=[(<\"'=])data:image/[^\s()<>\"']+")
_OWN = re.compile(r"Notes:\s*|Visual: *\w+\(.*|## Slide \d+: \w+ - .*")
_OPTION = re.compile(r"(?P<key>[a-z]\w*):\s+[\"']?(?P<words>\w[^:;{}<>#=/]*[^\W\d_]{3,} [^:;{}<>#=/]*?)[\"']?\s*")
_OF_THE_LOOK = frozenset({"class", "style", "css", "fonts", "transition", "background", "color", "theme"})
_QUIET = frozenset({"P137", "P115"})


def read_markdown(lines: Sequence[Line], reading: Reading, *, has_front: bool = True) -> Imported:
    """The deck that some lines say, of the program that `reading` names, else that they look like."""
    rest = [_without_data(line, reading) for line in lines]
    front, rest = take_front(rest, reading) if has_front else (Front(), rest)
    reading.program = reading.program or front.program or _program(rest, front)
    if not front.values and not front.program:
        rest = _title_block(rest, front, reading)
    rest = with_included(rest, reading)
    if is_remark(front):
        rest = of_remark(rest, reading)
    if reading.program == "reveal":
        rest = of_reveal(rest, front.separators, reading)
    own = () if reading.program else (each for each, code in with_code(rest) if not code and _OWN.fullmatch(each.text))
    for line in list(own)[:1]:
        reading.tell(line.where, f"'{line.text[:60]}' as of a spec", "it stands as words; a spec needs no import")
    if reading.program not in ("notebook", "reveal html"):  # whose lines are ours in part
        rest = without_labels(rest)
    if reading.program in ("pandoc", "quarto"):
        rest = of_pandoc(rest, front, reading)
    rest = without_html(rest, reading)
    rest = without_labels(rest, but=HIDDEN)  # those that stood behind a tag
    return _imported(rest, front, reading)


def _without_data(line: Line, reading: Reading) -> Line:
    """A line whose pictures' bytes have names."""

    def named(found: re.Match[str]) -> str:
        name = f"inline-{len(reading.inlined) + 1}"
        whole = DATA_ADDRESS.fullmatch(found[0])
        reading.inlined[name] = data_of(whole) if whole else b""
        return name

    return line.now(_DATA.sub(named, line.text)) if "data:image/" in line.text else line


def _program(lines: Sequence[Line], front: Front) -> str:
    """The program, by what the lines hold."""
    text = "\n".join(line.text for line in lines)
    return (
        "reveal"
        if front.separators
        else program_of("\n".join(("---", *(line.text for line in front.own), "---", text)))
    )


def _title_block(lines: list[Line], front: Front, reading: Reading) -> list[Line]:
    """pandoc's `% Title`, `% Author`, `% Date`."""
    from build.parse.title_block import read_title_block

    if not lines or not lines[0].text.startswith("%"):
        return lines
    block, taken = read_title_block(FindingCollector(_source(lines[:12], reading.path)), Dialect())
    said = {"title": block.title, "author": block.author, "date": block.date}
    front.values |= {key: value for key, value in said.items() if value}
    reading.program = reading.program or "pandoc"
    return lines[taken:]


# ---- reading ----------------------------------------------------------------------------------------
def _imported(lines: Sequence[Line], front: Front, reading: Reading) -> Imported:
    """What the parser makes of plain lines, as an import yields it."""
    source = _source(lines, reading.path)
    findings = FindingCollector(source)
    dialect = Dialect(name=_DIALECTS.get(reading.program, ""), slide_level=front.slide_level)
    dialect.has_rulers = reading.has_rulers or reading.program in ("reveal", "reveal html")
    own = {
        key: value
        for line in front.own
        for key, _, value in [line.text.partition(":")]
        if key in ("layout", "image", "hide")
    }
    if dialect.name == "slidev":
        dialect.first_slide = {key: (value.strip().strip("\"'"), Span()) for key, value in own.items()}
    kept = kept_lines(findings, skip=0, is_label=lambda _: False)
    matter = FrontMatter(title=str(front.values.get("title", "")))
    read = read_parts(kept, matter, dialect, findings, whole=True)
    if not read.parts:
        raise ValueError(f"{display_path(reading.path)} has no slides: nothing in it is shown")
    slides = [slide_of(part) for part in read.parts]
    values = dict(front.values)
    if front.incremental:
        values["reveal"] = "points"
    slides = _with_title(slides, values, front, dialect, reading)
    slides = [_without_expressions(slide, lines, reading) for slide in slides]
    slides = [_without_links_in_title(slide, lines, reading) for slide in slides]
    slides = [change(slide, CodeBlock, _marked_in_itself) for slide in slides]
    for block in parts_in(slides, Prose):
        if block.text.plain.startswith("+--"):
            reading.tell(
                _where(block.text.span, lines), "a drawn table whose cells span others", "it stands as it is drawn"
            )
    if dialect.name == "pandoc":
        slides = [change(slide, Image, _with_figure_caption) for slide in slides]
    for finding in findings.sorted():
        if finding.code not in _QUIET:
            _tell(finding, lines, reading)
    for what, span in dialect.unused.items():
        said = _words_of_option(what, span, lines)
        reading.tell(_where(span, lines), f"{what} {said}".rstrip(), look=not (said or what.startswith("<<<")))
    imported = Imported(
        program=NAMES.get(reading.program, "Markdown"), front=values, slides=slides, introduction=read.introduction
    )
    for step in (with_pictures, with_links):
        imported = step(imported, reading, lambda span: _where(span, lines))
    imported.left.sort(
        key=lambda left: [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", left.where)]
    )
    return imported


def _source(lines: Sequence[Line], path: Path) -> Source:
    """Lines as a source, whose numbers are their places here. Raises ValueError for more than a spec may have."""
    text = "\n".join(line.text for line in lines)
    if len(text) > LARGEST or len(text.encode()) > LARGEST:
        raise ValueError(f"{display_path(path)} has more text than a spec may have, {LARGEST:,} bytes: split it")
    source, _ = source_from(path.name, text.encode())
    return source if source.text else Source(path.name, "\n" * (len(lines) - 1))


def _where(span: Span, lines: Sequence[Line]) -> str:
    return lines[min(span.line, len(lines)) - 1].where if lines else ""


def _tell(finding: Diagnostic, lines: Sequence[Line], reading: Reading) -> None:
    what = finding.message
    look = finding.code in _KEPT and not what.startswith(("{%", "{{"))  # those are words to some programs
    look = look or (finding.code == "P132" and not finding.hint.startswith("diagrams"))
    if finding.code == "P132" and not look:
        what = f"a drawing made of text ({what.split(chr(39))[1]}): its text stands as code"
    reading.tell(_where(finding.span, lines), what, look=look)


def _words_of_option(what: str, span: Span, lines: Sequence[Line]) -> str:
    """What an option of a slide says in words, as `source: A poet`, which a layout of somebody's may show."""
    found = _OPTION.fullmatch(lines[span.line - 1].text) if 0 < span.line <= len(lines) else None
    if found is None or what != f"{found['key']}:" or found["key"] in _OF_THE_LOOK:
        return ""
    return found["words"]


# ---- slides -----------------------------------------------------------------------------------------
def slide_of(part: Part) -> ImportedSlide:
    """What was read of a slide, before it has a kind."""
    values = part.body.values if part.body else {}
    reveal = values.get("reveal", part.reading.reveal)
    if reveal == every_point() and part.body and not parts_in(part.body.blocks, Bullets):
        reveal = every_part(after=1) if len(part.body.blocks) > 1 else ()
    return ImportedSlide(
        title=part.title,
        role=part.role,
        blocks=tuple(part.body.blocks) if part.body else (),
        notes=(*values.get("notes", ()), *values.get("rest", ()), *part.said),
        footnotes=part.body.footnotes if part.body else (),
        reveal=reveal,
        hidden=values.get("hidden", False),
        morph=values.get("morph", False),
    )


def _with_title(
    slides: list[ImportedSlide], values: dict[str, object], front: Front, dialect: Dialect, reading: Reading
) -> list[ImportedSlide]:
    """The slides with the deck's own first, where its program shows one; its title is in the front matter too."""
    title = str(values.get("title", ""))
    first = slides[0] if slides else None
    if first and first.role == "title":
        values["title"] = " ".join(first.title.plain.split())
        return slides
    if not title:
        return slides
    if dialect.name in ("marp", "slidev"):
        reading.tell(reading.path.name, f"title: {title}", "it names the file there, and stands on no slide", look=True)
        del values["title"]
        return slides
    words = [front.subtitle, *front.about]
    blocks = tuple(Prose(text=_text(one)) for one in [*words[:1], ", ".join(words[1:])] if one)
    return [ImportedSlide(title=_text(title), role="title", blocks=blocks), *slides]


def _text(words: str) -> Text:
    """Words of the front matter, with the formulas in them."""
    pieces = pieces_of(words)
    said = [replace(piece, math=False) for piece in pieces if isinstance(piece, Words)]
    has_more = len(said) < len(pieces) or any(piece != Words(text=piece.text) for piece in said)
    return Text((Words(text=words),) if has_more else pieces)


def _without_expressions(slide: ImportedSlide, lines: Sequence[Line], reading: Reading) -> ImportedSlide:
    """A slide with what stands in double braces as words: here it would name a fact."""

    def as_words(piece: Expression) -> Words:
        reading.tell(
            _where(piece.span, lines), f"{{{{{piece.source}}}}}: what a program works out", "it stands as it is written"
        )
        return Words(text=f"{{{{{piece.source}}}}}", bold=piece.bold, italic=piece.italic, strike=piece.strike)

    return change(slide, Expression, as_words)


def _without_links_in_title(slide: ImportedSlide, lines: Sequence[Line], reading: Reading) -> ImportedSlide:
    """A title leads nowhere on a slide."""
    pieces = slide.title.pieces
    for href in dict.fromkeys(piece.href for piece in pieces if isinstance(piece, Words) and piece.href):
        reading.tell(_where(slide.title.span, lines), f"a heading's link to {href[:200]}", "its words stay")
    bare = (replace(piece, href="") if isinstance(piece, Words) else piece for piece in pieces)
    return replace(slide, title=replace(slide.title, pieces=tuple(bare)))


def _marked_in_itself(code: CodeBlock) -> CodeBlock:
    """Code without marks on lines that it has not."""
    return replace(code, marked=tuple(line for line in code.marked if line <= len(code.text)))


def _with_figure_caption(image: Image) -> Image:
    """What stands in a picture's brackets is shown below it there."""
    return image if image.caption or not image.alt else replace(image, caption=_text(image.alt))
