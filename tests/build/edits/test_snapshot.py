from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Deck

from build.deck_file.package import DeckPackage
from build.deck_file.read import Reader, look_of
from build.deck_file.snapshot import Item, Paragraph, Place, Run, Slide, Snapshot, Writer, loads
from build.deck_file.snapshot_part import find_snapshot

texts = st.text(max_size=4)
bodies = st.lists(
    st.builds(Paragraph, st.lists(st.builds(Run, texts, texts), max_size=2).map(tuple), texts), max_size=2
).map(tuple)
places = st.none() | st.builds(Place, *[st.integers()] * 4, texts)
items = st.builds(Item, texts, texts, texts, places, texts, texts, texts, st.lists(bodies, max_size=2).map(tuple))
slides = st.builds(
    Slide, texts, texts, texts, st.booleans(), texts, texts, bodies, st.lists(items, max_size=2).map(tuple)
)


@given(st.builds(Snapshot, texts, st.lists(slides, max_size=2)))
def test_a_snapshot_comes_back_from_its_text(snapshot: Snapshot) -> None:
    writer = Writer()
    for slide in snapshot.slides:
        writer.add(slide)
    assert loads(writer.text(snapshot.look)) == snapshot


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format":0}', '{"format":1,"look":"","texts":[],"slides":[[]]}'])
def test_any_other_text_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        loads(text)


def test_a_deck_carries_what_one_reads_of_it(bench: Any) -> None:
    package = DeckPackage.open(str(bench.built()))
    deck = package.presentation_part.presentation
    reader = Reader()
    assert find_snapshot(package) == Snapshot(look_of(deck), [reader.slide(slide.part) for slide in deck.slides])


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


def test_a_deck_without_a_snapshot_has_none(bench: Any) -> None:
    plain = bench.folder / "plain.pptx"
    Presentation().save(str(plain))
    assert find_snapshot(DeckPackage.open(str(plain))) is None
