"""Slides under a company's template: in its body, at their sizes, with its title and foot, and nothing of our frame."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from company_templates import LOOKS, template
from pptx.oxml.ns import qn
from theme_files import theme_of

from build.drawing.frame_boxes import sheet_of
from build.drawing.page import (
    Box,
    Chart,
    Drawable,
    Page,
    Shape,
    TextBox,
    every,
)
from build.files.course import course_of
from build.pipeline import Outcome, build_book
from build.render.svg.page import page_svg
from build.theme.choose import load_theme
from build.theme.contrast import contrast
from build.theme.template import FOOT
from build.theme.tokens import Theme
from engine.ledger import Ledger

HEAD = "---\ntitle: Git for Teams\nauthor: M. Linde\ndate: 2026-11-30\n---\n# Git for Teams\n\nWithout fear\n\n"
LIST = """\
## Commits that others can read
- Commit **one idea** at a time
- Write **the reason**, not the change
  - The diff already shows what changed
  - Only you know why it had to change
- Keep the first line **under 50 characters**
- Test **before** you commit
- Push **small**, push **often**
"""
DECK = f"""\
{HEAD}# Working together
- Small commits

{LIST}
## Two ways
### `merge`
- Keeps both histories
### `rebase`
- A straight history

Merge what is shared.

## Read
> Programs must be written for people to read.
>
> — Harold Abelson

## 3 of 4 reviews
Teams that review find most faults. (Survey of 2024)

## Code
```python {{2}}
def review(change):
    yield ask(change)
```
- Line 2: **Ask.** A question is easier to hear.

## Commands
| Command | How often |
| --- | ---: |
| `git pull` | 5 |

## How Git came to be
- 2005: Linus Torvalds writes it
- 2008: GitHub opens
- 2018: Most projects use it

## When it goes wrong
A branch is not lost.

