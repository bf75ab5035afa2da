"""Anchors of a course with several decks: ids are unique, prerequisites are found, circles are told in each deck."""

from __future__ import annotations

from pathlib import Path

import pytest

from build.checks.spec import check
from build.files.course import course_in
from build.findings.diagnostic import Diagnostic
from build.parse.course_anchors import anchors_elsewhere
from build.parse.deck import parse
from build.parse.source import read_source, source_from
from engine.ledger import Ledger


def anchor(name: str, needs: str = "None") -> str:
    return f"[Hands-on Anchor: {name} | Asset: a.py | Objective: try it | Pre-req: {needs}]"


def slides(*anchors: str) -> str:
    body = (
        f"## Slide {number}: Practical - {number}\nWisdom: a\nHands-on Anchor: {text}\n"
        for number, text in enumerate(anchors, 1)
    )
    return "# D\n" + "".join(body)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "deck_specs").mkdir()
    (tmp_path / "labs").mkdir()
    (tmp_path / "labs" / "a.py").touch()
    (tmp_path / "course.toml").touch()
    return tmp_path


def write(root: Path, name: str, text: str) -> Path:
    path = root / "deck_specs" / name
    path.write_text(text, encoding="utf-8")
    return path


def findings(spec: Path, root: Path) -> list[Diagnostic]:
    deck, _ = parse(read_source(spec)[0])
    found = check(deck, course=course_in(root), ledger=Ledger(), elsewhere=anchors_elsewhere(spec, course_in(root)))
    return [finding for finding in found if finding.code in ("C201", "C203", "C204")]


def test_a_lab_builds_on_one_of_another_deck_also_by_a_range_and_from_a_table(root: Path) -> None:
    table = "\n| Slide | Anchor |\n|---|---|\n| 3 | `" + anchor("A-03") + "` |\n"
    write(root, "one.md", slides(anchor("A-01"), anchor("A-02")) + table)
    two = write(root, "two.md", slides(anchor("B-01", "A-01..03")))
    assert findings(two, root) == []


def test_a_misspelt_prerequisite_is_told_with_the_other_decks_anchor(root: Path) -> None:
    write(root, "one.md", slides(anchor("ATTENTION-01")))
    (found,) = findings(write(root, "two.md", slides(anchor("B-01", "ATENTION-01"))), root)
    assert found.message == "anchor 'B-01' needs 'ATENTION-01', which does not exist"
    assert found.hint.startswith("did you mean 'ATTENTION-01'?")


def test_an_anchor_of_two_decks_is_told_in_both(root: Path) -> None:
    specs = [write(root, name, slides(anchor("A-01"))) for name in ("one.md", "two.md")]
    for spec, other in zip(specs, reversed(specs), strict=True):
        (found,) = findings(spec, root)
        assert (found.code, found.message) == ("C201", "two anchors are called 'A-01'")
        assert found.hint.endswith(other.name)


def test_a_circle_over_two_decks_starts_in_each_deck_at_its_own_anchor(root: Path) -> None:
    one = write(root, "one.md", slides(anchor("A-01", "B-01")))
    two = write(root, "two.md", slides(anchor("B-00"), anchor("B-01", "A-01")))
    messages = [found.message for spec in (one, two) for found in findings(spec, root)]
    assert messages == [
        "prerequisites go in a circle: A-01 → B-01 → A-01",
        "prerequisites go in a circle: B-01 → A-01 → B-01",
    ]


def test_a_circle_of_other_decks_is_not_this_decks(root: Path) -> None:
    write(root, "one.md", slides(anchor("A-01", "A-02"), anchor("A-02", "A-01")))
    assert findings(write(root, "two.md", slides(anchor("B-01", "A-01"))), root) == []


def test_a_spec_from_elsewhere_is_a_course_of_its_own(root: Path, tmp_path: Path) -> None:
    write(root, "one.md", slides(anchor("A-01")))
    alone = tmp_path / "alone.md"
    alone.write_text(slides(anchor("A-01", "B-01")), encoding="utf-8")
    assert [found.code for found in findings(alone, root)] == ["C203"]


def test_a_part_of_an_anchor_without_its_colon_is_told() -> None:
    text = "[Hands-on Anchor: A-01 | Asset | Objective: try it]"
    _, found = parse(source_from("deck.md", slides(text).encode())[0])
    assert [(finding.code, finding.message, finding.hint) for finding in found] == [
        ("P108", "'Asset' of a hands-on anchor has no colon", "write 'Asset: …'")
    ]
