from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from pptx import Presentation
from warm_start import warm

from build.commands.bench import _STILLS as STILLS
from build.commands.bench import Times, bench, contents, lengthened
from build.commands.plain_deck import write_plain_deck
from build.commands.process_cost import ProcessCost, run
from build.files.places import ROOT, THEME
from build.pipeline import build_book
from build.spec.content import (
    FormulaSlide,
    ListingSlide,
    ListSlide,
    PictureSlide,
    QuoteSlide,
    TableSlide,
    TimelineSlide,
)
from build.theme.choose import load_theme
from engine.ledger import Ledger

SPEC = """\
---
hours: {1: 3-4}
---
## Slide 1: Title - First words
One.
## Slide 2: Agenda here
Two.
## Slide 3: Concept - Third thing
Hands-on Anchor:
`[Hands-on Anchor: LAB-01 | Asset: a.py | Objective: o]`
## Slide 4: Concept - Fourth thing
Four.
"""
DECK = """\
---
title: Small
author: An author
---

# Small

## Slide 1: Title - A first slide

Central Text:
- Title: A first slide

Wisdom: "Begin small."

## Slide 2: Agenda - What comes

Hour 1: Begin
1. **Start** with one slide

Wisdom: "Look ahead."

## Slide 3: Session Takeaway - A last slide

Key Takeaways:
1. **Start** with one slide
2. **Go on** with another
3. **Stop** when it is said
4. **Look** at what came out
5. **Change** a word
6. **Build** once more

Wisdom: "End small."
"""


def test_a_long_deck_repeats_the_slides_after_the_agenda_under_titles_and_labs_of_their_own() -> None:
    text = lengthened(SPEC, 7)
    assert [line for line in text.splitlines() if line.startswith(("##", "hours", "`["))] == [
        "hours: {1: 3-7}",
        "## Slide 1: Title - First words",
        "## Slide 2: Agenda here",
        "## Slide 3: Concept - Third thing",
        "`[Hands-on Anchor: LAB-01 | Asset: a.py | Objective: o]`",
        "## Slide 4: Concept - Fourth thing",
        "## Slide 5: Concept - Third 5",
        "`[Hands-on Anchor: COPY-5 | Asset: a.py | Objective: o]`",
        "## Slide 6: Concept - Fourth 6",
        "## Slide 7: Concept - Third 7",
        "`[Hands-on Anchor: COPY-7 | Asset: a.py | Objective: o]`",
    ]


def test_a_deck_that_is_long_enough_stays_as_it_is() -> None:
    assert lengthened(SPEC, 4) == SPEC


def test_a_plain_deck_has_as_many_slides_as_asked_for_and_nothing_is_wrong_with_it(tmp_path: Path) -> None:
    spec = write_plain_deck(tmp_path / "plain", 14)
    outcome = build_book(spec, load_theme(THEME), Ledger(), clips=tmp_path)
    assert outcome.book
    assert outcome.deck
    assert [page.number for page in outcome.book.pages] == list(range(1, 15))
    kinds = {type(slide) for slide in outcome.deck.slides}
    assert {ListSlide, TableSlide, ListingSlide, FormulaSlide, PictureSlide, QuoteSlide, TimelineSlide} < kinds
    assert {(found.code, found.severity) for found in outcome.diagnostics} <= {("C401", "warning")}


def test_what_a_deck_holds_is_counted_as_python_pptx_counts_it(tmp_path: Path) -> None:
    path = tmp_path / "deck.pptx"
    deck = Presentation()
    for _ in range(2):
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.add_textbox(0, 0, 9, 9)
        slide.shapes.add_table(2, 2, 0, 0, 9, 9)
    deck.save(str(path))
    assert contents(path) == (2, 4, 2, 0)


def test_a_process_is_timed_with_its_memory() -> None:
    took = run([sys.executable, "-c", "pass"])
    assert min(took.wall, took.processor, took.memory) > 0


@pytest.mark.timing
def test_the_memory_of_a_process_is_what_it_held_at_its_peak() -> None:
    # From a small process, as the command line is: a child's peak begins at its parent's size.
    code = (
        "import sys; from build.commands.process_cost import run;print(run([sys.executable, '-c', sys.argv[1]]).memory)"
    )

    def memory(program: str) -> int:
        return int(
            subprocess.run([sys.executable, "-c", code, program], capture_output=True, text=True, check=True).stdout
        )

    assert memory("pass") < 200e6
    assert memory("data = bytearray(400_000_000); data[::4096] = b'x' * len(data[::4096])") > 400e6


def test_a_process_that_fails_is_told_with_what_it_said() -> None:
    with pytest.raises(RuntimeError, match="it went wrong"):
        run([sys.executable, "-c", "raise SystemExit('it went wrong')"])


