"""What is told of a translation: how it stands, each sentence with its place, and facts that are not the original's."""

from __future__ import annotations

from pathlib import Path

import pytest

from build.documents.checks import check_guide
from build.documents.parse import parse_guide
from build.documents.ways import CoursePlaces
from build.files.course import Course, course_in
from build.findings.diagnostic import Diagnostic, report
from build.parse.course_anchors import anchors_elsewhere
from build.parse.deck import parse
from build.parse.originals import originals_of
from build.parse.source import Source, source_from
from build.pipeline import checked
from build.questions.outcome import from_source
from build.translate.check import check_translation
from engine.ledger import Ledger

ORIGINAL = """\
---
title: Leaves
---
# Leaves

## What they need
- Light, {{ mass | kg }} and [water](https://a.org)[^1]
- A new sentence
- Air as it is

[^1]: Or so.
"""
HEAD = """\
---
translates: leaf.md
language: de
# en: Leaves
title: Blätter
---
<!-- en: Leaves -->
# Blätter

<!-- en: What they need -->
## Was sie brauchen
"""
WORDS = "Light, {{ mass | kg }} and [water](https://a.org)[^1]"


@pytest.fixture
def leaves(tmp_path: Path) -> Path:
    (tmp_path / "leaf.md").write_text(ORIGINAL, encoding="utf-8")
    return tmp_path


def told(folder: Path, text: str) -> list[str]:
    source = Source(str(folder / "leaf.de.md"), text)
    return [_line(one) for one in check_translation(source, parse(source)[0].front)]


def _line(one: Diagnostic) -> str:
    return f"{one.span.line}:{one.span.column}-{one.span.end} {one.code} {one.message}"


def test_what_lacks_a_translation_is_older_or_has_lost_its_original_is_told_with_its_place(leaves: Path) -> None:
    text = f"""{HEAD}<!-- en: {WORDS} -->
<!-- en was: Light and [water](https://a.org) -->
- Licht und [Wasser](https://a.org)
<!-- en: Air as it was -->
- Luft
<!-- en=: Gone -->
- Gone
<!-- en: Or so. -->
[^1]: Or so.
"""
    assert told(leaves, text) == [
        "2:1-12 C906 2 of 7 sentences lack a translation, 3 are older than their original",
        "14:3-36 C902 leaf.md:8 is new: 'A new sentence'",
        f"14:3-36 C903 older than leaf.md:7, '{WORDS}'",
        "16:3-7 C903 older than leaf.md:9, 'Air as it is'",
        "18:3-7 C903 its original is gone: 'Gone'",
        "20:7-13 C902 not translated: 'Or so.'",
    ]


def test_a_finished_translation_has_nothing_told(leaves: Path) -> None:
    text = f"""{HEAD}<!-- en: {WORDS} -->
- [Wasser](https://a.org)[^1] und {{{{ mass  | kg }}}}: {{{{ mass | kg }}}}
<!-- en: A new sentence -->
- Ein neuer Satz
<!-- en=: Air as it is -->
- Air as it is

<!-- en: Or so. -->
[^1]: Oder so.
"""
    assert told(leaves, text) == []


def test_facts_footnotes_and_addresses_are_those_of_the_original(leaves: Path) -> None:
    text = f"""{HEAD}<!-- en: {WORDS} -->
- Licht, {{{{ other | kg }}}} und
  [Wasser](https://b.org)
<!-- en: A new sentence -->
- Ein neuer Satz
<!-- en=: Air as it is -->
- Air as it is
<!-- en: Or so. -->
[^1]: Oder so.
"""
    assert told(leaves, text) == [
        "13:3-30 C904 the original has '[^1]' here",
        "13:3-30 C904 the original has '{{ mass | kg }}' here",
        "13:3-30 C905 the original has 'https://a.org' here",
        "13:10-26 C904 '{{ other | kg }}' does not stand in the original",
        "14:12-25 C905 'https://b.org' does not stand in the original",
    ]


def test_of_a_figure_the_texts_alone_are_translated(leaves: Path) -> None:
    (leaves / "leaf.md").write_text(
        '# L\n\n## A\nVisual: bars(a.b, highlight=Top, title="Top leaf")\n', encoding="utf-8"
    )
    head = "---\ntranslates: leaf.md\nlanguage: de\n---\n<!-- en=: L -->\n# L\n\n<!-- en=: A -->\n## A\n"
    record = '<!-- en: bars(a.b, highlight=Top, title="Top leaf") -->\n'
    right = f'{head}{record}Visual: bars(a.b, highlight=Oben, title="Oberstes Blatt")\n'
    wrong = f'{head}{record}Visual: bars(a.c, highlight=Oben, title="Oberstes Blatt")\n'
    assert told(leaves, right) == []
    assert told(leaves, wrong) == ["11:9-58 C904 the call has other facts or settings"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("../leaf.md", "'../leaf.md' is not the name of a spec"),
        ("leaf", "'leaf' is not the name of a spec"),
        ("none.md", "the original 'none.md' says nothing: cannot be read: No such file or directory"),
        ("empty.md", "the original 'empty.md' says nothing: the file is empty"),
    ],
)
def test_a_translation_without_its_original_is_an_error(leaves: Path, name: str, message: str) -> None:
    (leaves / "empty.md").write_text("")
    assert told(leaves, f"---\ntranslates: {name}\n---\n# A\n") == [f"2:1-12 C901 {message}"]


def test_decks_guides_and_quizzes_are_told_alike(leaves: Path, course: Course, facts: Ledger) -> None:
    (leaves / "leaf.md").write_text("# A\n", encoding="utf-8")
    text = "---\nkind: {}\ntranslates: leaf.md\nlanguage: de\n---\n<!-- en: A -->\n# A\n"
    deck, guide, quiz = (
        source_from(str(leaves / "leaf.de.md"), text.format(kind).encode())[0] for kind in ("deck", "guide", "quiz")
    )
    every = (
        checked(parse(deck)[0], facts, course)[1],
        check_guide(parse_guide(guide)[0], course, facts, CoursePlaces(course)),
        from_source(quiz, [], facts, course).diagnostics,
    )
    for found in every:
        assert [one.message for one in found if one.code == "C906"] == [
            "1 of 1 sentence lacks a translation, 0 are older than their original"
        ]


def test_a_build_prints_the_first_notes_of_a_translation(leaves: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = Source(str(leaves / "leaf.de.md"), "---\ntranslates: leaf.md\n---\n")
    report(check_translation(source, parse(source)[0].front))
    lines = capsys.readouterr().err.splitlines()
    assert sum("[C902]" in line and "more" not in line for line in lines) == 3
    assert "  and 4 more [C902] in this file" in lines


def test_a_translation_has_the_labs_of_its_original_and_is_no_other_deck(tmp_path: Path) -> None:
    anchor = "Hands-on Anchor: `[Hands-on Anchor: L-01 | Asset: a.py | Objective: x | Pre-req: None]`\n"
    for name, front in (("a", ""), ("a.de", "---\ntranslates: a.md\n---\n"), ("b", "")):
        (tmp_path / f"{name}.md").write_text(f"{front}# A\n## Slide 1: Practical - B\n{anchor}", encoding="utf-8")
    (tmp_path / "course.toml").write_text("")
    course = course_in(tmp_path)
    assert [spec.name for spec in originals_of(course)] == ["a.md", "b.md"]
    assert [path.name for path, _ in anchors_elsewhere(tmp_path / "a.de.md", course).values()] == ["b.md"]
    assert CoursePlaces(course).decks.keys() == {"a", "b"}
