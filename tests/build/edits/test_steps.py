"""What appears click by click in a built deck that somebody has worked on."""

from __future__ import annotations

from typing import Any

from openxml_audit import OpenXmlValidator
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.presentation import Presentation as Deck
from pptx.util import Inches

CACHE, CHART = 0, 1
STEPS = (("claim#1",), ("claim#2", "card"), ("bars",))
FADE_IN = """
<p:timing {names}><p:tnLst><p:par><p:cTn id="1" dur="indefinite" restart="never" nodeType="tmRoot"><p:childTnLst>
<p:seq concurrent="1" nextAc="seek"><p:cTn id="2" dur="indefinite" nodeType="mainSeq"><p:childTnLst><p:par>
<p:cTn id="3" fill="hold"><p:stCondLst><p:cond delay="indefinite"/></p:stCondLst><p:childTnLst><p:par>
<p:cTn id="4" fill="hold"><p:stCondLst><p:cond delay="0"/></p:stCondLst><p:childTnLst><p:par>
<p:cTn id="5" presetID="10" presetClass="entr" presetSubtype="0" fill="hold" nodeType="clickEffect">
<p:stCondLst><p:cond delay="0"/></p:stCondLst><p:childTnLst><p:set><p:cBhvr><p:cTn id="6" dur="500" fill="hold"/>
<p:tgtEl><p:spTgt spid="{number}"/></p:tgtEl><p:attrNameLst><p:attrName>style.visibility</p:attrName></p:attrNameLst>
</p:cBhvr><p:to><p:strVal val="visible"/></p:to></p:set></p:childTnLst></p:cTn></p:par></p:childTnLst></p:cTn></p:par>
</p:childTnLst></p:cTn></p:par></p:childTnLst></p:cTn></p:seq></p:childTnLst></p:cTn></p:par></p:tnLst></p:timing>
"""


def animate(bench: Any, deck: Deck, slide: int, role: str) -> None:
    """What somebody lets appear in PowerPoint, in place of what was there."""
    root = deck.slides[slide]._element
    for timing in root.findall(qn("p:timing")):
        root.remove(timing)
    number = bench.shape(deck, slide, role).shape_id
    root.append(parse_xml(FADE_IN.strip().format(names=nsdecls("p"), number=number)))


def effects(deck: Deck, slide: int) -> list[str]:
    """When each effect comes, and of what."""
    root = deck.slides[slide]._element
    names = {shape.get("id"): shape.get("name").partition(" ")[2] for shape in root.iter(qn("p:cNvPr"))}
    timed = [timed for timed in root.iter(qn("p:cTn")) if timed.get("presetID")]
    return [
        f"{each.get('nodeType')} {names[next(each.iter(qn('p:spTgt'))).get('spid')]}"
        + "".join(f"#{int(part.get('st')) + 1}" for part in each.iter(qn("p:pRg")))
        for each in timed
    ]


AS_BUILT = ["clickEffect claim#1", "clickEffect claim#2", "withEffect card", "clickEffect bars"]


def test_steps_stay_where_somebody_has_changed_other_things(bench: Any) -> None:
    def edit(deck: Deck) -> None:
        bench.reword(deck)
        bench.shape(deck, CACHE, "card").left += Inches(1)
        deck.slides[CACHE].shapes.add_textbox(0, 0, Inches(1), Inches(1)).name = "Mine"

    deck, report = bench.again(bench.edited(edit, steps=STEPS), steps=STEPS, cache="0.7 GB", before=("Welcome",))
    assert effects(deck, CACHE + 1) == AS_BUILT
    assert not [line for line in report.lines if "animation" in line]


def test_an_animation_of_ones_own_survives_a_build_in_place_of_the_steps_and_beside_them(bench: Any) -> None:
    def edit(deck: Deck) -> None:
        animate(bench, deck, CACHE, "card")
        animate(bench, deck, CHART, "rates")

    deck, report = bench.again(bench.edited(edit, steps=STEPS), steps=STEPS, rate=30.0)
    assert effects(deck, CACHE) == ["clickEffect card"]
    assert effects(deck, CHART) == ["clickEffect rates"]
    assert report.lines == [f"slide {number}: your transition and animations are kept" for number in (1, 2)]


def test_steps_that_the_build_has_changed_win_over_ones_own_and_that_is_told(bench: Any) -> None:
    edited = bench.edited(lambda deck: animate(bench, deck, CACHE, "card"), steps=STEPS)
    deck, report = bench.again(edited, steps=STEPS[:1])
    assert effects(deck, CACHE) == AS_BUILT[:1]
    assert report.lines == ["slide 1: your animations are not kept: the shapes that move have changed"]


def test_steps_of_shapes_and_paragraphs_that_are_gone_go_too(bench: Any) -> None:
    def edit(deck: Deck) -> None:
        for role in ("bars", "claim"):
            element = bench.shape(deck, CACHE, role)._element
            element.getparent().remove(element)

    deck, _ = bench.again(bench.edited(edit, steps=STEPS), steps=STEPS)
    assert effects(deck, CACHE) == ["clickEffect card"]
    builds = [build.get("spid") for build in next(deck.slides[CACHE]._element.iter(qn("p:bldLst")))]
    assert builds == [str(bench.shape(deck, CACHE, "card").shape_id)]
    assert not list(OpenXmlValidator().validate(str(bench.folder / "merged.pptx")).errors)


def test_a_slide_whose_shapes_are_all_gone_moves_no_more(bench: Any) -> None:
    def edit(deck: Deck) -> None:
        element = bench.shape(deck, CACHE, "card")._element
        element.getparent().remove(element)

    deck, _ = bench.again(bench.edited(edit, steps=(("card",),)), steps=(("card",),))
    assert effects(deck, CACHE) == []
    assert not list(OpenXmlValidator().validate(str(bench.folder / "merged.pptx")).errors)
