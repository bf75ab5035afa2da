"""Checks beyond the wording of their findings."""

from __future__ import annotations

import os
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from build.checks.spec import check
from build.files.course import Course, course_in
from build.findings.diagnostic import has_errors
from build.parse.deck import parse
from build.parse.source import read_source, source_from
from build.resolve.resolve import resolve
from build.spec.deck import Deck
from engine.ledger import Ledger

LOOSE = "# D\n## Slide 1: Title - One\nWisdom: It takes 4 GB, not {{ cache_4k | GB }}.\n"


def read(spec: str) -> Deck:
    return parse(source_from("deck.md", spec.encode())[0])[0]


def test_a_loose_number_stops_a_strict_build_only(course: Course, facts: Ledger) -> None:
    found = check(read(LOOSE), course=course, ledger=facts)
    assert [finding.code for finding in found] == ["C401"]
    assert (has_errors(found), has_errors(found, strict=True)) == (False, True)


def test_the_name_of_a_highlighted_column_is_no_loose_number(course: Course, facts: Ledger) -> None:
    spec = '# D\n## Slide 1: Concept - One\nVisual: columns(by_length, highlight=16k, title="Beyond 4k")\n'
    loose = [finding.message for finding in check(read(spec), course=course, ledger=facts) if finding.code == "C401"]
    assert loose == ["loose number '4k'"]


def test_a_deck_has_the_same_findings_once_its_numbers_are_filled_in(course: Course, facts: Ledger) -> None:
    table = "\n## Slide 2: Practical - Two\nResults:\n| a |\n|---|\n| {{ speed.plain }} {{ speed_elsewhere.plain }} |\n"
    deck = read(LOOSE + table)
    filled, _ = resolve(deck, facts, course)
    codes = [finding.code for finding in check(deck, course=course, ledger=facts)]
    assert codes == [finding.code for finding in check(filled, course=course, ledger=facts)]
    assert sorted(codes) == ["C104", "C401", "C403"]


def anchors(needs: dict[int, list[int]]) -> str:
    slides = [
        f"## Slide {at + 1}: Practical - {at}\nWisdom: a\n"
        f"Hands-on Anchor: [Hands-on Anchor: L-{at} | Asset: ch01/run.py |"
        f" Pre-req: {', '.join(f'L-{lab}' for lab in wanted) or 'None'}]\n"
        for at, wanted in needs.items()
    ]
    return "# D\n" + "".join(slides)


@settings(max_examples=60)
@given(st.lists(st.lists(st.integers(0, 6), max_size=3, unique=True), min_size=7, max_size=7))
def test_a_circle_is_told_exactly_where_there_is_one(wanted: list[list[int]]) -> None:
    needs = dict(enumerate(wanted))
    try:
        TopologicalSorter(needs).prepare()
        circular = False
    except CycleError:
        circular = True
    found = [
        finding
        for finding in check(read(anchors(needs)), course=course_in(Path("/nowhere")), ledger=Ledger())
        if finding.code == "C204"
    ]
    assert bool(found) == circular
    for finding in found:
        path = [int(name.removeprefix("L-")) for name in finding.message.partition(": ")[2].split(" → ")]
        assert path[0] == path[-1]
        assert all(after in needs[before] for before, after in pairwise(path))


def test_a_chain_of_many_anchors_is_followed_to_its_end() -> None:
    needs = {at: [at + 1] for at in range(2000)} | {2000: [0]}
    found = [
        finding
        for finding in check(read(anchors(needs)), course=course_in(Path("/nowhere")), ledger=Ledger())
        if finding.code == "C204"
    ]
    assert len(found) == 1


def test_an_asset_reached_over_a_link_out_of_labs_is_no_asset(course: Course, facts: Ledger) -> None:
    link = course.root / "labs" / "out"
    if not link.exists():
        link.symlink_to(course.root / "engine")
    spec = "# D\n## Slide 1: Practical - A\nWisdom: a\nHands-on Anchor: [Hands-on Anchor: A-1 | Asset: out/decode.py]\n"
    assert [finding.code for finding in check(read(spec), course=course, ledger=facts)] == ["C205"]


def test_a_file_that_a_command_makes_need_not_be_there(tmp_path: Path) -> None:
    for folder in ("dist", "engine"):
        (tmp_path / folder).mkdir()
    (tmp_path / "course.toml").touch()
    spec = "# D\n## Slide 1: Concept - A\nNotes: `dist/x.json` from `engine/x.json`\nWisdom: a\n"
    found = check(read(spec), course=course_in(tmp_path), ledger=Ledger())
    assert [finding.message for finding in found if finding.code == "C503"] == ["there is no file engine/x.json"]


def test_names_are_not_checked_where_no_names_are_given(course: Course, facts: Ledger) -> None:
    spec = "# D\n## Slide 1: Animation - A\nVisual: zebra(cache_4k)\nAnimation Asset: zebra\nWisdom: a\n"
    assert check(read(spec), course=course, ledger=facts) == []


def test_a_record_damaged_by_hand_is_a_finding(course: Course, facts: Ledger) -> None:
    damaged = Ledger(
        {"speed": replace(facts["speed"], value={"plain": {}}), "cache_4k": replace(facts["cache_4k"], unit="Stone")}
    )
    spec = "# D\n## Slide 1: Concept - A\nVisual: bars(speed.plain)\nNotes: {{ cache_4k }}\n"
    _, found = resolve(read(spec), damaged, course)
    assert [finding.code for finding in found] == ["F108", "F108"]


def test_a_missing_measurement_of_this_machine_names_its_command(course: Course, facts: Ledger) -> None:
    here = facts.overlaid(Ledger())
    _, (finding,) = resolve(read("# D\n## Slide 1: A\nNotes: {{ not_recorded_yet }}\n"), here, course)
    assert finding.hint == "it is defined in engine/facts/late.py:1: make facts FACTS=here"


def test_a_fact_that_is_not_recorded_is_told_once_and_a_misspelt_one_everywhere(course: Course, facts: Ledger) -> None:
    missing, wrong = "{{ not_recorded_yet }}", "{{ cache_4kk }}"
    spec = f"# D\n## Slide 1: A\nVisual: bars(not_recorded_yet)\nNotes: {missing} {wrong} {missing} {wrong}\n"
    _, found = resolve(read(spec), facts, course)
    assert [finding.message for finding in found] == [
        "fact 'not_recorded_yet' is not recorded", "unknown fact 'cache_4kk'", "unknown fact 'cache_4kk'"
    ]  # fmt: skip


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert [finding.code for finding in read_source(pipe)[1]] == ["P001"]
