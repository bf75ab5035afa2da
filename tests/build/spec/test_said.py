"""The words that a deck says by itself: every language says all of them, and a spec chooses its own."""

from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from build.findings.diagnostic import Diagnostic
from build.layout.frame import CHIPS, VARIETY_CHIPS
from build.layout.practical import DEFAULTS
from build.layout.timeline import WORDS as STOPS
from build.parse.deck import parse
from build.parse.source import source_from
from build.spec.deck import Deck
from build.spec.said import ENGLISH, GERMAN, LANGUAGES, WORDS, key_of, said_in, shape_of
from engine.units import Bytes, Count, Ratio, TokensPerSecond

SAME = {"min", "code", "animation", "film", "in_unit"}  # as German says them too


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_gaps_and_forms_of_english(language: str) -> None:
    said = LANGUAGES[language]
    assert {name for name in WORDS if shape_of(getattr(said, name)) != shape_of(getattr(ENGLISH, name))} == set()


def test_german_says_every_word_itself() -> None:
    assert {name for name in WORDS if getattr(GERMAN, name) == getattr(ENGLISH, name)} == SAME


def test_tables_of_words_name_words_that_exist() -> None:
    named = [words for words, _ in (*CHIPS.values(), *VARIETY_CHIPS.values(), *STOPS.values())]
    assert {*named, *(name for pair in DEFAULTS.values() for name in pair)} <= set(WORDS)


@pytest.mark.parametrize(
    ("value", "unit", "german"),
    [
        (Bytes(2**29), "MiB", "512 MiB"),
        (Count(1_234_567), "", "1.234.567"),
        (Bytes(1234.5e9), "GB.1", "1.234,5 GB"),
        (Ratio(0.125), "percent", "12,5\N{NARROW NO-BREAK SPACE}%"),
        (Count(1.5e9), "billion", "1,5 Milliarden"),
        (TokensPerSecond(-4.5), "", "−4,5 Token/s"),
        (Count(96), "k.2", "0,1k"),
        (Bytes(float("inf")), "GB", "∞ GB"),
    ],
)
def test_a_number_is_written_as_its_language_does(value: Bytes, unit: str, german: str) -> None:
    written = format(value, unit)
    assert GERMAN.number(written) == german
    assert ENGLISH.number(written) == written


@given(st.floats(allow_nan=False, min_value=-1e15, max_value=1e15), st.integers(0, 3))
def test_a_number_keeps_its_digits(value: float, decimals: int) -> None:
    written = format(Count(value), f"n.{decimals}")
    marks = str.maketrans(".,", ",.")
    assert GERMAN.number(written) == written.translate(marks)


@given(st.text())
def test_words_are_no_number(words: str) -> None:
    assert ENGLISH.number(words) == words
    if not any(letter.isdigit() for letter in words[:2]):
        assert GERMAN.number(words) == words


def test_counts_dates_hours_and_quotations_follow() -> None:
    assert [GERMAN.counted(GERMAN.slides, number) for number in (1, 2)] == ["1 Folie", "2 Folien"]
    assert (GERMAN.day("2026-11-22"), ENGLISH.day("2026-11-22")) == ("22. Nov. 2026", "22 Nov 2026")
    assert GERMAN.day("not recorded") == "not recorded"
    assert (GERMAN.named_hour("Hour 2"), GERMAN.named_hour("Morning")) == ("Stunde 2", "Morning")
    assert (GERMAN.quoted("Ja"), ENGLISH.quoted("Yes")) == ("„Ja“", "“Yes”")
    assert [ENGLISH.number_word(number) for number in (1, 12, 13)] == ["one", "twelve", "13"]
    assert [ENGLISH.session(hours) for hours in (0, 2, 9)] == ["", "two-hour session", "9-hour session"]


@pytest.mark.parametrize(("language", "hour"), [("de", "Stunde"), ("de-AT", "Stunde"), ("DE_ch", "Stunde"),
                                                ("en-GB", "Hour"), ("fr", "Hour"), ("", "Hour")])  # fmt: skip
def test_a_region_has_its_languages_words_and_an_unknown_language_english_ones(language: str, hour: str) -> None:
    assert said_in(language).hour == hour


@given(st.sampled_from(WORDS))
def test_a_word_may_be_named_with_spaces_and_capitals(name: str) -> None:
    assert key_of(f" {name.replace('_', ' ').title()} ") == key_of(name.replace("_", "-")) == name


def read(front: str) -> tuple[Deck, list[Diagnostic]]:
    return parse(source_from("deck.md", f"---\n{front}\n---\n# D\n## Slide 1: Title - One\n".encode())[0])


def test_a_spec_chooses_language_and_words() -> None:
    deck, found = read('language: de\nwords: {hour: Lektion, Wise Owl: Uhu, hours: "{} Lektion|{} Lektionen"}')
    assert found == []
    assert (deck.said.hour, deck.said.wise_owl, deck.said.recap) == ("Lektion", "Uhu", GERMAN.recap)
    assert deck.said.counted(deck.said.hours, 2) == "2 Lektionen"


@pytest.mark.parametrize(
    ("front", "code", "column", "hint"),
    [
        ("words: {houer: Lesson}", "P141", 9, "did you mean 'hour'?"),
        ("words: {zebra: Lesson}", "P141", 9, "build/spec/said.py lists them"),
        ("words: {slides: pages}", "P141", 17, 'write it like the usual one: slides: "{} slide|{} slides"'),
        ("words: {hour: ''}", "P141", 15, 'write it like the usual one: hour: "Hour"'),
        ("words: {hour: [a]}", "P102", 15, "write 'words: {hour: Lesson}'"),
        ("words: Lesson", "P102", 8, "write 'words: {hour: Lesson}'"),
    ],
)
def test_words_that_cannot_stand_for_others_are_told_where_they_are(
    front: str, code: str, column: int, hint: str
) -> None:
    deck, (found,) = read(front)
    assert (found.code, found.span.line, found.span.column, found.hint) == (code, 2, column, hint)
    assert deck.said == ENGLISH


def test_no_field_is_left_out_of_the_keys() -> None:
    assert set(WORDS) == {field.name for field in fields(ENGLISH)}
