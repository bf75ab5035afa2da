"""The words that a deck says by itself: every language says all of them, and a spec chooses its own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icu4py.messageformat import MessageFormat

from build.findings.diagnostic import Diagnostic
from build.layout.frame import CHIPS, VARIETY_CHIPS
from build.layout.practical import DEFAULTS
from build.layout.timeline import WORDS as STOPS
from build.parse.deck import parse
from build.parse.source import source_from
from build.spec.deck import Deck
from build.spec.said import CATEGORIES, COUNTED, ENGLISH, LANGUAGES, WORDS, Said, fits, key_of, said_in, table
from build.spec.tool_words import ENGLISH_TOOLS, TOOL_WORDS, ToolWords, tool_table, tools_in
from build.spec.unit_words import UNITS
from engine.units import Bytes, Count, Ratio, TokensPerSecond

GERMAN = table("de")

# What another language says as English does; every other word is its own.
ANYWHERE = {
    "sentence",
    "decimal",
    "thousands",
    "percent",
    "grouping",
    "quotes",
    "plurals",
    "date",
    "tokens_per_second",
    "min",
}
SAME = {
    "de": {"animation", "code", "film", "in_unit", "quiz", "time_start", "time_pause", "laser", "tokens"},
    "es": {"ideas", "answer_no", "et_al", "tokens", "axis_tokens"},
    "fr": {"minutes", "animation", "code", "film", "important", "verdict", "threads", "sources", "guide", "notes",
           "key_notes", "guides", "questions", "question", "et_al", "counted_guides", "counted_films", "quiz", "films",
           "counted_questions", "in_guide", "found_guide", "found_quiz", "found_question", "time_pause",
           "counted_machines", "tokens", "axis_tokens", "axis_cache", "judged"},
    "it": {"file", "in_unit", "answer_no", "et_al", "quiz", "found_quiz"},
    "pl": {"film", "folder", "quiz", "found_quiz", "time_start", "model"},
    "pt": {"slides", "slide", "threads", "et_al", "at_slide", "at_slides", "laser", "tokens", "axis_tokens",
           "axis_cache"},
    "tr": {"film", "set_number", "model"},
}  # fmt: skip
OTHERS = LANGUAGES[1:]


def spoken(said: Said, tools: ToolWords) -> dict[str, str]:
    """All words of a language by their names."""
    return {name: getattr(said, name) for name in WORDS} | {name: getattr(tools, name) for name in TOOL_WORDS}


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_says_every_word_itself_with_the_gaps_of_english(language: str) -> None:
    said = table(language)
    words = spoken(ENGLISH, ENGLISH_TOOLS)
    own = spoken(said, tool_table(language))
    assert {name for name in words if not fits(name, own[name], said.plurals, words[name])} == set()
    assert {name for name in words if own[name] == words[name]} - ANYWHERE == SAME.get(language, set())
    forms = {name: own[name].count("|") for name in COUNTED}
    assert set(forms.values()) <= {0, said.plurals.count("|")}


@pytest.mark.parametrize("language", OTHERS)
def test_marks_months_and_forms_are_those_of_cldr(language: str) -> None:
    said, digits = table(language), f"{language}@numbers=latn"

    def cldr(pattern: str, value: object) -> str:
        return MessageFormat(pattern, digits).format({"n": value})  # type: ignore[dict-item]

    assert said.number("1,234,567.5") == cldr("{n, number}", 1_234_567.5)
    percent = cldr("{n, number, percent}", 0.12).replace("\u200e", "")
    assert said.number("12%").replace("\u202f", "\u00a0") == percent
    days = [date(2026, month, 22) for month in range(1, 13)]
    assert [plain(said.day(day.isoformat())) for day in days] == [
        plain(cldr("{n, date, ::yMMMd}", day)) for day in days
    ]
    names = {cldr(f"{{n, plural, {FORMS}}}", number) for number in [*range(201), Decimal("1.5")]}
    assert names == set(said.plurals.split("|"))


FORMS = " ".join(f"{name}{{{name}}}" for name in CATEGORIES)


def plain(words: str) -> str:
    """Without the points of abbreviations, which differ from edition to edition, and without a mark of direction."""
    return words.replace(".", "").removeprefix("\N{RIGHT-TO-LEFT MARK}").replace("sept", "set").replace("März", "Mär")


@pytest.mark.parametrize(
    ("language", "counted"),
    [
        ("pl", ["1 slajd", "3 slajdy", "5 slajdów", "22 slajdy"]),
        ("ar", ["شريحة واحدة", "3 شرائح", "5 شرائح", "22 شريحة"]),
        ("he", ["שקופית אחת", "3 שקופיות", "5 שקופיות", "22 שקופיות"]),
        ("ja", ["スライド1枚", "スライド3枚", "スライド5枚", "スライド22枚"]),
        ("ru", ["1 slide", "3 slides", "5 slides", "22 slides"]),
    ],
)
def test_what_is_counted_has_the_forms_of_its_language(language: str, counted: list[str]) -> None:
    said = said_in(language)
    assert [said.counted(said.slides, number) for number in (1, 3, 5, 22)] == counted


def test_a_language_without_a_table_may_bring_its_own_forms() -> None:
    said = said_in("ru", (("slides", "{} слайд|{} слайда|{} слайдов"), ("plurals", "one|few|many")))
    assert [said.counted(said.slides, number) for number in (1, 3, 5, 21)] == [
        "1 слайд", "3 слайда", "5 слайдов", "21 слайд",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("fr", "1\u202f234|12,5\u00a0%|1,5 milliard|3 millions"),
        ("es", "1234|12,5\u00a0%|1,5 mil millones|3 millones"),
        ("pl", "1234|12,5%|1,5 miliarda|3 miliony"),
        ("tr", "1.234|%12,5|1,5 milyar|3 milyon"),
        ("ja", "1,234|12.5%|15億|300万"),
        ("hi", "1,234|12.5%|1.5 अरब|30 लाख"),
    ],
)
def test_large_numbers_and_shares_are_said_as_the_language_says_them(language: str, written: str) -> None:
    said = table(language)
    assert "|".join(map(said.number, ("1,234", "12.5%", "1.5 billion", "3 million"))) == written


def test_an_i_keeps_its_dot_in_turkish_capitals_alone() -> None:
    assert (table("tr").capitals("Bilgi"), table("de").capitals("Bilgi")) == ("BİLGİ", "BILGI")
    assert (table("tr").capital("iki iş"), table("de").capital("iki")) == ("İki iş", "Iki")


def test_lists_have_their_languages_commas() -> None:
    items = ["a", "b", "c"]
    made = {key: "".join(table(key).before_item(i, 3) + item for i, item in enumerate(items)) for key in ("en", "ja")}
    assert made == {"en": "a, b and c", "ja": "a、bとc"}


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
                                                ("en-GB", "Hour"), ("sv", "Hour"), ("", "Hour")])  # fmt: skip
def test_a_region_has_its_languages_words_and_an_unknown_language_english_ones(language: str, hour: str) -> None:
    assert said_in(language).hour == f"{hour} {{}}"


@pytest.mark.parametrize(
    ("language", "hour"),
    [("zh", "课时"), ("zh-CN", "课时"), ("zh-Hans-HK", "课时"), ("zh-Hant", "節"), ("zh_TW", "節"), ("zh-HK", "節")],
)
def test_chinese_is_written_as_its_code_says(language: str, hour: str) -> None:
    assert said_in(language).hour == f"第{{}}{hour}"


def test_words_of_tools_are_a_specs_to_choose_too() -> None:
    deck, found = read("language: de\nwords: {run lab: Los, hour: Lektion}")
    assert found == []
    tools = tools_in(deck.front.language, deck.front.words)
    assert (deck.said.hour, tools.run_lab, tools.cancel) == ("Lektion", "Los", "Abbrechen")


@given(st.sampled_from(WORDS))
def test_a_word_may_be_named_with_spaces_and_capitals(name: str) -> None:
    assert key_of(f" {name.replace('_', ' ').title()} ") == key_of(name.replace("_", "-")) == name


def read(front: str) -> tuple[Deck, list[Diagnostic]]:
    return parse(source_from("deck.md", f"---\n{front}\n---\n# D\n## Slide 1: Title - One\n".encode())[0])


def test_a_spec_chooses_language_and_words() -> None:
    deck, found = read('language: de\nwords: {hour: Lektion, Wise Owl: Uhu, hours: "{} Lektion|{} Lektionen"}')
    assert found == []
    assert (deck.said.named_hour("Hour 2"), deck.said.wise_owl, deck.said.recap) == ("Lektion 2", "Uhu", GERMAN.recap)
    assert deck.said.counted(deck.said.hours, 2) == "2 Lektionen"


@pytest.mark.parametrize(
    ("front", "code", "column", "hint"),
    [
        ("words: {houer: Lesson}", "P141", 9, "did you mean 'hour'?"),
        ("words: {cancle: Stop}", "P141", 9, "did you mean 'cancel'?"),
        ("words: {zebra: Lesson}", "P141", 9, "build/spec/said.py lists them"),
        ("words: {slides: pages}", "P141", 17, 'write it like the usual one: slides: "{} slide|{} slides"'),
        ("words: {hour: ''}", "P141", 15, 'write it like the usual one: hour: "Hour {}"'),
        ("words: {is running: busy}", "P141", 21, 'write it like the usual one: is running: "{} is running"'),
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


# ---- units ------------------------------------------------------------------------------------------------
CLDR = {
    "B": "byte", "kB": "kilobyte", "MB": "megabyte", "GB": "gigabyte", "TB": "terabyte", "KiB": "kibibyte",
    "MiB": "mebibyte", "GiB": "gibibyte", "TiB": "tebibyte", "GB/s": "gigabyte-per-second",
    "TB/s": "terabyte-per-second", "s": "second", "ms": "millisecond", "µs": "microsecond", "min": "minute",
    "h": "hour", "km": "kilometer", "kg": "kilogram",
}  # fmt: skip


@pytest.mark.parametrize("language", UNITS)
def test_units_are_written_as_cldr_has_them_in_short(language: str) -> None:
    for written, own in UNITS[language].items():
        pattern = f"{{n, number, ::unit/{CLDR[written.strip()]} unit-width-short}}"
        shown = MessageFormat(pattern, language.replace("-", "_")).format({"n": 5})
        shown = shown.replace("\u202f", " ").replace("\u00a0", " ").replace("\u03bc", "µ").removeprefix("5")
        assert own.removesuffix(".") == shown.removesuffix(".")  # at the end of a sentence one point is enough


@pytest.mark.parametrize(
    ("language", "number", "sign"),
    [
        ("de", "1,5 GB", "GB"),
        ("fr", "1,5 Go", "Go"),
        ("zh", "1.5 GB", "GB"),
        ("ar", "1.5 غ.ب", "غ.ب"),
        ("en", "1.5 GB", "GB"),
    ],
)
def test_a_number_and_an_axis_have_the_units_of_the_language(language: str, number: str, sign: str) -> None:
    said = table(language)
    assert (said.number("1.5 GB"), said.unit("GB"), said.unit("%")) == (number, sign, "%")
    assert table("zh").number("2.5 s") == "2.5秒"
