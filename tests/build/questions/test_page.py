"""The page in a browser: answered there, it says what a wrong answer's mistake is, and remembers; and on paper."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import chromium
import pytest
from english_left import english_in
from tinyhtml5.parser import HTMLParser

from build.documents.pdf import pdf
from build.files.places import THEME
from build.questions.model import Bank
from build.questions.page import quiz_page, quiz_sheet
from build.spec.said import LANGUAGES, table
from build.theme.choose import load_theme

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LOOK = load_theme(THEME)
_SAY = """() => {
  const card = (id) => document.getElementById("q-" + id);
  const shown = (id) => [...card(id).querySelectorAll(".variant")].find((one) => !one.hidden);
  const type = (id, words) => {
    shown(id).querySelector("input[type=text]").value = words;
    shown(id).querySelector("form").requestSubmit();
  };
  const told = (id) => [...shown(id).querySelectorAll(".result")].filter((one) => !one.hidden)
    .map((one) => one.querySelector("h3").textContent.trim());
  const map = () => [...document.querySelectorAll(".map a")].map((one) => one.className);
  const said = {};
  ACTIONS
  return said;
}"""


@pytest.fixture(scope="module")
def url(bank: Bank, tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("quiz") / "quiz.html"
    file.write_text(quiz_page(bank, LOOK), encoding="utf-8")
    return file.as_uri()


def in_browser(browser: Browser, url: str, actions: str) -> dict[str, object]:
    """What a script says that runs behind the page's own."""
    with chromium.opened(browser, url) as page:
        said: dict[str, object] = page.evaluate(_SAY.replace("ACTIONS", actions))
        return said


@chromium.needed
def test_a_wrong_number_is_told_by_its_mistake_and_the_map_marks_it(browser: Browser, url: str) -> None:
    actions = """
    type("size", "many"); said.none = told("size"); said.before = map();
    type("size", "4,000 MB"); said.slip = told("size"); said.again = map()[0];
    type("size", "9"); said.other = told("size");
    type("size", "537"); said.right = told("size"); said.done = map()[0];
    """
    assert in_browser(browser, url, actions) == {
        "none": ["That is no number"],
        "before": [""] * 6,
        "slip": ["Heads that are not kept were counted"],
        "again": "again",
        "other": ["That is too small"],
        "right": ["Right"],
        "done": "right",
    }


@chromium.needed
def test_every_other_kind_can_be_answered(browser: Browser, url: str) -> None:
    actions = """
    const press = (id, button) => shown(id).querySelector(button).click();
    shown("phases").querySelector("textarea").value = "mine"; press("phases", ".reveal");
    said.model = !shown("phases").querySelector(".model").hidden;
    shown("phases").querySelectorAll(".had").forEach((one) => one.click()); said.open = map()[2];
    const row = (place) => shown("order").querySelector(`li[data-place="${place}"]`);
    const up = (place) => row(place).querySelector(".up").click();
    for (const place of [1, 2, 0]) for (let i = 0; i < 3; i++) up(place);
    press("order", ".check"); said.early = told("order");
    said.heard = shown("order").querySelector("[aria-live]").textContent;
    up(1); press("order", ".check"); said.order = told("order");
    shown("which").querySelector('input[value="2"]').click(); shown("which").querySelector("form").requestSubmit();
    said.which = told("which");
    const picks = [...shown("match").querySelectorAll("select")];
    picks.forEach((one, at) => { one.value = [1, 0, 2][at]; }); press("match", ".check"); said.pairs = told("match");
    picks.forEach((one, at) => { one.value = at; }); press("match", ".check"); said.match = told("match");
    said.map = map(); said.count = document.querySelector(".map .count").textContent;
    """
    assert in_browser(browser, url, actions) == {
        "model": True,
        "open": "right",
        "heard": "The prompt is cut: 1 of 3",
        "early": ["A token before its pass"],
        "order": ["Right"],
        "which": ["A phase that is none"],
        "pairs": ["First and next confused"],
        "match": ["Right"],
        "map": ["", "", "right", "right", "again", "right"],
        "count": "4 of 6 answered",
    }


@chromium.needed
def test_answers_stay_and_drawing_again_asks_with_other_numbers(browser: Browser, url: str) -> None:
    actions = """
    const stem = () => shown("grows").querySelector("h2").textContent;
    said.first = stem(); type("size", "537"); type("grows", "0.1"); said.before = map().slice(0, 2);
    document.getElementById("draw").click();
    said.second = stem(); said.after = map().slice(0, 2); said.kept = localStorage.length;
    document.getElementById("forget").click(); said.anew = map().slice(0, 2);
    """
    assert in_browser(browser, url, actions) == {
        "first": "How large is the cache of GQA at 1,024 tokens?",
        "before": ["right", "right"],
        "second": "How large is the cache of GQA at 4,096 tokens?",
        "after": ["right", ""],
        "kept": 1,
        "anew": ["", ""],
    }


def test_the_page_fetches_nothing_and_names_every_field(bank: Bank) -> None:
    page = quiz_page(bank, LOOK)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'<label[^>]* for="([^"]+)"', page)) <= set(ids)


def test_page_and_sheet_are_valid_html(bank: Bank) -> None:
    for page in (quiz_page(bank, LOOK), quiz_sheet(bank, LOOK, answers=True)):
        parser = HTMLParser()
        parser.parse(page)
        assert parser.errors == []


_ALL_ANSWERED = """() => {
const shown = (one) => one.querySelector(".variant:not([hidden])");
document.querySelectorAll(".question").forEach((card) => {
  const variant = shown(card), field = variant.querySelector("input[type=text]"), form = variant.querySelector("form");
  if (field) field.value = "4000";
  const option = variant.querySelector("input[value='1']");
  if (option) option.checked = true;
  variant.querySelectorAll("select").forEach((one, at) => { one.value = [1, 0, 2][at]; });
  if (form) form.requestSubmit();
  variant.querySelectorAll(".check, .reveal, .had, .solve").forEach((one) => one.click());
});
}"""


@chromium.needed
def test_everybody_can_read_it_fresh_and_answered_at_a_desk_and_on_a_phone(browser: Browser, url: str) -> None:
    with chromium.opened(browser, url) as page:
        assert chromium.unreadable(page, 1280, 390) == []
        page.evaluate(_ALL_ANSWERED)
        assert chromium.unreadable(page, 1280, 390) == []


@pytest.mark.parametrize("answers", [False, True])
def test_a_sheet_has_the_answers_only_where_they_are_asked_for(bank: Bank, answers: bool) -> None:
    pdfium = pytest.importorskip("pypdfium2")
    document = pdfium.PdfDocument(pdf(quiz_sheet(bank, LOOK, answers=answers, day="Facts of 1 Jan 2026")))
    pages = [page.get_textpage().get_text_range() for page in document]
    assert "How large is the cache of GQA at 1,024 tokens?" in " ".join(pages[0].split())
    assert ("536.9 MB" in "".join(pages)) is answers
    assert "536.9 MB" not in pages[0]
    assert "Facts of 1 Jan 2026 · page 1 of" in pages[0]


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_a_quiz_says_what_it_says_by_itself_in_its_language(bank: Bank, language: str) -> None:
    own, said = replace(bank, language=language), table(language)
    page, sheet = quiz_page(own, LOOK), quiz_sheet(own, LOOK, answers=True, day=said.facts_of.format("1"))
    assert english_in(page) == english_in(sheet) == []
    assert said.kinds.split("|")[2] in page
    assert said.number_them in sheet
    assert english_in(quiz_page(bank, LOOK)) != []
