"""The study guide of our own course: three hours that add up, each of which leads to slides and labs."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from needs import documents

from build.documents.guide import Made, make_guide
from build.documents.model import Figure, KeyQuestions, LabLink, OwnNotes, SlideLink, WaysOn
from build.files.course import product
from build.files.places import ROOT, THEME
from build.theme.choose import load_theme
from engine.ledger import deck_facts

SPEC = ROOT / "deck_specs" / "day1_study_guide.md"
WORDS = 8  # that two texts share by chance at most


@pytest.fixture(scope="module")
def day() -> Made:
    made, found = make_guide(SPEC, load_theme(THEME), deck_facts(), course=product())
    assert [str(one) for one in found] == []
    assert made
    return made


def test_three_hours_have_sixty_minutes_each(day: Made) -> None:
    timed = [hour for hour in day.guide.hours if hour.minutes is not None]
    assert [hour.minutes for hour in timed] == [60, 60, 60]
    assert [sum(section.minutes or 0 for section in hour.sections) for hour in timed] == [60, 60, 60]


def test_every_hour_leads_to_slides_and_labs_and_asks_and_gives_to_read(day: Made) -> None:
    decks = set()
    for hour in day.guide.hours[:3]:
        links = [link for part in hour.parts(WaysOn) for link in part.links]
        assert {SlideLink, LabLink} <= {type(link) for link in links}
        decks |= {link.deck for link in links if isinstance(link, SlideLink)}
        assert len(hour.sources) >= 2
        assert list(hour.parts(KeyQuestions))
        assert list(hour.parts(Figure))
    assert decks == {"ch03", "ch04", "module04"}


def test_the_caches_are_worked_out_from_presets(day: Made) -> None:
    alts = [picture.wide.alt for call, picture in day.pictures.items() if call.figure == "worked"]
    assert "make 1.07 GB (1,073,741,824 B)" in alts[0]
    assert "make 0.537 GB (536,870,912 B)" in alts[1]


def test_both_time_lines_and_the_model_are_figures_drawn_wide_and_narrow(day: Made) -> None:
    drawn = {call.figure: picture for call, picture in day.pictures.items()}
    for name in ("transformer", "cache_growth", "answer_clock"):
        assert drawn[name].narrow
        assert drawn[name].narrow.width < 300 < 700 < drawn[name].wide.width


def test_there_is_room_for_notes(day: Made) -> None:
    assert sum(1 for hour in day.guide.hours for _ in hour.parts(OwnNotes)) >= 4


@documents
def test_its_sentences_are_our_own() -> None:
    def runs(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"[a-z0-9']+", re.sub(r"\(https?:[^)]*\)|https?:\S+", " ", text).casefold())
        return {tuple(words[at : at + WORDS]) for at in range(len(words) - WORDS + 1)}

    sources = Path(os.environ["COURSEWRIGHT_SEEDS"]).glob("*.txt")
    theirs = {run for source in sources for run in runs(source.read_text(encoding="utf-8"))}
    assert runs(SPEC.read_text(encoding="utf-8")) & theirs == set()
