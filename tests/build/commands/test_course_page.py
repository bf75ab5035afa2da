"""The course's page: a row for each deck, film and lab, with its state; links that lead somewhere."""

from __future__ import annotations

import json
import os
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from english_left import english_in

from build.commands.course_page import refresh
from build.commands.deck import make_deck
from build.files.course import course_of
from build.files.wanted import Wanted
from engine.ledger import LEDGER

SPEC = """---
course: A <course> & more
footer: "A <course> & more · Part 1"
---
# {title}

## Slide 1: Title - {title}
Minutes: 3
Wisdom: "Begin."

## Slide 2: Animation - The <loop>
Type: animation
Animation Asset:
- `kv_cache_loop`
Wisdom: "Look."

## Slide 3: Practical - Try it
Hands-on Anchor: [Hands-on Anchor: {lab} | Asset: ch04/03_kv-cache/gpt_ch04.py | Objective: try it | Pre-req: None]
Wisdom: "Try."
"""


class Page(HTMLParser):
    """The rows' cells as text, and where links lead."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.links: list[str] = []
        self.feed(text.replace("<wbr>", ""))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self.rows[-1].append("")
        elif tag == "a" and not (given["href"] or "").startswith("#"):
            self.links.append(given["href"] or "")

    def handle_data(self, data: str) -> None:
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] = " ".join(f"{self.rows[-1][-1]} {data}".split())


@pytest.fixture
def specs(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / "a one.md", tmp_path / "two.md"]
    for number, path in enumerate(paths, 1):
        path.write_text(SPEC.format(title=f"Deck {number}", lab=f"LAB-0{number}"), encoding="utf-8")
    return paths


def read(dist: Path) -> Page:
    return Page((dist / "index.html").read_text(encoding="utf-8"))


def states(page: Page) -> list[tuple[str, str]]:
    return [(row[0], row[3]) for row in page.rows[1:]]


def test_what_was_not_made_says_what_makes_it(specs: list[Path], tmp_path: Path) -> None:
    refresh(specs, Wanted(dist=tmp_path / "dist"))
    page = read(tmp_path / "dist")
    assert states(page) == [("Deck", "Not built"), ("Film", "Not rendered"), ("Lab", "Not run here")] * 2
    assert page.rows[1] == ["Deck", "Deck 1 Part 1", "3 slides, 3 min", "Not built", "make deck DECK='a one'"]
    assert [row[4] for row in page.rows[2:4]] == ["make animations SCENE=kv_cache_loop", "make lab ID=LAB-01"]
    assert page.links == []


@pytest.mark.parametrize(
    ("language", "state"), [("de", "Nicht erstellt"), ("ar", "لم يُنشأ بعد"), ("zh-TW", "尚未產生")]
)
def test_the_page_speaks_the_language_of_its_first_deck(
    specs: list[Path], tmp_path: Path, language: str, state: str
) -> None:
    specs[0].write_text(specs[0].read_text().replace("---\n", f"---\nlanguage: {language}\n", 1))
    refresh(specs, Wanted(dist=tmp_path / "dist"))
    page = (tmp_path / "dist" / "index.html").read_text(encoding="utf-8")
    assert read(tmp_path / "dist").rows[1][3] == state
    assert english_in(page) == []
    assert ('dir="rtl"' in page.partition(">")[2].partition(">")[0]) == (language == "ar")


def test_a_deck_that_was_made_for_a_browser_alone_is_built(specs: list[Path], tmp_path: Path) -> None:
    dist = tmp_path / "dist"
    dist.mkdir()
    (dist / f"{specs[0].stem}.html").write_text("<!doctype html>")
    refresh(specs, Wanted(dist=dist))
    assert states(read(dist))[0] == ("Deck", "Built")
    assert len(read(dist).links) == 1


def test_what_was_made_is_linked_and_the_links_lead_there(specs: list[Path], tmp_path: Path) -> None:
    dist = tmp_path / "dist"
    wanted = Wanted(dist=dist)
    assert make_deck(specs[0], wanted) == 0
    for kind in ("pdf", "handout.pdf"):
        (dist / f"{specs[0].stem}.{kind}").write_bytes(b"%PDF")
    lab = dist / "labs" / "LAB-01"
    lab.mkdir(parents=True)
    (lab / "verdict.json").write_text(json.dumps({"day": "2026-11-29", "agrees": True, "verdict": "all agrees"}))
    refresh(specs, wanted)
    page = read(dist)
    assert states(page)[:3] == [("Deck", "Built"), ("Film", "Not rendered"), ("Lab", "Agrees · 29 Nov 2026")]
    assert len(page.links) == 4
    assert all((dist / unquote(link)).exists() for link in page.links)
    specs[0].write_text(specs[0].read_text().replace("Begin.", "Begin again."))
    (lab / "verdict.json").write_text(json.dumps({"day": "2026-11-30", "agrees": False, "verdict": "x"}))
    refresh(specs, wanted)
    assert states(read(dist))[0] == ("Deck", "Older than its sources")
    assert states(read(dist))[2] == ("Lab", "Not so here · 30 Nov 2026")


def test_the_page_is_written_anew_only_where_it_would_differ(specs: list[Path], tmp_path: Path) -> None:
    wanted = Wanted(dist=tmp_path / "dist")
    refresh(specs, wanted)
    page = tmp_path / "dist" / "index.html"
    page.write_text("mine")
    refresh(specs, wanted)
    assert page.read_text() == "mine"
    later = page.stat().st_mtime + 10
    os.utime(specs[1], (later, later))
    refresh(specs, wanted)
    assert "Deck 2" in page.read_text()


@pytest.mark.parametrize("verdict", ["", "[]", "{}", '{"day": 3, "agrees": true}', "\xff"])
def test_a_verdict_that_cannot_be_read_is_none(specs: list[Path], tmp_path: Path, verdict: str) -> None:
    lab = tmp_path / "dist" / "labs" / "LAB-01"
    lab.mkdir(parents=True)
    (lab / "verdict.json").write_bytes(verdict.encode("latin-1"))
    refresh(specs, Wanted(dist=tmp_path / "dist"))
    assert states(read(tmp_path / "dist"))[2] == ("Lab", "Not run here")


def test_a_page_that_cannot_be_written_is_told_in_a_line(
    specs: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "dist").write_text("in the way")
    refresh(specs, Wanted(dist=tmp_path / "dist"))
    assert capsys.readouterr().err.count("\n") == 1


def test_what_the_build_before_has_told_is_told_once(
    specs: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(path: str, *_: object) -> None:
        raise PermissionError(13, "Permission denied", path)

    (tmp_path / "faulty.toml").write_text("x = 1")
    refresh(specs, Wanted(dist=tmp_path / "dist", theme=tmp_path / "faulty.toml"))
    monkeypatch.setattr(os, "mkdir", refused)
    refresh(specs, Wanted(dist=tmp_path / "dist"))
    assert capsys.readouterr().err == ""


def test_the_page_of_the_course_itself_names_all_its_decks(tmp_path: Path) -> None:
    specs = sorted(path for path in (LEDGER.parents[1] / "deck_specs").glob("ch*.md"))
    refresh(specs, Wanted(dist=tmp_path / "dist"))
    text = (tmp_path / "dist" / "index.html").read_text(encoding="utf-8")
    assert sum(row[0] == "Deck" for row in read(tmp_path / "dist").rows[1:]) == len(specs)
    assert not re.search(r"""(?:src|href|url)\s*[=(]\s*["']?https?:""", text)  # nothing is fetched


def test_a_course_of_ones_own_is_up_to_date_however_its_deck_was_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
    (tmp_path / "a.svg").write_text(drawing, encoding="utf-8")
    spec = tmp_path / "deck.md"
    spec.write_text("---\ntitle: Tea\n---\n## A cup\n![A cup](a.svg)\n", encoding="utf-8")
    wanted = Wanted(course=course_of(spec))
    monkeypatch.chdir(tmp_path)
    assert make_deck(Path("deck.md"), wanted) == 0
    refresh([spec], wanted)
    assert states(read(tmp_path / "dist")) == [("Deck", "Built")]
    page = (tmp_path / "dist" / "index.html").read_text(encoding="utf-8")
    assert "<code>coursewright deck</code>" in page
    assert "facts recorded" not in page  # those of the product are none of its own
