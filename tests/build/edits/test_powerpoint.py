"""What PowerPoint writes otherwise when it only opens and saves."""

from __future__ import annotations

from typing import Any

from lxml import etree
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Deck


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
        for paragraph in root.iter(qn("a:p")):
            paragraph.get_or_add_endParaRPr().set("lang", "en-US")
        for named in root.iter(qn("p:cNvPr")):
            etree.SubElement(named, qn("a:extLst"))
        for line in root.iter(qn("a:ln")):
            line.set("cmpd", "sng")
            line.set("algn", "ctr")


def test_what_powerpoint_writes_otherwise_is_no_edit(bench: Any) -> None:
    deck, report = bench.again(bench.edited(as_powerpoint_saves), cache="0.7 GB")
    assert report.lines == []
    assert "0.7 GB" in bench.shape(deck, 0, "claim").text_frame.text
