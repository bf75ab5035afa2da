"""SVG of somebody's: what could run, move or fetch is taken out, and that is said."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from drawn_pictures import svg
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from PIL import Image

from build.drawing.svg_file import MOVING, PAGE, SCRIPT, SHEET, clean_svg, drawn_small

PNG = "data:image/png;base64,iVBORw0KGgo="


@pytest.mark.parametrize(
    ("inside", "left_out"),
    [
        ("<script>alert(1)</script>", SCRIPT),
        ('<rect onload="alert(1)"/>', SCRIPT),
        ('<g><handler type="x"/></g>', SCRIPT),
        ("<rect><animate attributeName='x'/></rect>", MOVING),
        ("<rect><set attributeName='href' to='javascript:x'/></rect>", MOVING),
        ("<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>words</p></foreignObject>", PAGE),
        ("<style>@import 'http://a.example/x.css'; .a{fill:red}</style>", SHEET),
        ("<style>@im\\70ort 'http://a.example/x.css'; .a{fill:red}</style>", SHEET),
        ("<image href='photo.jpg'/>", "what it takes from photo.jpg"),
        ("<image xlink:href='http://a.example/p.png'/>", "what it takes from http://a.example/p.png"),
        ("<use href='icons.svg#leaf'/>", "what it takes from icons.svg#leaf"),
        ("<image href='data:image/svg+xml;base64,AA'/>", "something of the type image/svg+xml"),
        ("<image href='data:text/html,x'/>", "something of the type text/html"),
        ("<rect style='fill:url(http://a.example/p.svg#x)'/>", "what it takes from http://a.example/p.svg#x"),
        ("<rect fill='URL( \"http://a.example\" )'/>", "what it takes from http://a.example"),
        ("<rect style='fill:u\\72 l(//a.example)'/>", "what it takes from //a.example"),
    ],
)
def test_what_runs_or_leads_out_is_taken_out_and_told(inside: str, left_out: str) -> None:
    found = clean_svg(svg(f'<circle r="3"/>{inside}<path d="M0 0"/>'))
    assert found.left_out == (left_out,)
    words = found.data.decode().lower()
    assert not re.search(r"script|alert|onload|@import|a\.example|photo|icons|words|<set|animate|text/html", words)
    assert "<circle" in words
    assert "<path" in words
    assert clean_svg(found.data).left_out == ()


def test_what_only_stays_inside_is_kept() -> None:
    inside = (
        '<defs><linearGradient id="g"/></defs><style>.a{fill:url(#g)}</style><rect fill="url(#g)" class="a"/>'
        f'<use xlink:href="#g"/><image href="{PNG}"/><a href="http://a.example"><text>a link</text></a>'
    )
    found = clean_svg(svg(inside))
    assert found.left_out == ()
    words = found.data.decode()
    assert words.count("url(#g)") == 2
    assert PNG in words
    assert 'xlink:href="#g"' in words
    assert "a link" in words
    assert "http://a.example" not in words


def test_words_that_a_drawing_program_writes_twice_are_kept_once_and_not_told() -> None:
    found = clean_svg(svg("<switch><foreignObject><p>Leaf</p></foreignObject><text>Leaf</text></switch>"))
    assert found.left_out == ()
    assert found.data.count(b"Leaf") == 1


def test_what_draws_nothing_goes_without_a_word() -> None:
    inside = "<metadata><x:y xmlns:x='urn:x'/></metadata><!-- mine --><?php x?><n:v xmlns:n='urn:n'/>"
    found = clean_svg(b"<?xml version='1.0'?><?xml-stylesheet href='a.css'?><!DOCTYPE svg>" + svg(inside))
    assert found.left_out == ()
    assert not re.search(rb"urn:|mine|php|a\.css|DOCTYPE", found.data)


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('viewBox="0 0 40 30"', (40, 30)),
        ('viewBox="0,0,40,30" width="80"', (80, 60)),
        ('viewBox="0 0 40 30" height="60px"', (80, 60)),
        ('viewBox="-5 -5 40 30" width="100%" height="100%"', (40, 30)),
        ('width="1in" height="72pt"', (96, 96)),
        ('width="25.4mm" height="2.54cm" viewBox="0 0 1 1"', (96, 96)),
        ('width="1e2" height=".5"', (100, 0.5)),
    ],
)
def test_its_size_is_what_it_says(attributes: str, size: tuple[float, float]) -> None:
    found = clean_svg(f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}/>'.encode())
    assert (found.width, found.height) == pytest.approx(size)
    root = etree.fromstring(found.data)
    assert float(root.get("width", "")) == pytest.approx(size[0])
    assert root.get("viewBox")


@pytest.mark.parametrize(
    "attributes",
    ["", 'width="100%"', 'width="0" height="4"', 'viewBox="0 0 0 4"', 'viewBox="a"', 'width="1e9" height="1"'],
)
def test_one_without_a_size_is_no_picture(attributes: str) -> None:
    with pytest.raises(ValueError, match="how large"):
        clean_svg(f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}/>'.encode())


def test_entities_name_spaces_and_fill_no_memory() -> None:
    declared = b'<!DOCTYPE svg [<!ENTITY ns "http://www.w3.org/2000/svg"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    assert b"root:" not in clean_svg(declared + b'<svg xmlns="&ns;" width="4" height="3"><text>&f;</text></svg>').data
    grows = b'<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa">'
    grows += b"".join(b'<!ENTITY %c "%s">' % (name, b"&%c;" % (name - 1) * 10) for name in b"bcdefghij")
    with pytest.raises(ValueError, match="no XML"):
        clean_svg(grows + b']><svg xmlns="http://www.w3.org/2000/svg" width="4" height="3" id="&j;"/>')


def test_a_drawing_that_multiplies_is_not_drawn() -> None:
    levels = "".join(f'<g id="a{i + 1}">' + f'<use href="#a{i}"/>' * 10 + "</g>" for i in range(8))
    found = clean_svg(svg(f'<g id="a0"><path d="M0 0"/></g>{levels}<use href="#a8"/>'))
    with pytest.raises(ValueError, match="limit"):
        drawn_small(found.data, found.width, found.height)


@pytest.mark.parametrize("content", [b"<svg", b"<html/>", b"<svg width='4' height='3'/>", b"<a>&b;</a>"])
def test_what_is_no_svg_is_a_value_error(content: bytes) -> None:
    with pytest.raises(ValueError, match="it is no"):
        clean_svg(content)


@given(st.text(alphabet="ulr(\"')#@import \\72;:/ah", max_size=40))
def test_no_style_leads_out(css: str) -> None:
    root = etree.fromstring(svg("<rect/>"))
    root[0].set("style", f"fill:{css};stroke:url(http://a.example)")
    cleaned = clean_svg(etree.tostring(root))
    assert b"a.example" not in cleaned.data or not re.search(rb"url\([^)]*a\.example", cleaned.data)
    assert clean_svg(cleaned.data).data == cleaned.data


def test_one_of_any_shape_is_drawn_small() -> None:
    for size, pixels in (((1, 10_000), (1, 10_000)), ((10_000, 1), (64, 1)), ((3, 4), (48, 64))):
        found = clean_svg(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size[0]} {size[1]}"/>'.encode())
        with Image.open(BytesIO(drawn_small(found.data, found.width, found.height))) as drawn:
            assert drawn.size == pixels
