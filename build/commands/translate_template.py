"""A spec as one to translate, beside it: NAME.md gives NAME.de.md, and again what is new since."""

from __future__ import annotations

from pathlib import Path

from build.commands.failure import FAILURES, failed
from build.documents.section_parts import LABELS as OF_GUIDES
from build.findings.diagnostic import counted, report
from build.findings.file_messages import display_path
from build.parse.records import translated_from
from build.parse.source import Source, kind_of, read_source
from build.questions.labels import LABELS as OF_QUIZZES
from build.translate.check import standing
from build.translate.template import LANGUAGE, Template, make_template
from engine.atomic_write import write_whole
from engine.quoted import quoted
from engine.refusal import refusal

_LABELS = {"deck": (), "guide": OF_GUIDES, "quiz": tuple(OF_QUIZZES)}


def translate_template(spec: Path, language: str) -> int:
    """Write it, and say how it stands. The exit code: 0, or 2 where nothing could be written."""
    if not LANGUAGE.fullmatch(language):
        raise refusal(f"{quoted(language)} is no language; write it as de or pt-BR")
    original, found = read_source(spec)
    target = spec.with_name(f"{spec.stem}.{language}.md")
    try:
        if not original.text:
            report(found)
            return 2
        before = _before(target, spec)
        made = make_template(original, spec.name, language, labels=_LABELS[kind_of(spec)], before=before)
        if before is None or before.text != made.text:
            write_whole(target, made.text)
    except FAILURES as error:
        return failed(error, spec)
    print(f"{display_path(target)}: {_how_it_stands(made)}")
    return 0


def _before(target: Path, spec: Path) -> Source | None:
    """What is translated already. Raises ValueError where that file is something else."""
    if not target.exists():
        return None
    before, found = read_source(target)
    if not before.text:
        report(found)
        raise ValueError(f"{display_path(target)} is there, and cannot be read")
    if translated_from(before.text) != spec.name:
        raise ValueError(f"{display_path(target)} is there, and is no translation of {spec.name}; move it away")
    return before


def _how_it_stands(made: Template) -> str:
    parts = [standing(made.sentences, made.lacking, made.older)]
    if made.gone:
        parts.append(f"{counted(made.gone, 'translation')} without an original now at its end")
    if made.added:
        parts.append(f"{counted(made.added, 'sentence')} of its own now at its end")
    return "; ".join(parts)
