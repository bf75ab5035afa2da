"""The page of this course: all kinds of things, links that lead to rows, and a search that a keyboard is enough for."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from axe import looked_at
from needs import axe

from build.commands.course_items import course_page
from build.documents.model import LabLink
from build.documents.ways import CoursePlaces
from build.files.course import product
from build.files.wanted import Wanted
from build.findings.diagnostic import Span
from build.parse.source import specs_of
from build.render.html.page import PLACES


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


@axe
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_core_finds_nothing_and_all_can_be_read(page: Path, width: int) -> None:
    assert looked_at(page, width=width) == {"wide": False, "small": [], "violations": []}


@axe
def test_a_slash_goes_to_the_field_and_arrows_choose_what_enter_opens(page: Path) -> None:
    script = (
        "const key = (at, name) => at.dispatchEvent(new KeyboardEvent('keydown', {key: name, bubbles: true}));"
        "key(document.body, '/'); const field = document.activeElement; field.value = 'prefix cache';"
        "field.dispatchEvent(new Event('input')); key(field, 'ArrowDown');"
        "const chosen = document.getElementById(field.getAttribute('aria-activedescendant'));"
        "const lead = document.querySelector('.lead'); lead.style.fontSize = '9px';"
        "lead.textContent = [field.id, field.getAttribute('aria-expanded'), chosen.id].join(' ');"
        "key(field, 'Escape'); lead.textContent += ' ' + field.getAttribute('aria-expanded');"
    )
    (small,) = looked_at(page, width=1280, before=script)["small"]
    assert "find true hit-1 false" in small