> [!TIP]
> `git reflog` knows where you have been.
"""


WORKS = "@article{kim, author = {Kim, A.}, title = {How teams merge}, year = 2023, journal = {Git}}\n"


@pytest.fixture(scope="module")
def themes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Theme]:
    folder = tmp_path_factory.mktemp("templates")
    return {name: load_theme(template(folder, name)) for name in LOOKS}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Theme], Outcome]:
    folder = tmp_path_factory.mktemp("decks")

    def build(text: str, theme: Theme) -> Outcome:
        spec = folder / "deck.md"
        spec.write_text(text, encoding="utf-8")
        (folder / "works.bib").write_text(WORKS, encoding="utf-8")
        (folder / "shares.csv").write_text("year,a,b\n2020,40,60\n2021,30,70\n", encoding="utf-8")
        return build_book(spec, theme, Ledger({}), clips=folder, course=course_of(spec))

    return build


def pages(outcome: Outcome) -> tuple[Page, ...]:
    assert outcome.book is not None
    return outcome.book.pages


def own(page: Page) -> Iterator[Drawable]:
    """What stands on a page without standing in a place of the template."""
    fixed = {f"{page.id} {role}" for role in ("title", "lines", "cited", *FOOT)}
    return (item for item in page.items if item.name not in fixed)


def found(outcome: Outcome) -> list[tuple[str, str]]:
    return [(one.code, one.message) for one in outcome.diagnostics if one.code != "T303"]


@pytest.mark.parametrize("name", LOOKS)
def test_nothing_enters_what_the_template_keeps_for_title_logo_and_foot(
    themes: dict[str, Theme], built: Callable[[str, Theme], Outcome], name: str
) -> None:
    outcome, company = built(DECK, themes[name]), themes[name].template
    assert company is not None
    assert found(outcome) == []
    for page in pages(outcome):
        x, y, w, h = company.layout(page.layout).body
        for item in own(page):
            box = item.box
            assert box.x >= x - 0.02, item.name
            assert box.y >= y - 0.02, item.name
            assert box.right <= x + w + 0.02, item.name
            assert box.bottom <= y + h + 0.02, item.name


def test_a_list_stands_in_the_companys_body_at_its_usual_size(
    themes: dict[str, Theme], built: Callable[[str, Theme], Outcome]
) -> None:
    page = pages(built(HEAD + LIST, themes["alder"]))[1]
    items = {item.name.removeprefix(f"{page.id} "): item for item in every(page.items)}
    words = items["list"]
    assert isinstance(words, TextBox)
    assert words.placeholder == "body"
    assert {run.style.size for paragraph in words.paragraphs for run in paragraph.runs} == {30.0}
    assert {paragraph.bullet for paragraph in words.paragraphs} == {"square"}
    band, bar = items["list band"], items["list bar"]
    assert isinstance(band, Shape)
    assert isinstance(bar, Shape)
    assert (band.fill, bar.fill, band.box.x, band.box.w) == ("gold50", "gold", 0.5, pytest.approx(12.333))
    assert page.layout == "Title and Content"


def test_our_own_frame_is_left_out(themes: dict[str, Theme], built: Callable[[str, Theme], Outcome]) -> None:
    page = pages(built(DECK, themes["alder"]))[2]
    roles = {item.name.removeprefix(f"{page.id} ") for item in page.items}
    assert roles >= {"title", "list", "footer", "number", "date"}
    assert not {
        role for role in roles if role.startswith(("eyebrow", "progress", "kind chip", "part chip", "list card"))
    }
    assert page.background is None


def test_title_foot_and_opening_words_stand_in_the_templates_places(
    themes: dict[str, Theme], built: Callable[[str, Theme], Outcome]
) -> None:
    first, part, third, *_ = pages(built(DECK, themes["alder"]))
    said = {
        item.name.partition(" ")[2]: [paragraph.text for paragraph in item.paragraphs]
        for item in (*first.items, *third.items)
        if isinstance(item, TextBox)
    }
    assert said["lines"] == ["Without fear", "M. Linde"]
    assert (said["number"], said["date"], said["footer"]) == (
        ["3"],
        ["30 Nov 2026"],
        ["Git for Teams · Working together"],
    )
    assert (first.layout, part.layout, third.layout) == ("Title Slide", "Section Header", "Title and Content")
    title = next(item for item in third.items if isinstance(item, TextBox) and item.placeholder == "title")
    (run,) = title.paragraphs[0].runs
    assert (run.style.size, run.style.color, run.style.bold) == (36.0, "#0E4B3A", True)


def test_a_quotation_with_a_heading_leaves_the_title_to_it(
    themes: dict[str, Theme], built: Callable[[str, Theme], Outcome]
) -> None:
    quote = pages(built(DECK, themes["night"]))[4]
    places = {item.name.partition(" ")[2]: item.placeholder for item in quote.items if isinstance(item, TextBox)}
    assert (places["title"], places["quote"], quote.layout) == ("title", "", "Title Only")


def test_words_on_an_accent_have_the_ink_that_is_told_from_it(
    themes: dict[str, Theme], built: Callable[[str, Theme], Outcome]
) -> None:
    text = HEAD.replace("author:", 'data:\n  shares: {file: shares.csv, unit: "%"}\nauthor:', 1)
    outcome = built(f'{text}## Shares\nVisual: stacked_bars(shares, highlight="b")\n', themes["alder"])
    assert found(outcome) == []
    (chart,) = (item for item in every(pages(outcome)[1].items) if isinstance(item, Chart))
    color = themes["alder"].color
    pairs = {one.color: contrast(color(one.label_color), color(one.color)) for one in chart.series if any(one.labels)}
    assert pairs.keys() >= {"gold"}
    assert all(ratio >= 4.5 for ratio in pairs.values())


# ---- what is cited ----------------------------------------------------------------------------------------
CITED = HEAD.replace("author:", "bibliography: works.bib\nauthor:", 1)


@pytest.mark.parametrize("name", LOOKS)
def test_what_a_slide_cites_stands_between_its_body_and_the_templates_foot(
    themes: dict[str, Theme], built: Callable[[str, Theme], Outcome], name: str
) -> None:
    company = themes[name].template
    assert company is not None
    outcome = built(f"{CITED}{LIST}- As shown [@kim]\n", themes[name])
    assert found(outcome) == []
    page = pages(outcome)[1]
    items = {item.name.partition(" ")[2]: item for item in page.items}
    (words,) = (item for item in page.items if item.name.endswith(" cited"))
    assert isinstance(words, TextBox)
    assert [line.text for line in words.paragraphs] == ["[1]\u00a0Kim 2023, How teams merge"]
    assert words.paragraphs[0].runs[0].style.size == 14.0
    _, y, _, h = company.layout(page.layout).body
    tops = [place.area[1] for place in company.layout(page.layout).places.values() if place.area[1] > y + h - 0.1]
    assert words.box.bottom <= min(tops) - 0.05
    listed = items["list"]
    assert isinstance(listed, TextBox)
    assert all(item.box.bottom <= words.box.y for item in own(page))
    assert list(items).index("list") < list(items).index("cited") < list(items).index("footer")


def test_where_a_body_has_no_room_for_it_what_a_slide_cites_is_in_the_notes_and_told(
    themes: dict[str, Theme], built: Callable[[str, Theme], Outcome]
) -> None:
    low = load_small(themes["alder"], 0.25)
    outcome = built(f"{CITED}## Sources\n- By others [@kim]\n", low)
    (told,) = [one for one in outcome.diagnostics if one.code == "L114"]
    assert told.severity == "warning"
    assert told.message == ("the body of 'Title and Content' has no room for what the slide cites: it is in the notes")
    assert told.hint == "say less on the slide, or name a layout with a larger body under [template.layouts]"
    page = pages(outcome)[1]
    assert not [item for item in page.items if item.name.endswith(" cited")]
    assert "How teams merge" in page.notes


# ---- what does not fit ----------------------------------------------------------------------------------
def test_a_footer_that_no_place_holds_is_left_out_and_told(
    themes: dict[str, Theme], built: Callable[[str, Theme], Outcome]
) -> None:
    long = "A course on Git for teams that want to work together without any fear at all, second edition " * 2
    outcome = built(DECK.replace("author:", f"footer: {long}\nauthor:", 1), themes["square"])
    told = [one for one in outcome.diagnostics if one.code == "L113"]
    assert {one.severity for one in told} == {"warning"}
    assert told[0].message == f"the footer '{long.strip()}' does not fit, and is left out"
    assert told[0].hint.startswith("write a shorter one: it takes ")
    assert not [item for item in pages(outcome)[2].items if item.name.endswith(" footer")]


def test_a_title_that_its_place_does_not_hold_is_an_error_with_a_proposal(
    themes: dict[str, Theme], built: Callable[[str, Theme], Outcome]
) -> None:
    outcome = built(DECK.replace("## Commands", "## " + "Commands that everybody types each day " * 4), themes["alder"])
    (told,) = [one for one in outcome.diagnostics if one.code == "L101"]
    assert told.message.startswith("the title does not fit: it takes ")
    assert told.hint == "shorten it, or let [template.layouts] name a layout with more room for the title"


LABELLED = """\
---
title: Sharing
wisdom: optional
---
# Sharing

