"""What one kind of slide does that the others don't; practical slides have a file of their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from page_items import MEASURE, LayOut, named, page, words

from build.drawing.frame_boxes import SUPPORT
from build.drawing.page import Book, Box, Connector, Group, Movie, Page, Shape, TextBox, TextStyle
from build.files.course import Course
from build.files.places import ROOT, THEME
from build.films.clips import Clip
from build.layout.book import lay_out
from build.layout.timeline import APART, CLOSE, GAP, apart, bar_in, plan_of
from build.parse.deck import parse
from build.parse.source import read_source
from build.spec.deck import AgendaSlide, Deck
from build.theme.choose import load_theme
from engine.ledger import Ledger


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
    deck_of: Callable[[str], Deck], facts: Ledger, root: Course, kinds: Book
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
    assert "coursewright animations speed_film" in without.notes


def _animation(deck_of: Callable[[str], Deck], facts: Ledger, root: Course, clips: Mapping[str, Clip]) -> Page:
    spec = (
        "# D\n## Slide 1: Animation - The loop\nAnimation Asset:\n- `speed_film`\n\nStages:\n1. Warm up\n2. Loop\n\n"
        'Cues:\n- **One** after the other\n\nWisdom:\n"So."\n'
    )
    book, findings = lay_out(deck_of(spec), load_theme(THEME), facts, clips, root)
    assert not findings
    return book.pages[0]


def test_chips_stand_clear_of_what_to_watch_for_beside_it_or_below(laid_out: LayOut) -> None:
    spec = (
        "# D\n## Slide 1: Animation - The loop\nAnimation Asset:\n- `speed_film`\n\n"
        'Cues:\n- **One** {}\n\nWisdom:\n"So."\n'
    )
    said = ("{{ speed.plain | tok_s }}", " and {{ cache_size | GB }}", " of {{ n_layers | n }}")
    measured, two, three = (laid_out(spec.format("".join(said[:many])))[0].pages[0] for many in (1, 2, 3))
    headings = [words(named(each, "cues heading")) for each in (measured, two, three)]
    assert headings == ["What to watch for", "Watch for", "What to watch for"]
    heading, chip = named(two, "cues heading"), named(two, "measured chip")
    assert isinstance(heading, TextBox)
    assert isinstance(chip, Group)
    bar = chip.children[0]
    assert isinstance(bar, Shape)
    assert heading.box.x + MEASURE.line_room("Watch for", TextStyle(18, bold=True)) < bar.box.x - 0.1
    rule, row = named(three, "cues rule"), named(three, "published chip")
    assert isinstance(rule, Connector)
    assert isinstance(row, Group)
    assert isinstance(row.children[0], Shape)
    assert rule.y1 < row.children[0].box.y


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
    assert words(named(title, "course")) == "LLM Beginners Course · A · two-hour session · 9 slides"
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
    bar = bar_in(SUPPORT)
    minute = bar.w / 100
    assert first.w == pytest.approx(50 * minute - GAP / 2)
    assert second.x == pytest.approx(bar.x + 60 * minute + GAP / 2)
    assert pause.x + pause.w / 2 == pytest.approx(bar.x + 55 * minute)


def test_stops_of_a_short_time_line_stand_closer_and_none_beyond_its_end() -> None:
    strip = Box(0.5, 5.9, 6.0, 1.14)
    bar, rooms = bar_in(strip), [0.7] * 6
    wished = [bar.x + bar.w * share for share in (0.0, 0.5, 0.6, 0.7, 0.9, 1.0)]
    found = apart(wished, rooms, bar, strip)
    assert found[-1] <= strip.right - 0.08 - 0.35
    assert min(right - left for left, right in pairwise(found)) == pytest.approx(0.7 + CLOSE)


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
    deck_of: Callable[[str], Deck], facts: Ledger, root: Course
) -> None:
    deck = deck_of('# D\n## Slide 1: Title - Hello\nWisdom:\n"So."\n')
    slide = deck.slides[0]
    more = replace(slide, rest=(replace(slide.title, pieces=slide.title.pieces),))
    book, _ = lay_out(replace(deck, slides=(more,)), load_theme(THEME), facts, {}, root)
    assert "More:\n- Hello" in book.pages[0].notes
