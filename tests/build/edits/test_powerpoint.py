"""What PowerPoint writes otherwise when it only opens and saves."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

from lxml import etree
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Deck

OFFICE = "http://schemas.microsoft.com/office"
APP = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
CREATED = (
    '<a:ext xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'uri="{FF2B5EF4-FFF2-40B4-BE49-F238E27FC236}">'
    f'<a16:creationId xmlns:a16="{OFFICE}/drawing/2014/main" id="{{%08X-0000-4000-8000-000000000000}}"/></a:ext>'
)
STYLE = (
    '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    '<mc:Choice Requires="c14">'
    f'<c14:style xmlns:c14="{OFFICE}/drawing/2007/8/2/chart" val="102"/></mc:Choice><mc:Fallback>'
    '<c:style xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" val="2"/></mc:Fallback>'
    "</mc:AlternateContent>"
)
UNSHOWN = ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize")


def as_powerpoint_saves(deck: Deck) -> None:
    """What PowerPoint writes otherwise without changing anything that one sees."""
    for slide in deck.slides:
        root = slide._element
        for run in list(root.iter(qn("a:r"))):
            properties = run.get_or_add_rPr()
            properties.set("lang", "en-US")
            properties.set("dirty", "0")
            words = run.text
            if len(words) > 3:  # a misspelt word is a run of its own
                second = etree.fromstring(etree.tostring(run), run.getroottree().parser)
                run.text, second[-1].text = words[:3], words[3:]
                second[0].set("err", "1")
                run.addnext(second)
        for line in root.iter(qn("a:ln")):
            line.set("cmpd", "sng")
            line.set("algn", "ctr")
        for column in root.iter(qn("a:gridCol")):
            etree.SubElement(column, qn("a:extLst")).append(etree.fromstring(CREATED % 7))
        for shape in slide.shapes:
            if shape.has_chart:
                as_powerpoint_charts(shape.chart._chartSpace)
    for page in (*deck.slides, *(slide.notes_slide for slide in deck.slides), deck.slide_master, *deck.slide_layouts):
        for paragraph in page._element.iter(qn("a:p")):
            paragraph.get_or_add_endParaRPr().set("lang", "en-US")
        for i, named in enumerate(page._element.iter(qn("p:cNvPr"))):
            etree.SubElement(named, qn("a:extLst")).append(etree.fromstring(CREATED % i))
        etree.SubElement(page._element, qn("p:extLst"))
    for styles in (*deck.slide_master._element.iter(qn("p:bodyStyle")), *deck.element.iter(qn("p:defaultTextStyle"))):
        etree.SubElement(styles, qn("a:lvl6pPr"), marL="2286000", defTabSz="914400")
    deck.element.set("bookmarkIdSeed", "3")
    about = deck.core_properties
    about.last_modified_by, about.revision = "Somebody", 7


def as_powerpoint_charts(space: Any) -> None:
    """What it says of each chart though it is as ever."""
    space.chart.addprevious(etree.fromstring(STYLE))
    for deleted in space.iter(qn("c:delete")):
        deleted.set("val", deleted.get("val", "1"))
    for plot in space.chart.plotArea.iter(qn("c:barChart")):
        labels = plot.makeelement(qn("c:dLbls"))
        plot.find(qn("c:axId")).addprevious(labels)
        for name in UNSHOWN:
            etree.SubElement(labels, qn(f"c:{name}"), val="0")
        for series in plot.iter(qn("c:ser")):
            etree.SubElement(series, qn("c:extLst"))
    for scale in space.iter(qn("c:min"), qn("c:max"), qn("c:majorUnit")):
        scale.set("val", f"{float(scale.get('val')):.15g}")
    etree.SubElement(space.chart, qn("c:plotVisOnly"), val="1")


def rewritten(path: Path) -> None:
    """Give all XML of a deck other prefixes and its attributes in another order, and say that PowerPoint wrote it."""
    with zipfile.ZipFile(path) as deck:
        parts = {name: deck.read(name) for name in deck.namelist()}
    parts["docProps/app.xml"] = (
        f'<Properties xmlns="{APP}"><Application>Microsoft Office</Application></Properties>'.encode()
    )
    with zipfile.ZipFile(path, "w") as deck:
        for name, content in parts.items():
            own = not name.startswith(("ppt/", "docProps/")) or not name.endswith(".xml")
            deck.writestr(name, content if own else etree.tostring(_renamed(etree.fromstring(content), {})))


def _renamed(element: Any, prefixes: dict[str, str]) -> Any:
    for tag in (element.tag, *element.attrib):
        if tag[0] == "{" and not tag.startswith("{http://www.w3.org/XML"):
            prefixes.setdefault(tag[1:].partition("}")[0], f"n{len(prefixes)}")
    copy = etree.Element(element.tag, nsmap={prefix: uri for uri, prefix in prefixes.items()})
    for name, value in reversed(element.items()):
        copy.set(name, value)
    copy.text, copy.tail = element.text, element.tail
    copy.extend([_renamed(child, prefixes) for child in element if isinstance(child.tag, str)])
    return copy


def test_what_powerpoint_writes_otherwise_is_no_edit(bench: Any) -> None:
    edited = bench.edited(as_powerpoint_saves)
    rewritten(edited)
    assert b"n0:sld " in zipfile.ZipFile(edited).read("ppt/slides/slide1.xml")
    deck, report = bench.again(edited, cache="0.7 GB")
    assert report.lines == []
    assert "0.7 GB" in bench.shape(deck, 0, "claim").text_frame.text


def test_an_edit_is_found_among_what_powerpoint_writes_otherwise(bench: Any) -> None:
    def edit(deck: Deck) -> None:
        as_powerpoint_saves(deck)
        bench.shape(deck, 1, "rates").chart.value_axis.maximum_scale = 99

    edited = bench.edited(edit)
    rewritten(edited)
    deck, report = bench.again(edited)
    assert report.lines == ["slide 2, 'rates': your settings are kept"]
    assert bench.shape(deck, 1, "rates").chart.value_axis.maximum_scale == 99


def test_a_program_that_writes_every_shape_otherwise_is_told_once(bench: Any) -> None:
    def edit(deck: Deck) -> None:
        for slide in deck.slides:
            for named in slide._element.iter(qn("p:cNvPr")):
                named.set("title", "A shape")

    many = tuple(f"Part {i}" for i in range(20))
    _, report = bench.again(bench.edited(edit, before=many), before=many)
    assert report.lines == [
        "the deck: the program that saved it writes all otherwise: only words, places and looks of yours are kept"
    ]
