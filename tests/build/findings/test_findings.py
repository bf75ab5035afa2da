"""Each case of `findings/*.md` is a title, a spec, and every word of what is told about it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from build.checks.laid_out import check_pages
from build.checks.spec import check
from build.documents.checks import check_guide
from build.documents.parse import parse_guide
from build.documents.ways import CoursePlaces
from build.files.course import Course, course_in
from build.files.places import THEME
from build.findings.diagnostic import Diagnostic, Span, in_order, report
from build.layout.book import lay_out
from build.parse.deck import parse
from build.parse.source import source_from
from build.questions.outcome import from_source
from build.resolve.resolve import resolve
from build.theme.choose import load_theme
from engine.ledger import Ledger

ICONS = {"share", "compass", "scale", "code", "check"}
FOLDER = Path(__file__).parent
CASE = re.compile(
    r"^## (?P<title>[^\n]+)\n~~~~markdown\n(?P<spec>.*?)~~~~\n~~~~text\n(?P<expected>.*?)~~~~$",
    re.MULTILINE | re.DOTALL,
)
SHOWN = str.maketrans("␇¶", "\a\x85")
CASES = [
    (path.stem, case)
    for path in sorted(FOLDER.glob("*.md"))
    for case in CASE.finditer(path.read_text(encoding="utf-8"))
]


def findings(stage: str, spec: str, root: Course, ledger: Ledger) -> list[Diagnostic]:
    source, found = source_from("deck.md", spec.translate(SHOWN).encode())
    if stage == "source":
        return found
    if stage == "guide":
        guide, found = parse_guide(source)
        return in_order([*found, *check_guide(guide, root, ledger, CoursePlaces(with_a_deck(root)))])
    if stage == "questions":
        return list(from_source(source, found, ledger, root).diagnostics)
    deck, found = parse(source)
    if stage == "parse":
        return found
    if stage == "resolve":
        return resolve(deck, ledger, root)[1]
    if stage == "layout":
        return lay_out(resolve(deck, ledger, root)[0], load_theme(THEME), ledger, {}, root)[1]
    return check(deck, course=root, ledger=ledger, figures={"heads", "bars"}, scenes={"kv_cache_loop"}, icons=ICONS)


def with_a_deck(course: Course) -> Course:
    """A course beside another, with a deck of one slide for guides to lead to."""
    root = course.root.with_name("plants")
    root.mkdir(exist_ok=True)
    (root / "course.toml").write_text("")
    anchor = "`[Hands-on Anchor: CH1-LAB-01 | Asset: leaf.py | Objective: count leaves]`"
    (root / "ch01_plants.md").write_text(f"# Plants\n## Slide 1: Practical - Leaves\nHands-on Anchor: {anchor}\n")
    return course_in(root)


@pytest.mark.parametrize(("stage", "case"), CASES, ids=[f"{stage}: {case['title']}" for stage, case in CASES])
def test_what_is_told_about_a_spec(stage: str, case: re.Match[str], course: Course, facts: Ledger) -> None:
    found = findings(stage, case["spec"], course, facts)
    assert "\n".join(map(str, found)).translate({7: "␇"}) == case["expected"].rstrip("\n")


def test_every_case_is_read() -> None:
    headings = sum(path.read_text(encoding="utf-8").count("\n~~~~markdown\n") for path in FOLDER.glob("*.md"))
    assert len(CASES) == headings > 40


def test_what_pages_are_checked_for_says_what_to_do(course: Course, facts: Ledger) -> None:
    deck = parse(source_from("deck.md", b"# D\n\n## One\n\n- a\n- b\n\n$$\\frac{a$$\n")[0])[0]
    theme = load_theme(THEME)
    book, found = lay_out(deck, theme, facts, {}, course)
    empty = replace(book.pages[0], items=())
    found += check_pages(replace(book, pages=(empty,)), theme, deck)
    assert {"L208", "L301"} <= {finding.code for finding in found}
    assert all(finding.hint for finding in found)


def test_code_is_measured_in_the_size_of_its_theme(course: Course, facts: Ledger) -> None:
    spec = "# D\n## Slide 1: Code Bridge - A\nLEFT - CODE:\n{{ code('engine/decode.py::generate') }}\nWisdom: a\n"
    theme = load_theme(THEME)
    large = replace(theme, sizes={**theme.sizes, "code": 30.0})
    deck, _ = resolve(parse(source_from("deck.md", spec.encode())[0])[0], facts, course)
    found = [finding for finding in lay_out(deck, large, facts, {}, course)[1] if finding.code == "L105"]
    assert [finding.message for finding in found] == [
        "a line of code has 32 columns, and 27 fit: 'def generate(model, ids, steps):'"
    ]


def test_clusters_without_items_that_do_not_fit_are_told(course: Course, facts: Ledger) -> None:
    spec = "# D\n## Slide 1: Concept - One\nExtended Annotations:\n" + "### A cluster\n" * 40
    assert {finding.code for finding in findings("layout", spec, course, facts)} == {"L101"}


def test_a_path_too_long_for_any_disk_is_a_file_that_is_not_there(course: Course, facts: Ledger) -> None:
    for path in (f"engine/{'a' * 300}/b.py", f"engine/{'a' * 300}.py", f"{'a' * 300}/b.py"):
        spec = f"# D\n## Slide 1: Concept - One\nNotes: `{path}`\nWisdom: a\n"
        told = [finding.message for finding in findings("check", spec, course, facts) if finding.code == "C503"]
        assert told == ([f"there is no file {path}"] if path.startswith("engine") else [])


def test_of_many_findings_in_a_line_the_first_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    found = [Diagnostic(path="a.md", span=Span(2, at), code="P006", message=f"'{'x' * 500}'") for at in range(1, 31)]
    report([*found, Diagnostic(path="a.md", span=Span(3), code="P006", message="other")])
    lines = capsys.readouterr().err.splitlines()
    assert lines[9:] == [
        f"a.md:2:10: '{'x' * 60}…{'x' * 20}' [P006]",
        "  and 20 more [P006] in this line",
        "a.md:3:1: other [P006]",
    ]
