"""Edits of what no merge brings over piece by piece: each is kept or told with its place, and none is lost in silence.

They are made in the XML, as a program writes it: what it looks for, and what stands there then.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from lxml import etree
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.presentation import Presentation as Deck

from build.edits.merge_deck import DeckMerge

SLIDE, CHARTED, CHART, NOTES, DECK, MASTER, LAYOUT = (
    f"ppt/{name}.xml"
    for name in (
        "slides/slide1", "slides/slide2", "charts/chart1", "notesSlides/notesSlide1", "presentation",
        "slideMasters/slideMaster1", "slideLayouts/slideLayout2",
    )
)  # fmt: skip
SHEET, THEME = "ppt/embeddings/Microsoft_Excel_Sheet1.xlsx", "ppt/theme/theme1.xml"
CARD = 'name="s01 card"/><p:cNvSpPr/>'
CARD_LINE = '<a:ln><a:noFill/></a:ln></p:spPr><p:txBody><a:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" '
CARD_LINE += 'rtlCol="0" anchor="ctr">'
LAST_RUN = "</a:solidFill></a:rPr><a:t>And it stays so."
LAST_PARAGRAPH = '</a:lnSpc></a:pPr><a:r><a:rPr lang="en-GB" sz="1600"><a:solidFill><a:schemeClr val="tx1"/>' + LAST_RUN
HAND = "https://example.org/hand"
DECORATIVE = (
    '<a:extLst><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative '
    'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>'
)
COLORS = " ".join(f'accent{i}="accent{i}"' for i in range(1, 7)) + ' hlink="hlink" folHlink="folHlink"'
MAP = f'<a:overrideClrMapping bg1="dk1" tx1="lt1" bg2="dk2" tx2="lt2" {COLORS}/>'
SHOW = '<p:custShow name="Short" id="0"><p:sldLst><p:sld r:id="rId7"/></p:sldLst></p:custShow>'
DEFAULT = "<a:spDef><a:spPr><a:noFill/></a:spPr><a:bodyPr/><a:lstStyle/></a:spDef>"
DRAWN = (
    '<p:sp><p:nvSpPr><p:cNvPr id="5" name="Mine"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/>'
    "<a:p><a:r><a:t>On the notes</a:t></a:r></a:p></p:txBody></p:sp></p:spTree>"
)

SETTINGS, MOVING, MOVES = ": your settings are kept", "slide 1:", " your transition and animations are kept"
STEADY = ("slide 2, 'photo'", "slide 1, 'bars'", "slide 1", MOVING)  # what a build has not changed when its facts have

# where it is told, the part, what stands there, and what somebody has made of it
KEPT = [
    ("slide 2, 'rates'", CHART, '<c:max val="100.0"/>', '<c:max val="99"/>'),
    ("slide 2, 'rates'", CHART, '<c:min val="0.0"/>', ""),
    ("slide 2, 'rates'", CHART, "</c:majorGridlines>", "</c:majorGridlines><c:minorGridlines/>"),
    ("slide 2, 'rates'", CHART, '<c:gapWidth val="28"/>', '<c:gapWidth val="333"/>'),
    ("slide 2, 'rates'", CHART, '<a:defRPr sz="1400" b="0">', '<a:defRPr sz="3300" b="0">'),
    ("slide 2, 'rates'", CHART, '<c:barDir val="bar"/>', '<c:barDir val="col"/>'),
    ("slide 2, 'rates'", CHART, 'formatCode="General" sourceLinked="0"', 'formatCode="0.0" sourceLinked="0"'),
    ("slide 2, 'rates'", CHART, '<c:tickLblPos val="low"/>', '<c:tickLblPos val="high"/>'),
    ("slide 2, 'rates'", CHART, '<c:delete val="0"/>', '<c:delete val="1"/>'),
    ("slide 2, 'rates'", CHART, '<c:crosses val="max"/>', '<c:crosses val="min"/>'),
    (
        "slide 2, 'rates'",
        CHART,
        '<c:gapWidth val="28"/>',
        '<c:dLbls><c:showVal val="1"/></c:dLbls><c:gapWidth val="28"/>',
    ),
    ("slide 2, 'rates'", CHART, '<c:x val="0.15470"/>', '<c:x val="0.25"/>'),
    ("slide 2, 'table'", CHARTED, '<a:tblPr firstRow="1">', '<a:tblPr firstRow="1" bandRow="1" lastCol="1">'),
    ("slide 2, 'table'", CHARTED, "{2D5ABB26-0587-4C30-8999-92F81FD0307C}", "{5C22544A-7EE6-4342-B048-85BDC9FD1C3A}"),
    ("slide 2, 'table'", CHARTED, '<a:tcPr marL="91440"', '<a:tcPr marL="777777"'),
    ("slide 2, 'table'", CHARTED, '<a:tcPr marL="91440"', '<a:tcPr vert="vert270" marL="91440"'),
    ("slide 2, 'table'", CHARTED, "<a:tc>", '<a:tc rowSpan="2">'),
    ("slide 2, 'photo'", CHARTED, '<a:blip r:embed="rId3"/>', '<a:blip r:embed="rId3"><a:grayscl/></a:blip>'),
    ("slide 2, 'photo'", CHARTED, 'noChangeAspect="1"', 'noChangeAspect="1" noCrop="1"'),
    ("slide 1, 'card'", SLIDE, CARD_LINE, CARD_LINE.replace("</p:spPr>", '<a:sp3d extrusionH="76543"/></p:spPr>')),
    ("slide 1, 'card'", SLIDE, CARD, CARD.replace("<p:cNvSpPr/>", '<p:cNvSpPr><a:spLocks noMove="1"/></p:cNvSpPr>')),
    ("slide 1, 'card'", SLIDE, CARD, CARD.replace("/>", ' title="My title"/>', 1)),
    ("slide 1, 'card'", SLIDE, CARD, CARD.replace("/>", f">{DECORATIVE}</p:cNvPr>", 1)),
    (
        "slide 1, 'bars'",
        SLIDE,
        "</a:xfrm></p:grpSpPr>",
        '</a:xfrm><a:effectLst><a:glow rad="9"/></a:effectLst></p:grpSpPr>',
    ),
    ("slide 1, 'claim'", SLIDE, LAST_RUN, LAST_RUN.replace("</a:rPr>", '<a:ea typeface="MS Gothic"/></a:rPr>')),
    (
        "slide 1, 'claim'",
        SLIDE,
        LAST_PARAGRAPH,
        LAST_PARAGRAPH.replace("</a:lnSpc>", '</a:lnSpc><a:tabLst><a:tab pos="9"/></a:tabLst>'),
    ),
    ("slide 1", SLIDE, '"><p:cSld', '" showMasterSp="0"><p:cSld'),
    (MOVING, SLIDE, '<p:transition spd="fast">', '<p:transition spd="slow">'),
    ("slide 1", SLIDE, "<a:masterClrMapping/>", MAP),
    ("slide 1, notes", NOTES, '<a:rPr lang="en-GB"/>', '<a:rPr lang="en-GB" sz="3100" b="1"/>'),
    ("slide 1, notes", NOTES, "</p:spTree>", DRAWN),
    (
        "slide 1, notes",
        NOTES,
        "<p:spPr/>",
        '<p:spPr><a:xfrm><a:off x="9" y="9"/><a:ext cx="9" cy="9"/></a:xfrm></p:spPr>',
    ),
]
TOLD = [
    ("master", MASTER, 'sz="3800"', 'sz="6600"'),
    ("master", MASTER, "<p:bg><p:bgPr>", '<p:bg><p:bgPr shadeToTitle="1">'),
    ("layout 'standard'", LAYOUT, "<a:t>Title", "<a:t>Mine: Title"),
    ("layout 'standard'", LAYOUT, "<p:spTree>", '<p:bg><p:bgRef idx="1001"/></p:bg><p:spTree>'),
    ("theme", THEME, '<a:latin typeface="', '<a:latin typeface="My '),
    ("theme's effects", THEME, '<a:fmtScheme name="', '<a:fmtScheme name="My '),
    ("default shapes", THEME, "<a:objectDefaults/>", f"<a:objectDefaults>{DEFAULT}</a:objectDefaults>"),
    ("fonts of other scripts", THEME, '<a:ea typeface=""', '<a:ea typeface="MS Gothic"'),
    ("sections", DECK, 'name="Hour 1"', 'name="My hour"'),
    ("custom shows", DECK, "<p:defaultTextStyle>", f"<p:custShowLst>{SHOW}</p:custShowLst><p:defaultTextStyle>"),
    ("size", DECK, 'cx="12192000"', 'cx="9144000"'),
    ("settings", DECK, "<p:defaultTextStyle>", '<p:modifyVerifier cryptProviderType="x"/><p:defaultTextStyle>'),
    ("way to be shown", "ppt/presProps.xml", "<p:extLst>", '<p:showPr loop="1"><p:kiosk/></p:showPr><p:extLst>'),
]
PROPERTIES = ("title", "author", "subject", "keywords", "comments", "category")


def rewrite(deck: Path, *changes: tuple[str, str, str]) -> Path:
    """Let parts of a deck have something else in one place; at the end where nothing is to be replaced."""
    with zipfile.ZipFile(deck) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for part, old, new in changes:
        assert old.encode() in parts[part]
        parts[part] = parts[part].replace(old.encode(), new.encode(), 1) if old else parts[part] + new.encode()
    edited = deck.with_name("edited.pptx")
    with zipfile.ZipFile(edited, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return edited


def merged(fresh: Path, edited: Path) -> tuple[list[str], str]:
    """What is told of a merge, and all that the merged deck holds."""
    out = fresh.with_name("merged.pptx")
    merge = DeckMerge(fresh, edited)
    merge.save(out)
    with zipfile.ZipFile(out) as archive:
        return merge.report.lines, " ".join(archive.read(name).decode("latin-1") for name in archive.namelist())


def rounds() -> Iterator[list[tuple[str, str, str, str]]]:
    """All that is kept, as few merges as there are edits of one thing."""
    by_place: dict[str, list[tuple[str, str, str, str]]] = {}
    for row in KEPT:
        by_place.setdefault(row[0], []).append(row)
    for rows in zip_longest(*by_place.values()):
        yield [row for row in rows if row]


def test_what_the_build_has_not_changed_is_kept_as_they_have_it(bench: Any) -> None:
    fresh = bench.built()
    for rows in rounds():
        lines, text = merged(fresh, rewrite(fresh, *(row[1:] for row in rows)))
        assert sorted(lines) == sorted(f"{where}{MOVES if where == MOVING else SETTINGS}" for where, *_ in rows)
        assert [new for *_, new in rows if new not in text] == []
        assert DeckMerge(fresh, fresh.with_name("merged.pptx")).report.lines == lines


def test_where_the_build_has_changed_the_same_it_is_told(bench: Any) -> None:
    built = bench.built("built.pptx")
    changes = {"cache": "0.7 GB", "rate": 30.0, "fill": "gold", "note": "Say more.", "rows": (("a", "b"), ("c", "d"))}
    fresh = bench.built(**changes)
    for rows in rounds():
        lines, text = merged(fresh, rewrite(built, *(row[1:] for row in rows)))
        for where, _, _, new in rows:
            if where in STEADY:
                assert (f"{where}{MOVES if where == MOVING else SETTINGS}" in lines, new in text) == (True, True)
            else:
                assert f"{where}: some of your settings are not kept" in lines
        assert DeckMerge(fresh, fresh.with_name("merged.pptx")).report.lost == []  # it is told once


def test_what_is_outside_of_the_slides_is_told_by_its_name(bench: Any) -> None:
    fresh = bench.built()
    for name, *change in TOLD:
        lines, _ = merged(fresh, rewrite(fresh, (change[0], change[1], change[2])))
        assert lines == [f"the deck: what you changed of its {name} is not kept"]
        assert DeckMerge(fresh, fresh.with_name("merged.pptx")).report.lines == []


def test_a_sheet_that_somebody_wrote_in_goes_with_its_chart(bench: Any) -> None:
    fresh = bench.built()
    lines, text = merged(fresh, rewrite(fresh, (SHEET, "", "A note")))
    assert lines == ["slide 2, 'rates': your settings are kept"]
    assert "A note" in text


def test_a_new_name_of_a_shape_is_told(bench: Any) -> None:
    fresh = bench.built()
    lines, _ = merged(fresh, rewrite(fresh, (SLIDE, 'name="s01 card"', 'name="My card"')))
    assert lines == ["slide 1, 'card': your name of it, 'My card', is not kept"]


def test_what_a_deck_says_of_itself_stays(bench: Any) -> None:
    def edit(deck: Deck) -> None:
        for name in PROPERTIES:
            setattr(deck.core_properties, name, f"My {name}")

    deck, report = bench.again(bench.edited(edit))
    assert report.kept == [f"the deck: what you wrote as its {name} is kept" for name in PROPERTIES]
    assert not report.lost
    assert [getattr(deck.core_properties, name) for name in PROPERTIES] == [f"My {name}" for name in PROPERTIES]


def test_properties_of_their_own_and_a_label_stay_with_the_file(bench: Any) -> None:
    kinds = {
        RT.CUSTOM_PROPERTIES: "/docProps/custom.xml",
        "http://schemas.microsoft.com/office/2020/02/relationships/classificationlabels": "/docMetadata/LabelInfo.xml",
    }

    def edit(deck: Deck) -> None:
        package = deck.part.package
        for kind, name in kinds.items():
            package.relate_to(Part(PackURI(name), "application/xml", package, b"<mine/>"), kind)

    deck, report = bench.again(bench.edited(edit))
    assert report.lines == ["the deck: its custom properties are kept", "the deck: its sensitivity label is kept"]
    assert [deck.part.package.part_related_by(kind).partname for kind in kinds] == list(kinds.values())


def test_a_deck_of_an_older_build_is_not_said_to_be_edited(bench: Any) -> None:
    """Its snapshot says nothing of what is compared as a whole, and this build may write that otherwise."""
    built = bench.built()
    root = etree.fromstring(zipfile.ZipFile(built).read("customXml/item1.xml"))
    snapshot = json.loads(root.text)
    told = escape(root.text)
    del snapshot["besides 1"]
    older = rewrite(built, ("customXml/item1.xml", told, escape(json.dumps(snapshot))))
    older.rename(older := older.with_name("older.pptx"))
    for part, old, new in (
        (SLIDE, "A card", "A card"),
        (CHART, 'val="28"', 'val="29"'),
        (MASTER, 'sz="3800"', 'sz="3900"'),
        (NOTES, "<p:spPr/>", ""),
    ):
        assert merged(built, rewrite(older, (part, old, new)))[0] == []
    words = rewrite(older, (SLIDE, "A card", "My card"))
    assert merged(built, words)[0] == ["slide 1, 'card': your words are kept"]
