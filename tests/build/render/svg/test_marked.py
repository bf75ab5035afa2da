"""Pages as SVG for a browser: names, clicks, facts and links, and nothing that reads aloud or meets another page's."""

from __future__ import annotations

import re
from base64 import b64decode
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

from PIL import Image

from build.drawing.page import Book, Box, FactSpan, Gradient, Page, Paragraph, Picture, Run, Shape, TextBox, TextStyle
from build.render.svg.page import page_svg
from build.theme.tokens import Theme

STYLE, HERE = TextStyle(18), Box(1, 1, 6, 1)


def a_page(*items: Picture | TextBox | Shape) -> Page:
    return Page(number=3, id="s03", title="", layout="standard", section="", items=items, notes="")


def a_line(*runs: Run, role: str = "text") -> TextBox:
    return TextBox(name=f"s03 {role}", box=HERE, paragraphs=(Paragraph(runs=runs, line=20),))


def test_every_item_has_its_name_and_the_click_at_which_it_appears(theme: Theme) -> None:
    items = [a_line(Run(role, STYLE), role=role) for role in ("title", "first", "second", "with it")]
    page = replace(a_page(*items), steps=(("s03 first",), ("s03 second", "s03 with it")))
    drawn = ElementTree.fromstring(page_svg(page, theme, marked=True))
    marks = [(group.get("data-name"), group.get("data-step")) for group in drawn.iter("g")]
    assert marks == [("s03 title", None), ("s03 first", "1"), ("s03 second", "2"), ("s03 with it", "2")]


def test_a_paragraph_that_appears_at_a_click_is_a_group_with_its_bullet(theme: Theme) -> None:
    paragraphs = tuple(Paragraph(runs=(Run(word, STYLE),), line=20, bullet="diamond", indent=0.2) for word in "abc")
    text = TextBox(name="s03 list", box=HERE, paragraphs=paragraphs)
    page = replace(a_page(text), steps=(("s03 list#2",), ("s03 list#3",)))
    drawn = ElementTree.fromstring(page_svg(page, theme, marked=True))
    whole = drawn.find("g[@data-name='s03 list']")
    assert whole is not None
    assert [(part.tag, part.get("data-step")) for part in whole if part.tag == "g"] == [("g", "1"), ("g", "2")]
    assert [["".join(each.itertext()) for each in part.iter("text")] for part in whole.iter("g")] == [
        ["a", "b", "c"], ["b"], ["c"],
    ]  # fmt: skip
    assert len(list(whole.iter("polygon"))) == 3
    assert "data-step" not in page_svg(page, theme)


def test_every_number_says_which_fact_it_shows(theme: Theme) -> None:
    facts = (FactSpan("decode_cache.speedup", 0, 3), FactSpan("gqa.count", 13, 14))
    svg = page_svg(a_page(a_line(Run("11× as fast <8 sets", STYLE, facts=facts))), theme, marked=True)
    assert (
        '<tspan data-fact="decode_cache.speedup">11×</tspan> as fast &lt;'
        '<tspan data-fact="gqa.count">8</tspan> sets</text>'
    ) in svg
    assert "tspan" not in page_svg(a_page(a_line(Run("11× as fast", STYLE, facts=facts[:1]))), theme)


def test_links_lead_somewhere_and_are_passed_over_by_the_keyboard(theme: Theme) -> None:
    lines = [a_line(Run("here", STYLE, href=href)) for href in ("https://example.org/?a=1&b=2", "#7")]
    svg = page_svg(a_page(*lines), theme, marked=True)
    assert re.findall("<a [^>]*>", svg) == [
        '<a href="https://example.org/?a=1&amp;b=2" target="_blank" tabindex="-1">', '<a href="#7" tabindex="-1">'
    ]  # fmt: skip
    assert "<a " not in page_svg(a_page(*lines), theme)


def test_what_two_pages_refer_to_has_two_names(theme: Theme) -> None:
    card = Shape(name="s03 card", box=HERE, fill=Gradient("navy", "gold"))
    first = page_svg(a_page(card), theme, marked=True)
    second = page_svg(replace(a_page(card), id="s04"), theme, marked=True)
    ids = [set(re.findall(' id="([^"]*)"', svg)) for svg in (first, second)]
    assert all(ids)
    assert not ids[0] & ids[1]
    assert set(re.findall(r"url\(#([^)]*)\)", first)) == ids[0]


def test_a_picture_is_packed_without_a_pixel_that_differs(theme: Theme, tmp_path: Path) -> None:
    file = tmp_path / "waves.png"
    waves = Image.linear_gradient("L").resize((320, 200)).convert("RGBA")
    waves.putpixel((3, 3), (10, 20, 30, 0))
    waves.save(file)
    page = a_page(Picture(name="s03 picture", alt="Waves", box=HERE, path=str(file)))
    assert "data:image/png;base64," in page_svg(page, theme)
    (packed,) = re.findall(r'href="data:image/webp;base64,([^"]*)"', page_svg(page, theme, marked=True))
    assert Image.open(BytesIO(b64decode(packed))).convert("RGBA").tobytes() == waves.tobytes()


def test_it_is_seen_alone(theme: Theme, book: Book) -> None:
    svg = page_svg(book.pages[1], theme, marked=True)
    assert svg.startswith('<svg viewBox="0 0 960 540" ')
    assert ' aria-hidden="true" focusable="false">' in svg
    assert not re.search("<title|<style|aria-label|role=", svg)