## Slide 1: Title - Sharing
Central Text:
- Subtitle: How
- Promises: Less memory; More speed
Visual: pipeline(tokens="A b", variants="MHA; GQA", swap="swap")

## Slide 2: Idea - Share the notebook
Extended Annotations (2):
### How it works (icon: share)
1. **Shared sets.** Several readers use one.
2. **Less to keep.** One set is enough.
"""


def test_a_slide_of_a_set_kind_is_made_smaller_as_a_whole_and_told_where_it_gets_small(
    themes: dict[str, Theme], built: Callable[[str, Theme], Outcome]
) -> None:
    outcome = built(LABELLED, themes["square"])
    told = {one.code: one for one in outcome.diagnostics if one.code in ("L111", "L112")}
    assert told["L112"].message == "the picture of the title slide is left out under a template"
    assert not [one for one in outcome.diagnostics if one.severity == "error"]
    first, second = pages(outcome)
    said = [line.text for item in first.items if isinstance(item, TextBox) for line in item.paragraphs]
    assert "Less memory · More speed" in said
    small = built(LABELLED, load_small(themes["square"]))
    (warning,) = [one for one in small.diagnostics if one.code == "L111"]
    assert warning.severity == "warning"
    assert warning.message.startswith("words are as small as ")
    assert warning.hint.startswith("say less on it, make two slides of it, or name a layout with a larger body")
    assert all(item.box.bottom <= 6.66 for item in own(second))


def test_a_slide_of_a_set_kind_fills_a_body_of_another_shape(
    themes: dict[str, Theme], built: Callable[[str, Theme], Outcome]
) -> None:
    found_pages = {name: pages(built(LABELLED, themes[name]))[1] for name in LOOKS}
    for name, page in found_pages.items():
        company = themes[name].template
        assert company is not None
        x, _, w, _ = company.layout(page.layout).body
        boxes = [item.box for item in own(page)]
        assert min(box.x for box in boxes) == pytest.approx(x, abs=0.01)
        assert max(box.right for box in boxes) == pytest.approx(x + w, abs=0.01)
    words = next(item for item in found_pages["square"].items if item.name.endswith("left section 1"))
    assert isinstance(words, TextBox)
    assert words.paragraphs[0].runs[0].style.size > 16.0 * 8.8 / 12.333  # what our own page's width leaves it


def test_cards_keep_off_a_rule_that_a_template_draws_above_its_body(
    themes: dict[str, Theme], built: Callable[[str, Theme], Outcome]
) -> None:
    page = pages(built(LABELLED, themes["alder"]))[1]
    assert min(item.box.y for item in own(page)) >= 1.145 + 0.03 + 0.17 - 0.001  # its rule, and air


def load_small(theme: Theme, share: float = 0.5) -> Theme:
    """The same template with a body half as high, or a share, above its foot."""
    from dataclasses import replace

    company = theme.template
    assert company is not None
    x, y, w, h = company.main.body
    low = replace(company.main, body=(x, y + h * (1 - share), w, h * share))
    kinds = {kind: low if layout.key == low.key else layout for kind, layout in company.kinds.items()}
    layouts = tuple(low if layout.key == low.key else layout for layout in company.layouts)
    return replace(theme, template=replace(company, kinds=kinds, layouts=layouts))


def test_words_for_which_an_opening_layout_has_no_place_go_to_the_notes_and_are_told(
    tmp_path: Path, built: Callable[[str, Theme], Outcome]
) -> None:
    template(tmp_path, "alder")
    said = '[template]\nfile = "alder.pptx"\n[template.layouts]\nsection = "Title Only"\n'
    outcome = built(DECK, load_theme(theme_of(tmp_path, said)))
    (told,) = [one for one in outcome.diagnostics if one.code == "L112"]
    assert told.severity == "note"
    assert told.message == "the layout 'Title Only' has no place for words below its title: they are in the notes"
    assert "Small commits" in pages(outcome)[1].notes


# ---- the look -------------------------------------------------------------------------------------------
def test_a_still_shows_what_the_template_draws(
    themes: dict[str, Theme], built: Callable[[str, Theme], Outcome]
) -> None:
    drawn = {name: page_svg(pages(built(HEAD + LIST, theme))[1], theme) for name, theme in themes.items()}
    assert all(words in drawn["alder"] for words in (">ALDER<", ">ACADEMY<", ">Internal<", "data:image/png;base64"))
    assert 'viewBox="0 0 720 540"' in drawn["square"]
    assert "linearGradient" in drawn["night"]
    assert "#FFB454D9" in drawn["night"]  # a moon that one sees through
    assert sheet_of(themes["square"]) == Box(0.0, 0.0, 10.0, 7.5)


def test_words_in_capitals_are_set_as_the_template_shows_them(
    tmp_path: Path, built: Callable[[str, Theme], Outcome]
) -> None:
    def capitals(deck: object) -> None:
        styles = deck.slide_master.element.find(qn("p:txStyles"))  # type: ignore[attr-defined]
        next(styles.iter(qn("a:defRPr"))).set("cap", "all")

    theme = load_theme(template(tmp_path, "alder", capitals))
    (title, *_) = pages(built(HEAD + LIST, theme))[1].items
    assert isinstance(title, TextBox)
    assert title.paragraphs[0].text == "COMMITS THAT OTHERS CAN READ"
