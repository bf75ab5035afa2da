"""The page of this course: all kinds of things, links that lead to rows, and a search that a keyboard is enough for."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import chromium
import pytest

from build.commands.course_items import course_page
from build.documents.model import LabLink
from build.documents.ways import CoursePlaces
from build.files.course import product
from build.files.wanted import Wanted
from build.findings.diagnostic import Span
from build.parse.source import specs_of
from build.render.html.page import PLACES

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    course = product()
    file = tmp_path_factory.mktemp("course") / "index.html"
    file.write_text(course_page(specs_of(course), Wanted(course=course, dist=file.parent)), encoding="utf-8")
    return file


def test_every_document_of_the_course_has_a_row_and_a_place_in_the_order(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    kinds = re.findall(r'data-kind="(\w+)"', text)
    assert kinds == ["deck", "guide", "quiz", "film", "lab", "packet"]
    for spec in specs_of(product(), None):
        assert re.search(rf'<tr class="\w+" id="\w+-{spec.stem}">', text), spec.stem
        assert re.search(rf'<li style=[^>]*>.*?href="#\w+-{spec.stem}"', text), spec.stem


def test_what_is_found_leads_to_a_row_or_to_a_page_of_the_course(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    found = re.search(r'<script type="application/json" id="index">(.*?)</script>', text, re.DOTALL)
    assert found
    entries, ids = json.loads(found[1]), set(re.findall(r'id="([^"]+)"', text))
    assert {entry[0] for entry in entries} == {"slide", "lab", "guide", "question", "fact"}
    pages = {f"{spec.stem}.html" for kind in ("guide", "quiz") for spec in specs_of(product(), kind)}
    for _, words, where, href, _ in entries:
        assert words, where
        assert href.removeprefix("#") in ids if href.startswith("#") else href.partition("#")[0] in pages, href


def test_every_lab_that_a_guide_or_a_quiz_may_lead_to_has_a_row(page: Path) -> None:
    places = CoursePlaces(product())
    ids = set(re.findall(r'id="([^"]+)"', page.read_text(encoding="utf-8")))
    ways = [places.way(LabLink(anchor=lab, span=Span())) for lab in places.labs]
    assert len(ways) >= 20
    assert {way.href.removeprefix("index.html#") for way in ways} <= ids


def test_the_places_at_the_head_of_every_page_are_there(page: Path) -> None:
    ids = set(re.findall(r'id="([^"]+)"', page.read_text(encoding="utf-8")))
    assert {place.href.removeprefix("index.html#") for place in PLACES if "#" in place.href} <= ids


@chromium.needed
def test_everybody_can_read_it_and_a_keyboard_is_enough_for_the_search(browser: Browser, page: Path) -> None:
    with chromium.opened(browser, page.as_uri()) as shown:
        assert chromium.unreadable(shown, 1280, 390) == []
        shown.keyboard.press("/")
        field = shown.locator("#find")
        assert field.evaluate("one => one === document.activeElement")
        shown.keyboard.type("prefix cache")
        shown.keyboard.press("ArrowDown")
        assert field.get_attribute("aria-expanded") == "true"
        assert field.get_attribute("aria-activedescendant") == "hit-1"
        assert shown.locator("#hit-1").is_visible()
        shown.keyboard.press("Escape")
        assert field.get_attribute("aria-expanded") == "false"
