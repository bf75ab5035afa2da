"""A deck made anew after a save: what browsers are told, and what stays."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from shutil import copy

import pytest
from live_deck import SPEC, LiveDeck, findings, numbers
from PIL import Image

from build.drawing.text_measure import Measure
from build.files.course import course_of
from build.files.places import ROOT
from build.findings.diagnostic import Diagnostic, Span
from build.live.glimpse import Surroundings, changed, laid_out
from build.live.page import live_page, slide_html
from build.live.rebuild import Rebuild
from build.live.server import MORE
from build.parse.deck import parse
from build.parse.source import Source, read_source
from build.pipeline import build_book
from build.theme.choose import load_theme
from engine.ledger import Ledger, read_ledger, write_ledger

CHAPTER = next((ROOT / "deck_specs").glob("ch04*.md"))
MARKDOWN = """\
---
title: Photosynthesis
---
# Photosynthesis

How a leaf makes sugar

## What a leaf needs
- Light, water and carbon dioxide
- Chlorophyll, which is why it is green

## Where it happens
- In the membranes
- In the stroma
"""


@pytest.fixture
def deck(tmp_path: Path) -> LiveDeck:
    return LiveDeck(tmp_path / "leaf.md")


def test_a_save_shows_the_slide_that_it_changes_and_no_other(deck: LiveDeck) -> None:
    events = deck.save(SPEC.replace("Green goes by", "Green is left over"))
    assert [name for name, _ in events] == ["slide", "findings"]
    assert numbers(events) == [2]
    assert "Green is left over" in events[0][1]["html"]
    assert events[0][1]["saved"] == 12.5
    assert events[0][1]["digest"] == deck.live.shown.slides[1].digest


def test_the_same_text_saved_again_tells_nothing(deck: LiveDeck) -> None:
    assert deck.save(SPEC) == []


def test_a_line_more_shows_the_one_slide_that_it_stands_on(deck: LiveDeck) -> None:
    events = deck.save(SPEC.replace("- Green goes by", "- Green goes by\n- So does some yellow"))
    assert numbers(events) == [2]


def test_ordinary_markdown_is_followed_slide_by_slide_too(tmp_path: Path) -> None:
    deck = LiveDeck(tmp_path / "photo.md", MARKDOWN)
    events = deck.save(MARKDOWN.replace("In the stroma", "In the stroma, later"))
    assert [name for name, _ in events] == ["slide", "findings"]
    assert numbers(events) == [3]


def test_a_slide_with_an_error_stays_as_it_was_and_the_error_is_told_where_it_stands(deck: LiveDeck) -> None:
    before = deck.html(3)
    events = deck.save(SPEC.replace("Up the stem", "Up {{ no_such_fact }}").replace("Green goes by", "Green is left"))
    assert numbers(events) == [2]
    assert deck.html(3) == before
    told = findings(events)
    assert told["kept"] == [3]
    (error,) = (found for found in told["findings"] if found["severity"] == "error")
    assert error["path"] == str(deck.spec)
    assert (error["line"], error["column"], error["code"]) == (34, 9, "F101")
    assert error["message"] == "unknown fact 'no_such_fact'"
    assert error["slide"] == 3
    assert error["text"] == "- Up {{ no_such_fact }}"
    assert error["hint"]


def test_a_mended_slide_is_shown_and_nothing_is_told_of_it_any_more(deck: LiveDeck) -> None:
    deck.save(SPEC.replace("Up the stem", "Up {{ no_such_fact }}"))
    events = deck.save(SPEC.replace("Up the stem", "Up all of the stem"))
    assert numbers(events) == [3]
    assert findings(events)["kept"] == []
    assert [found for found in findings(events)["findings"] if found["severity"] == "error"] == []


def test_an_error_that_no_glimpse_sees_takes_the_slide_back(deck: LiveDeck) -> None:
    before = deck.html(3)
    events = deck.save(SPEC.replace("- Through the roots", "Visual: no_such_figure(no_such_fact)"))
    assert deck.html(3) == before
    assert findings(events)["kept"] == [3]


def test_front_matter_that_breaks_leaves_the_whole_deck_as_it_was(deck: LiveDeck) -> None:
    before = deck.live.shown.slides
    events = deck.save(SPEC.replace("title: A leaf", "title: [A leaf"))
    assert [slide.html for slide in deck.live.shown.slides] == [slide.html for slide in before]
    assert findings(events)["kept"] == [1, 2, 3]
    assert findings(deck.save(SPEC))["kept"] == []


def test_an_emptied_or_unreadable_spec_leaves_the_deck_as_it_was(deck: LiveDeck) -> None:
    told = findings(deck.save(""))
    assert [found["code"] for found in told["findings"]] == ["P005"]
    assert told["kept"] == [1, 2, 3]
    assert [slide.title for slide in deck.live.shown.slides] == ["A leaf", "What it catches", "What it drinks"]
    deck.spec.unlink()
    assert [found["code"] for found in findings(deck.save())["findings"]] == ["P001"]
    assert numbers(deck.save(SPEC.replace("Up the stem", "Up"))) == [3]


def test_a_deck_that_begins_broken_shows_what_there_is_and_then_all(tmp_path: Path) -> None:
    deck = LiveDeck(tmp_path / "leaf.md", "")
    assert deck.live.shown.slides == ()
    events = deck.save(SPEC)
    assert [name for name, _ in events] == ["deck", "findings"]
    assert [slide["number"] for slide in events[0][1]["slides"]] == [1, 2, 3]


def test_a_slide_in_between_says_where_the_others_have_gone(tmp_path: Path) -> None:
    deck = LiveDeck(tmp_path / "photo.md", MARKDOWN)
    events = deck.save(
        MARKDOWN.replace("## Where it happens", "## When\n- By day\n- Not by night\n\n## Where it happens")
    )
    assert [name for name, _ in events] == ["deck", "findings"]
    assert events[0][1]["moved"] == {1: 1, 2: 2, 3: 4}
    assert [slide["number"] for slide in events[0][1]["slides"]] == [1, 2, 3, 4]


def test_a_deleted_slide_is_gone_and_a_new_title_is_still_the_same_slide(tmp_path: Path) -> None:
    deck = LiveDeck(tmp_path / "photo.md", MARKDOWN)
    events = deck.save(MARKDOWN.replace("## Where it happens", "## Where"))
    assert numbers(events) == [3]
    events = deck.save(MARKDOWN.partition("## Where")[0])
    assert events[0][1]["moved"] == {1: 1, 2: 2}


def test_a_theme_that_is_saved_changes_the_slide_that_is_looked_at_first(tmp_path: Path) -> None:
    (tmp_path / "theme.toml").write_text('[color]\nnavy = "#14424A"\n')
    deck = LiveDeck(tmp_path / "leaf.md")
    deck.live.at["a page"] = 3
    (tmp_path / "theme.toml").write_text('[color]\nnavy = "#123456"\n')
    events = deck.save(others=True)
    assert numbers(events) == [3, 1, 2]
    assert "#123456" in deck.html(2)


def test_a_broken_theme_leaves_the_deck_and_is_told_until_it_is_mended(tmp_path: Path) -> None:
    (tmp_path / "theme.toml").write_text('[color]\nnavy = "#14424A"\n')
    deck = LiveDeck(tmp_path / "leaf.md")
    (tmp_path / "theme.toml").write_text('[color]\nnavy = "blue"\n')
    told = findings(deck.save(others=True))
    assert [
        (Path(found["path"]).name, found["line"]) for found in told["findings"] if found["severity"] == "error"
    ] == [("theme.toml", 2)]
    events = deck.save(SPEC.replace("Up the stem", "Up"))  # which is shown in the last good look
    assert numbers(events) == [3]
    assert Path(findings(events)["findings"][0]["path"]).name == "theme.toml"
    (tmp_path / "theme.toml").write_text('[color]\nnavy = "#14424A"\n')
    assert [found for found in findings(deck.save(others=True))["findings"] if found["severity"] == "error"] == []


def test_a_theme_that_is_broken_at_first_leaves_a_page_that_says_so(tmp_path: Path) -> None:
    (tmp_path / "theme.toml").write_text('[color]\nnavy = "blue"\n')
    deck = LiveDeck(tmp_path / "leaf.md")
    assert deck.live.shown.slides == ()
    page = live_page(deck.live, "nonce", [more.part(deck.live) for more in MORE])
    assert "Nothing to show yet" in page
    (tmp_path / "theme.toml").write_text('[color]\nnavy = "#14424A"\n')
    assert [name for name, _ in deck.save(others=True)] == ["deck", "findings"]


def test_data_a_picture_and_a_figure_of_the_course_show_on_the_slides_that_have_them(tmp_path: Path) -> None:
    Image.new("RGB", (64, 36), "red").save(tmp_path / "leaf.png")
    (tmp_path / "growth.csv").write_text("day,height (cm)\n1,2\n2,5\n")
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "own.py").write_text(FIGURE.format(words="A bar"))
    text = SPEC.replace("title: A leaf\n", "title: A leaf\ndata: {growth: {file: growth.csv}}\n", 1)
    text = text.replace("- Green goes by", "- It is {{ growth[2].height }} high")
    text += "\n## Slide 4: Look - A picture\n\n![A leaf](leaf.png)\n\nMinutes: 1\n"
    text += "\n## Slide 5: Draw - A figure\n\nVisual: own_bar(growth)\n\nMinutes: 1\n"
    deck = LiveDeck(tmp_path / "leaf.md", text)
    assert findings(deck.save(text, others=True))["kept"] == []

    (tmp_path / "growth.csv").write_text("day,height (cm)\n1,2\n2,7\n")
    assert 2 in numbers(deck.save(others=True))
    assert "7 cm" in deck.html(2)
    Image.new("RGB", (64, 36), "blue").save(tmp_path / "leaf.png")
    assert numbers(deck.save(others=True)) == [4]
    (tmp_path / "figures" / "own.py").write_text(FIGURE.format(words="Another bar"))
    assert numbers(deck.save(others=True)) == [5]
    assert "Another bar" in deck.html(5)


FIGURE = '''\
from build.drawing.page import Box, TextStyle
from build.figures.canvas import Canvas, Drawing
from build.figures.figure_fact import Fact
from engine.sheet import Sheet


def own_bar(canvas: Canvas, data: Fact[Sheet]) -> Drawing:
    """A shape that says something."""
    box = Box(canvas.box.x, canvas.box.y, 4, 1)
    bar = canvas.shape("bar", box, fill="navy")
    return Drawing((canvas.with_words(bar, "{words}", TextStyle(18, "white")),), "{words}")
'''


def test_a_fact_that_is_recorded_anew_changes_the_slides_that_show_it(tmp_path: Path) -> None:
    (tmp_path / "course.toml").write_text("")
    record = read_ledger()["kv_cache_gqa_4k"]
    write_ledger(
        Ledger({"leaves": replace(record, name="leaves", defined="facts/plant.py:7")}), tmp_path / "facts.json"
    )
    text = SPEC.replace("Green goes by", "It takes {{ leaves | GB(1) }}")
    deck = LiveDeck(tmp_path / "leaf.md", text)
    assert "0.5 GB" in deck.html(2)
    again = replace(record, name="leaves", defined="facts/plant.py:7", value=3e9)
    write_ledger(Ledger({"leaves": again}), tmp_path / "facts.json")
    assert numbers(deck.save(others=True)) == [2]
    assert "3 GB" in deck.html(2)


def test_a_fact_whose_function_was_changed_is_to_be_recorded_and_told_until_it_is(tmp_path: Path) -> None:
    deck, stale = LiveDeck(tmp_path / "leaf.md"), list[Diagnostic]()
    rebuild = Rebuild(deck.live, slide_html, stale=lambda _: tuple(stale))
    rebuild.again(read_source(deck.spec))
    rebuild.check_facts(asked=False)  # nothing was changed
    deck.heard.taken()
    stale.append(
        Diagnostic(path="facts/plant.py", span=Span(7), code="F203", message="'leaves' is stale", hint="make facts")
    )
    rebuild.check_facts(asked=True)
    assert [found["message"] for found in findings(deck.heard.taken())["findings"]] == ["'leaves' is stale"]
    deck.spec.write_text(SPEC.replace("Up the stem", "Up"))
    rebuild.again(read_source(deck.spec))
    assert [found["message"] for found in findings(deck.heard.taken())["findings"]] == ["'leaves' is stale"]
    stale.clear()
    rebuild.check_facts(asked=False)
    assert findings(deck.heard.taken())["findings"] == []


def test_what_is_left_for_something_newer_is_made_with_the_next(deck: LiveDeck) -> None:
    deck.busy = True
    deck.spec.write_text(SPEC.replace("Green goes by", "Green is left"), encoding="utf-8")
    assert deck.rebuild.again(read_source(deck.spec)) is False
    assert numbers(deck.heard.taken()) == [2]  # the glimpse of it is shown all the same
    deck.busy = False
    assert deck.rebuild.again(read_source(deck.spec)) is True
    assert [name for name, _ in deck.heard.taken()] == ["findings"]


@pytest.mark.parametrize(
    ("old", "new", "number"),
    [
        ("Water - What it drinks", "Water - What it drinks up", 3),
        ("Water - What it drinks", "Rain - What it drinks", 3),
        ("Water it.", "Water it well.", 3),
        ("Hold one up.", "Hold two up.\n\nAnd ask.", 1),
        ("- Red and blue, most of all\n", "", 2),
    ],
)
def test_a_change_within_a_slide_is_shown_before_the_whole_deck_is_made(
    deck: LiveDeck, old: str, new: str, number: int
) -> None:
    deck.busy = True
    assert numbers(deck.save(SPEC.replace(old, new))) == [number]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("## Slide 3: Water", "## Slide 4: Water"),
        ("## Slide 3: Water - What it drinks", ""),
        ("course: Biology", "course: Botany"),
        ("Ask why", "Always ask why"),  # with the next: on two slides
        ("Minutes: 2", "Minutes: 5"),
        ("- Red and blue", "Visual: no_such_figure(no_such_fact)\n\n- Red and blue"),
    ],
)
def test_what_changes_more_than_one_slide_or_breaks_one_waits_for_the_whole_deck(
    deck: LiveDeck, old: str, new: str
) -> None:
    deck.busy = True
    text = SPEC.replace(old, new)
    assert numbers(deck.save(text.replace("Water it", "Water it now") if "Always" in new else text)) == []


def test_a_glimpse_of_a_slide_is_what_the_whole_deck_makes_of_it(tmp_path: Path) -> None:
    """Slides of eight kinds, each with a word more for the owl."""
    text = CHAPTER.read_text(encoding="utf-8").partition("## Slide 20:")[0]
    text = re.sub(r"## Slide (4|5|6|8|9|10|12|13|14):.*?(?=## Slide)", "", text, flags=re.S)
    edited = text.replace('Wisdom: "', 'Wisdom: "So: ')
    copy(CHAPTER.with_name("works.bib"), tmp_path)
    spec, course = tmp_path / "spec.md", course_of(tmp_path / "spec.md")
    theme, ledger = load_theme(course.theme), course.recorded()
    whole = build_book(spec, theme, ledger, clips=tmp_path, course=course, read=(Source(str(spec), edited), ()))
    assert whole.book is not None
    around = Surroundings(course=course, theme=theme, ledger=ledger, clips=tmp_path)
    measure, seen = Measure(theme.fonts, whole.book.language), []
    now = Source(str(spec), edited)
    for line, words in enumerate(now.lines):
        if words.startswith('Wisdom: "'):
            before = "\n".join([*now.lines[:line], words.replace("So: ", ""), *now.lines[line + 1 :]])
            change = changed(parse(Source(str(spec), before))[0], now)
            for page, *_ in laid_out(change, around, measure, whole.deck) if change else ():
                assert page == next(one for one in whole.book.pages if one.number == page.number)
                seen.append(page.number)
    assert seen == [1, 3, 7, 11, 15, 16, 17, 18, 19]


CITING = SPEC.replace("language: en", "bibliography: works.bib").replace("- Green", "- As said [@lee]\n- Green")
CITING = CITING.replace("- Up the stem", "- Up the stem [@kim; @lee]")


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("Up the stem", "Up the very stem", [3]),
        ("As said", "As is said", [2]),
        ("[@kim; @lee]", "[@lee]", []),
        ("[@kim; @lee]", "[@lee; @kim]", []),  # which could number works anew
        ("[@kim; @lee]", "[@kim; @leo]", []),
    ],
)
def test_a_slide_that_cites_the_same_works_is_shown_with_their_numbers(
    tmp_path: Path, old: str, new: str, shown: list[int]
) -> None:
    works = (f"@book{{{key}, author = {{{key}, A.}}, title = {{A leaf}}, year = 2001}}" for key in ("kim", "lee"))
    (tmp_path / "works.bib").write_text("\n".join(works))
    deck = LiveDeck(tmp_path / "leaf.md", CITING)
    assert [slide.title for slide in deck.live.shown.slides][-1] == "References"
    deck.busy = True
    assert numbers(deck.save(CITING.replace(old, new))) == shown
    html = deck.html(3)
    deck.busy = False
    assert deck.rebuild.again(read_source(deck.spec))
    assert not shown or deck.html(3) == html
