"""What one kind of slide does that the others don't."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from build.drawing.page import Book, Drawable, Group, Movie, NativeTable, Page, Shape, TextBox, TextStyle
from build.drawing.text_measure import Measure
from build.files.places import ROOT, THEME
from build.films.clips import Clip
from build.findings.diagnostic import Diagnostic
from build.layout.book import lay_out
from build.layout.id_ranges import ranges
from build.layout.timeline import APART, BAR, GAP, plan_of
from build.parse.deck import parse
from build.parse.source import read_source
from build.spec.deck import AgendaSlide, Deck
from build.theme.choose import load_theme
from engine.ledger import Ledger

MEASURE = Measure(load_theme(THEME).fonts)
LayOut = Callable[[str], tuple[Book, list[Diagnostic]]]
Every = Callable[[Page], list[Drawable]]


def named(page: Page, role: str) -> Drawable:
    return next(item for item in page.items if item.name == f"{page.id} {role}")


def words(item: Drawable) -> str:
    assert isinstance(item, TextBox)
    return "\n".join("".join(run.text for run in paragraph.runs) for paragraph in item.paragraphs)


def page(kinds: Book, number: int) -> Page:
    return kinds.pages[number - 1]


# ---- practical --------------------------------------------------------------------------------------
def test_a_table_is_native_and_its_cells_hold_their_words(kinds: Book) -> None:
    table = named(page(kinds, 5), "table")
    assert isinstance(table, NativeTable)
    assert sum(table.widths) == pytest.approx(table.box.w)
    assert sum(table.heights) == pytest.approx(table.box.h, abs=0.001)
    for row in table.rows:
        for cell, column in zip(row, table.widths, strict=True):
            for paragraph in cell.paragraphs:
                for line in paragraph.lines:
                    assert (
                        MEASURE.width(line, replace(paragraph.runs[0].style, bold=True))
                        <= column - 2 * table.padding + 0.01
                    )
    assert [cell.paragraphs[0].align for cell in table.rows[1]] == ["left", "right", "right", "right"]
    assert "20 tokens/s" in table.rows[1][1].paragraphs[0].runs[0].text


def test_measured_numbers_say_machine_and_day(kinds: Book) -> None:
    chip = named(page(kinds, 5), "measured chip")
    assert isinstance(chip, Group)
    assert chip.alt == "Measured · Abacus 3000 · 2 Jan 2026"
    bar = chip.children[0]
    assert isinstance(bar, Shape)
    assert bar.fill == "teal100"
    assert words(named(page(kinds, 5), "settings")) == (
        "1 thread · 200 new tokens · median of 3 runs · whiskers: range"
    )


def test_what_is_better_is_teal_and_what_is_dearer_is_brick_and_the_mark_is_not_shown(kinds: Book) -> None:
    table = named(page(kinds, 5), "table")
    assert isinstance(table, NativeTable)
    changes = [row[3].paragraphs[0].runs for row in table.rows[1:]]
    assert ["".join(run.text for run in runs) for runs in changes] == ["4.5× more", "identical", "a cache more"]
    assert [{(run.style.color, run.style.bold) for run in runs} for runs in changes] == [
        {("teal", True)}, {("char", False)}, {("brick", True)}
    ]  # fmt: skip


def test_go_is_green_and_stop_is_red(kinds: Book) -> None:
    troubles = page(kinds, 8)
    table = named(troubles, "table")
    assert isinstance(table, NativeTable)
    last = [row[2].paragraphs[0].runs[0] for row in table.rows[1:]]
    assert [(run.text, run.style.color) for run in last] == [
        ("stop", "brick"), ("stop", "brick"), ("check lengths", "char"), ("go", "teal")
    ]  # fmt: skip
    bars = [item for item in troubles.items if " table light " in item.name]
    assert [(bar.name[-3:], bar.fill) for bar in bars if isinstance(bar, Shape)] == [
        ("1.3", "brick100"), ("2.3", "brick100"), ("4.3", "teal100")
    ]  # fmt: skip


def test_all_cells_below_a_go_or_stop_heading_are_lights(laid_out: LayOut) -> None:
    spec = (
        "# D\n## Slide 1: Practical - Stop or go\nRun order (Gates):\n\n| Step | Go when | Stop when |\n|---|---|---|\n"
        '| One | shares add up | a part is missing |\n| Two | | texts differ |\n\nWisdom:\n"So."\n'
    )
    book, _ = laid_out(spec)
    (sheet,) = book.pages
    bars = {item.name[-3:]: item for item in sheet.items if " table light " in item.name}
    table = named(sheet, "table")
    assert isinstance(table, NativeTable)
    assert list(bars) == ["1.2", "1.3", "2.3"]
    bar = bars["2.3"]
    assert isinstance(bar, Shape)
    assert bar.box.right == pytest.approx(table.box.right - 0.05)
    assert bar.box.bottom == pytest.approx(table.box.bottom - 0.045)


def test_a_practical_with_an_anchor_only_still_says_what_to_have_and_run(kinds: Book) -> None:
    alone = page(kinds, 7)
    assert words(named(alone, "check 1")) == "CH4B-LAB-01 to 09 are done"
    assert words(named(alone, "terminal")) == "$ make lab ID=CH4B-LAB-APP-B"
    table = named(alone, "table")
    assert isinstance(table, NativeTable)
    assert len(table.rows) == 1 + 6


def test_files_that_the_anchor_card_has_no_room_for_stand_in_the_notes(kinds: Book) -> None:
    alone = page(kinds, 7)
    card = words(named(alone, "anchor"))
    assert "and 2 more" in card
    assert "gpt_with_kv_moe.py" not in card
    assert "ch04/07_moe/gpt_with_kv_moe.py" in alone.notes


@pytest.mark.parametrize(
    ("ids", "shown"),
    [
        ((), []),
        (("A-01", "A-02"), ["A-01", "A-02"]),
        (("A-01", "A-02", "A-03"), ["A-01 to 03"]),
        (("A-08", "A-09", "A-10", "B-02"), ["A-08 to 10", "B-02"]),
        (("A-APP-B", "A-01"), ["A-APP-B", "A-01"]),
    ],
)
def test_prerequisites_in_a_row_are_shown_as_a_range(ids: tuple[str, ...], shown: list[str]) -> None:
    assert ranges(ids) == shown


def test_letters_are_smaller_before_a_path_is_broken(laid_out: LayOut) -> None:
    body = 'Before you start:\n- Ready\n\nRun:\n```console\n$ cd labs/ch05/01_main-chapter-code\n```\nWisdom:\n"So."\n'
    book, _ = laid_out(f"# D\n## Slide 1: Practical - Run it\n{body}")
    assert words(named(book.pages[0], "terminal")) == "$ cd labs/ch05/01_main-chapter-code"


def test_a_long_command_is_folded_and_never_wider_than_the_terminal(laid_out: LayOut) -> None:
    command = "python labs/ch04/03_kv-cache/gpt_with_kv_cache.py --new-tokens 200 --seed 123 --threads 1"
    book, findings = laid_out(
        f'# D\n## Slide 1: Practical - Run it\nRun:\n```console\n$ {command}\n```\nWisdom:\n"So."\n'
    )
    assert not findings
    box = named(book.pages[0], "terminal")
    assert isinstance(box, TextBox)
    shown = words(box)
    assert "".join(shown.removeprefix("$ ").split()) == "".join(command.split())
    for line in shown.split("\n"):
        assert MEASURE.width(line, box.paragraphs[0].runs[0].style) <= box.box.w


# ---- code -------------------------------------------------------------------------------------------
def test_a_listing_is_coloured_and_its_marked_line_is_tinted(kinds: Book) -> None:
    code = page(kinds, 4)
    listing = named(code, "listing 1")
    assert isinstance(listing, TextBox)
    styles = {run.text.strip(): run.style for line in listing.paragraphs for run in line.runs}
    assert styles["def"] == TextStyle(14, "plum", "mono")
    assert styles["plain"] == TextStyle(14, "navy", "mono", bold=True)
    assert styles["# all tokens"] == TextStyle(14, "mute", "mono", italic=True)
    tint = named(code, "listing 1 tint 3")
    assert isinstance(tint, Shape)
    assert tint.fill == "brick100"
    assert tint.box.y == pytest.approx(listing.box.y + 2 * 0.241)
    assert listing.paragraphs[2].lines == ("        logits = model(ids)  # all tokens",)


def test_code_keeps_every_character(kinds: Book) -> None:
    shown = words(named(page(kinds, 4), "listing 2"))
    assert shown.startswith("def cached(model, ids, steps, cache):\n    new = ids\n")
    assert shown.endswith("return ids")


def test_more_code_than_the_card_holds_is_an_error(laid_out: LayOut) -> None:
    code = "- {{ code('engine/loops.py::cached', heading='H') }}\n"
    _, findings = laid_out(f'# D\n## Slide 1: Code Bridge A - Two\nLEFT (60%) - CODE:\n{code * 3}\nWisdom:\n"So."\n')
    assert [(finding.code, finding.message, finding.span.line) for finding in findings] == [
        ("L106", "the code does not fit: it is 9 lines too long", 6)
    ]


# ---- animation --------------------------------------------------------------------------------------
def test_a_film_is_embedded_with_its_poster_and_its_stages_in_words(
    deck_of: Callable[[str], Deck], facts: Ledger, root: Path, kinds: Book
) -> None:
    clip = Clip(
        scene="speed_film", movie=Path("a.mp4"), poster=Path("a.png"), seconds=24.0, facts={},
        stages=("Warm up", "Loop"), starts=(0.0, 11.5), captions=("It warms up.", "It loops."),
    )  # fmt: skip
    with_film, without = (_animation(deck_of, facts, root, clips) for clips in ({"speed_film": clip}, {}))
    movie = next(item for item in with_film.items if isinstance(item, Movie))
    assert (movie.path, movie.poster) == ("a.mp4", "a.png")
    assert movie.bookmarks == (("Warm up", 0.0), ("Loop", 11.5))
    assert "Film: speed_film, 24 seconds, plays on click.\n- It warms up.\n- It loops." in with_film.notes
    assert movie.alt == "A film of 24 seconds: The loop. Its stages: Warm up, Loop."
    assert not any(isinstance(item, Movie) for item in without.items)
    assert "make animations SCENE=speed_film" in without.notes


def _animation(deck_of: Callable[[str], Deck], facts: Ledger, root: Path, clips: Mapping[str, Clip]) -> Page:
    spec = (
        "# D\n## Slide 1: Animation - The loop\nAnimation Asset:\n- `speed_film`\n\nStages:\n1. Warm up\n2. Loop\n\n"
        'Cues:\n- **One** after the other\n\nWisdom:\n"So."\n'
    )
    book, findings = lay_out(deck_of(spec), load_theme(THEME), facts, clips, root)
    assert not findings
    return book.pages[0]


def test_chips_of_two_kinds_stand_clear_of_what_to_watch_for(laid_out: LayOut) -> None:
    spec = (
        "# D\n## Slide 1: Animation - The loop\nAnimation Asset:\n- `speed_film`\n\n"
        'Cues:\n- **One** {}\n\nWisdom:\n"So."\n'
    )
    measured, two = (
        laid_out(spec.format(said))[0].pages[0]
        for said in ("{{ speed.plain | tok_s }}", "{{ speed.plain | tok_s }} and {{ cache_size | GB }}")
    )
    assert [words(named(each, "cues heading")) for each in (measured, two)] == ["What to watch for", "Watch for"]
    heading, chip = named(two, "cues heading"), named(two, "measured chip")
    assert isinstance(heading, TextBox)
    assert isinstance(chip, Group)
    bar = chip.children[0]
    assert isinstance(bar, Shape)
    assert heading.box.x + MEASURE.line_room("Watch for", TextStyle(18, bold=True)) < bar.box.x - 0.1


def test_each_stage_is_a_tile_that_says_its_name(kinds: Book) -> None:
    tiles = [item for item in page(kinds, 3).items if isinstance(item, Group) and item.name.endswith("picture")]
    assert [tile.alt for tile in tiles] == [
        f"Stage: {name}"
        for name in ("Prompt warm-up", "Cache created", "One-token loop", "Cache append", "Throughput gain")
    ]
    lefts = [tile.children[0].box.x for tile in tiles if isinstance(tile.children[0], Shape)]
    assert lefts == pytest.approx([0.5 + 1.633 * i for i in range(5)], abs=0.005)


# ---- title, agenda, takeaway ------------------------------------------------------------------------
def test_the_title_slide_says_course_length_and_promises(kinds: Book) -> None:
    title = page(kinds, 1)
    assert words(named(title, "course")) == "LLM Beginners Course · two-hour session · 9 slides"
    assert [item.alt for item in title.items if " promise " in item.name] == [
        "Keep quality", "Reduce latency", "Control memory"
    ]  # fmt: skip
    assert title.layout == "title"


def test_the_time_line_comes_from_the_slides_of_each_hour(kinds: Book) -> None:
    agenda = page(kinds, 2)
    stops = [words(item) for item in agenda.items if " timeline stop " in item.name and isinstance(item, TextBox)]
    assert stops == ["Animation", "Labs", "Ideas", "Labs", "Recap"]
    assert words(named(agenda, "timeline end")) == "120 min"
    said = [item.box for item in agenda.items if " timeline stop " in item.name and isinstance(item, TextBox)]
    assert all(right.x - left.right >= APART - 1e-9 for left, right in pairwise(said))


def test_a_stop_stands_where_there_is_time_for_it(deck_of: Callable[[str], Deck]) -> None:
    kinds = ["practical", "agenda", "practical", "agenda", "concept", "agenda", "concept"]
    minutes = [9, 1, 15, 1, 20, 1, 24]
    slides = "\n".join(
        f"## Slide {number}: A - B{number}\nType: {kind}\nMinutes: {long}\n"
        for number, (kind, long) in enumerate(zip(kinds, minutes, strict=True), start=1)
    )
    plan = plan_of(deck_of(f"---\nhours: {{1: 1-7}}\n---\n# D\n{slides}"))
    assert plan.hours == (71.0,)
    assert [(stop.words, stop.minute) for stop in plan.stops] == [("Labs", 17.5), ("Ideas", 36.0)]


def test_a_time_line_that_the_spec_writes_is_taken(laid_out: LayOut) -> None:
    spec = (
        "---\nhours: {1: 1-1}\n---\n# D\n## Slide 1: Agenda - One hour\nHour 1:\n1. Look\n\n"
        'Timeline:\n- 10 Ideas\n- soon\n\nWisdom:\n"So."\n'
    )
    book, findings = laid_out(spec)
    assert words(named(book.pages[0], "timeline stop 1")) == "Ideas"
    assert [(finding.code, finding.message) for finding in findings] == [
        ("L104", "a time line entry is a minute and a word")
    ]


def test_a_pause_keeps_the_next_hour_waiting(laid_out: LayOut) -> None:
    spec = (
        "---\nhours: {1: 1-2, 2: 3-3}\n---\n# D\n## Slide 1: Agenda - Two hours\nMinutes: 10\nHour 1:\n1. Look\n\n"
        'Timeline:\n- 20-24 Tea\n- 50-60 Break\n- 70 Labs\n\nWisdom:\n"So."\n\n'
        "## Slide 2: A - B\nType: practical\nMinutes: 36\n\n## Slide 3: A - C\nType: practical\nMinutes: 40\n"
    )
    agenda = laid_out(spec)[0].pages[0]
    assert words(named(agenda, "timeline hour 2")) == "50–60"
    assert words(named(agenda, "timeline end")) == "100 min"
    first, second, pause = (
        shape.box
        for shape in (named(agenda, f"timeline {name}") for name in ("bar 1", "bar 2", "stop 2 circle"))
        if isinstance(shape, Shape)
    )
    minute = BAR.w / 100
    assert first.w == pytest.approx(50 * minute - GAP / 2)
    assert second.x == pytest.approx(BAR.x + 60 * minute + GAP / 2)
    assert pause.x + pause.w / 2 == pytest.approx(BAR.x + 55 * minute)


def test_the_deck_says_when_its_slides_begin() -> None:
    spec = ROOT / "deck_specs" / "ch04_inference_and_attention_alternatives.md"
    deck = parse(read_source(spec)[0])[0]
    entries = next(slide.timeline for slide in deck.slides if isinstance(slide, AgendaSlide))
    stops = {int(re.split(r"\D", entry.plain)[0]): entry.plain.split()[-1] for entry in entries}
    pause, behind = next(map(int, entry.plain.split()[0].split("-")) for entry in entries if "Break" in entry.plain)
    begins: dict[int, set[str]] = {}
    now = 0
    for slide in deck.slides:
        if deck.hour_of(slide.number) == 2 and now < behind:
            assert now == pause
            begins[now], now = {"Break"}, behind
        begins[now] = {type(slide).__name__.removesuffix("Slide"), slide.eyebrow.plain.split()[0]}
        now += slide.minutes or 0
    kinds = {"Ideas": "Concept", "Film": "Animation", "Labs": "Practical", "Recap": "Takeaway"}
    assert [minute for minute, word in stops.items() if kinds.get(word, word) not in begins.get(minute, set())] == []
    assert now <= 120


def test_stations_of_the_journey_have_icons_of_their_own(kinds: Book) -> None:
    recap = page(kinds, 9)
    icons = [
        item.children[1].paths[0].data  # type: ignore[union-attr]
        for item in recap.items
        if isinstance(item, Group) and " station " in item.name
    ]
    assert len(set(icons)) == len(icons) == 6


@pytest.mark.parametrize(("label", "there", "not_there"), [
    ("Key Takeaways", "journey card", "outcomes card"),
    ("What You Can Now Do", "outcomes card", "journey card"),
])  # fmt: skip
def test_a_recap_draws_no_card_that_would_stay_empty(laid_out: LayOut, label: str, there: str, not_there: str) -> None:
    book, _ = laid_out(f'# D\n## Slide 1: Recap - B\n{label}:\n1. **Say it.** Twice.\n\nWisdom:\n"So."\n')
    names = [item.name.partition(" ")[2] for item in book.pages[0].items]
    assert there in names
    assert not_there not in names


# ---- concept ----------------------------------------------------------------------------------------
def test_a_concept_without_figure_or_facts_takes_the_whole_width(laid_out: LayOut) -> None:
    items = "\n".join(f"{n}. Say it." for n in range(1, 13))
    book, findings = laid_out(f'# D\n## Slide 1: A - B\nExtended Annotations (12):\n{items}\nWisdom:\n"So."\n')
    assert not findings
    boxes = [item.box for item in book.pages[0].items if isinstance(item, TextBox) and " section " in item.name]
    assert max(box.right for box in boxes) == pytest.approx(12.833)
    assert not any(item.name.endswith("visual card") for item in book.pages[0].items)


def test_a_concept_without_figure_shows_its_own_facts(laid_out: LayOut) -> None:
    items = "\n".join(f"{n}. Say it." for n in range(1, 11))
    facts = "11. It takes {{ cache_size | MiB }}.\n12. It has {{ n_layers | n }} layers.\n"
    book, findings = laid_out(f'# D\n## Slide 1: A - B\nExtended Annotations (12):\n{items}\n{facts}\nWisdom:\n"So."\n')
    assert not findings
    assert any(item.name.startswith("s01 visual") for item in book.pages[0].items)


def test_sections_beside_each_other_begin_level(kinds: Book) -> None:
    concept = page(kinds, 6)
    for number in (1, 2):
        left, right = (named(concept, f"{side} section {number} disc") for side in ("left", "right"))
        assert isinstance(left, Group)
        assert isinstance(right, Group)
        assert left.children[0].box.y == right.children[0].box.y  # type: ignore[union-attr]


# ---- notes ------------------------------------------------------------------------------------------
def test_notes_say_words_minutes_facts_and_how_to_get_them_again(kinds: Book) -> None:
    notes = page(kinds, 6).notes
    assert notes.startswith(
        "Say it slowly.\n\n────────────────────────\n\nTime: 4 minutes.\n\n"
        "Facts on this slide:\n- cache_size: 512 MiB (calculated)."
    )
    assert "Again: make facts NAME=cache_size" in notes
    assert "coursewright why deck.md 6" in notes
    assert "Sources:\n- the model's own report" in notes


def test_notes_of_a_measured_fact_say_machine_day_and_settings(kinds: Book) -> None:
    notes = page(kinds, 5).notes
    assert "(measured, Abacus 3000, 2 cores, 2 Jan 2026, median of 3, threads 1, new tokens 200, seed 123)" in notes
    assert (
        "Hands-on:\n- CH4B-LAB-03: build a baseline-against-cache table\n- Assets: ch04/03_kv-cache/gpt_ch04.py;"
        in notes
    )


def test_notes_say_each_value_of_a_fact_once(laid_out: LayOut) -> None:
    spec = (
        "# D\n## Slide 1: Practical - Run it\nResults (A table):\n\n| What | How much |\n|---|---:|\n"
        "| Gain | {{ speed.gain | x }} |\n\nVisual: fact_table(speed)\n\n"
        'Notes:\nThe gain is {{ speed.gain | x }}.\n\nWisdom:\n"So."\n'
    )
    book, _ = laid_out(spec)
    assert "- speed: plain 20 tokens/s, cached 90 tokens/s, gain 4.5× (measured," in book.pages[0].notes


def test_learners_words_without_a_place_go_to_the_notes(
    deck_of: Callable[[str], Deck], facts: Ledger, root: Path
) -> None:
    deck = deck_of('# D\n## Slide 1: Title - Hello\nWisdom:\n"So."\n')
    slide = deck.slides[0]
    more = replace(slide, rest=(replace(slide.title, pieces=slide.title.pieces),))
    book, _ = lay_out(replace(deck, slides=(more,)), load_theme(THEME), facts, {}, root)
    assert "More:\n- Hello" in book.pages[0].notes


def test_where_the_chip_has_no_room_for_machine_and_day_the_line_below_says_them(laid_out: LayOut) -> None:
    spec = (
        "# D\n## Slide 1: Practical - Run it\nResults (A heading that leaves hardly any room beside it):\n\n"
        '| What | How much |\n|---|---:|\n| Gain | {{ speed.gain | x }} |\n\nWisdom:\n"So."\n'
    )
    book, findings = laid_out(spec)
    assert not findings
    chip = named(book.pages[0], "measured chip")
    assert isinstance(chip, Group)
    assert chip.alt in ("Measured", "Measured · 2 Jan 2026")
    settings = words(named(book.pages[0], "settings"))
    assert settings == "Abacus 3000 · 2 Jan 2026 · 1 thread · 200 new tokens · median of 3 runs"


def test_a_tick_stands_before_words_that_run_from_right_to_left(laid_out: LayOut) -> None:
    spec = '# Deck\n## Slide 1: Practical - Try it\nBefore you start:\n- {}\n\nRun:\n```\n$ ls\n```\n\nWisdom: "A."\n'
    for words, is_before in (("Close it.", True), ("סגור", False)):
        book, _ = laid_out(spec.format(words))
        boxes = {item.name.removeprefix("s01 "): item.box for item in book.pages[0].items}
        assert (boxes["check 1 box"].right < boxes["check 1"].x) == is_before
        assert (boxes["check 1 box"].x > boxes["check 1"].right) != is_before