def taking(wall: float, memory: int = 10**8) -> ProcessCost:
    return ProcessCost(wall=wall, processor=wall, memory=memory)


TIMES = Times(
    contents=(30, 900, 20, 10),
    deck=taking(0.9),
    plain=taking(0.8),
    changed=taking(0.6),
    one=taking(0.2),
    unchanged=taking(0.1),
    check=taking(0.4),
    why=taking(0.2),
    usage=taking(0.1),
    bare=taking(0.5),
    start=taking(0.3),
    many=taking(10.3),
    stills=taking(6),
    one_by_one=taking(11),
    slides=1000,
)


def test_growth_compares_single_slides_without_the_start() -> None:
    assert TIMES.growth == pytest.approx(1.0)
    assert dataclasses.replace(TIMES, many=taking(20.3)).growth == pytest.approx(2.0)
    assert dataclasses.replace(TIMES, deck=taking(5)).growth == TIMES.growth  # what is worked out once is in neither


def test_goals_that_are_missed_are_named() -> None:
    assert TIMES.missed == []
    slow = dataclasses.replace(
        TIMES, deck=taking(2), plain=taking(1.3), unchanged=taking(1.5), many=taking(100, 600 * 10**6)
    )
    assert slow.missed == ["deck", "plain", "unchanged", "growth", "memory"]


class Forks:
    """Runs each program that a bench times, in forks of a process that has the rooms loaded; its costs are made up."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.commands = folder, [""]  # costs begin at one

    def run(self, command: Sequence[str], *, fails: int = 0) -> ProcessCost:
        python, *arguments = command
        assert python == sys.executable
        if arguments[0] == "-c":
            script = self.folder / "program.py"
            script.write_text(arguments[1], encoding="utf-8")
            arguments = [str(script), *arguments[2:]]
        done = warm().run(arguments, {**os.environ, "PYTHONPATH": str(ROOT)}, ROOT, None)
        if done.returncode not in (0, fails):
            raise RuntimeError(done.stderr.strip())
        self.commands.append(" ".join(command))
        number = len(self.commands) - 1
        return ProcessCost(wall=0.01 * number, processor=0.02 * number, memory=number)


@pytest.fixture
def forks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Forks:
    forks = Forks(tmp_path)
    monkeypatch.setattr("build.commands.process_cost.run", forks.run)
    monkeypatch.setattr("build.commands.bench.run", forks.run)
    return forks


def test_a_spec_that_does_not_build_cannot_be_timed(
    forks: Forks, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = tmp_path / "wrong.md"
    spec.write_bytes(b"")
    assert bench(spec, repeats=1) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "wrong.md" in said.err


def test_a_bench_says_its_ratios_and_its_machine(
    forks: Forks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "small.md").write_text(DECK, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("build.commands.bench._PLAIN", 8)
    small = STILLS.replace("workers=", "size=(480, 270), workers=")
    monkeypatch.setattr("build.commands.bench._STILLS", small)
    assert bench(Path("small.md"), slides=8, repeats=1, machine={"cpu": "a processor"}, as_json=True) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["machine"]["cpu"] == "a processor"
    assert said["slides"] == {"deck": 3, "many": 8}
    assert said["missed"] == []
    costs = said["runs"]
    assert len({cost["memory"] for cost in costs.values()}) == len(costs) == 13  # each has a run of its own
    for name, part in {"check": " check ", "why": " why ", "usage": " --help", "bare": "add_textbox", "many": "long.md",
                       "plain": "/plain/"}.items():  # fmt: skip
        assert part in forks.commands[costs[name]["memory"]]
    assert said["ratios"]["to_python_pptx"] == pytest.approx(costs["deck"]["wall"] / costs["bare"]["wall"])
    assert said["ratios"]["stills_in_parallel"] == pytest.approx(costs["stills"]["wall"] / costs["one_by_one"]["wall"])
    assert said["shares"]["check"] == pytest.approx(costs["check"]["processor"] / costs["bare"]["processor"])


def test_where_goals_are_missed_a_profile_says_where_the_time_went(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = tmp_path / "small.md"
    spec.write_text(DECK, encoding="utf-8")
    slow = dataclasses.replace(TIMES, unchanged=taking(1.5))
    monkeypatch.setattr("build.commands.bench._measure", lambda *_: slow)
    assert bench(spec) == 1
    said = capsys.readouterr()
    assert said.err.startswith("missed: unchanged\n")
    assert "function calls" in said.err
    assert "(make_deck)" in said.err
    assert "spec to deck takes 1.80 times bare python-pptx" in said.out
