"""A deck in another program's Markdown: read as `build.parse` reads it, before its slides have kinds."""

from __future__ import annotations

from build.imports.imported import Imported, ImportedSlide
from build.parse.deck import read_general
from build.parse.general_deck import read_parts
from build.parse.slide_roles import Part
from build.parse.source import FindingCollector, Source


def read_slides(source: Source) -> Imported:
    findings = FindingCollector(source)
    front, dialect, lines = read_general(findings)
    read = read_parts(lines, front, dialect, findings, whole=True)
    return Imported(program=dialect.name, slides=[_slide(part) for part in read.parts], introduction=read.introduction)


def _slide(part: Part) -> ImportedSlide:
    assert part.body is not None
    values = part.body.values
    return ImportedSlide(
        title=part.title,
        role=part.role,
        blocks=tuple(part.body.blocks),
        notes=(*values.get("notes", ()), *part.said),
        footnotes=part.body.footnotes,
        reveal=values.get("reveal", part.reading.reveal),
        hidden=values.get("hidden", False),
        morph=values.get("morph", False),
    )
