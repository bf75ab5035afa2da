"""A company's template as a theme: what is read of it, which colours follow from it, and which cannot carry slides."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from company_templates import LOOKS, scheme, solid, template
from lxml import etree
from PIL import Image
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Inches
from theme_files import theme_of

from build.files.places import THEME
from build.files.wanted import Wanted
from build.theme.choose import load_theme
from build.theme.contrast import contrast, pairs_that_fail
from build.theme.template import Template
from build.theme.template_area import free_of
from build.theme.template_color import Palette
from build.theme.tokens import Theme, ThemeError, mixed


@pytest.fixture(scope="module")
def themes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Theme]:
    folder = tmp_path_factory.mktemp("templates")
    return {name: load_theme(template(folder, name)) for name in LOOKS}


def read(theme: Theme) -> Template:
    assert theme.template is not None
    return theme.template


def test_the_pages_size_and_fonts_are_the_templates(themes: dict[str, Theme]) -> None:
    sizes = {name: tuple(round(side, 3) for side in read(theme).size) for name, theme in themes.items()}
    assert sizes == {"alder": (13.333, 7.5), "night": (13.333, 7.5), "square": (10.0, 7.5)}
    fonts = {name: (theme.fonts.display.twin, theme.fonts.body.twin) for name, theme in themes.items()}
    assert fonts == {"alder": ("Carlito",) * 2, "night": ("Caladea", "Carlito"), "square": ("Caladea",) * 2}
    assert themes["alder"].fonts.mono == load_theme(THEME).fonts.mono


def test_kinds_of_slides_have_the_layouts_that_their_placeholders_make_them_fit_for(themes: dict[str, Theme]) -> None:
    kinds = {kind: layout.name for kind, layout in read(themes["night"]).kinds.items()}
    assert kinds == {
        "content": "Title and Content", "title": "Title Slide", "section": "Section Header", "columns": "Two Content",
        "quote": "Title Only", "statement": "Title Only",
    }  # fmt: skip
    assert read(themes["night"]).layout_of("table").name == "Title and Content"


def test_a_place_has_the_look_that_layout_master_and_theme_give_it_together(themes: dict[str, Theme]) -> None:
    places = read(themes["alder"]).main.places
    title, number = places["title"], places["number"]
    assert (title.size, title.color, title.bold, title.face, title.align) == (36.0, "#0E4B3A", True, "display", "left")
    assert (number.size, number.color, number.bold, number.align) == (14.0, "#FFFFFF", True, "right")
    assert [round(side, 3) for side in title.area] == [2.8, 0.27, 9.4, 0.62]
    assert read(themes["night"]).main.places["title"].color == "#9FD8FF"  # tx2, which stands for lt2 there


def test_the_body_is_what_its_placeholders_leave_between_the_templates_own_things(themes: dict[str, Theme]) -> None:
    assert [round(side, 2) for side in read(themes["alder"]).main.body] == [0.5, 1.3, 12.33, 5.52]
    assert [round(side, 2) for side in read(themes["square"]).main.body] == [0.6, 1.45, 8.8, 5.2]
    page = (1.0, 1.0, 10.0, 5.0)
    assert free_of(page, [(0.0, 5.5, 13.0, 1.0)]) == pytest.approx((1.0, 1.0, 10.0, 4.44))  # a foot below
    assert free_of(page, [(0.0, 0.0, 2.0, 7.0)]) == pytest.approx((2.06, 1.0, 8.94, 5.0))  # a bar at the left
    assert free_of(page, [(0.5, 0.5, 12.0, 6.0)]) == page  # what lies behind all of it


def test_columns_have_both_bodies_of_their_layout(themes: dict[str, Theme]) -> None:
    columns = read(themes["square"]).layout_of("columns")
    assert {"body", "body2"} <= set(columns.places)
    assert columns.body == pytest.approx(read(themes["square"]).main.body)


@pytest.mark.parametrize("name", LOOKS)
def test_all_that_slides_draw_can_be_told_apart_in_a_templates_colours(themes: dict[str, Theme], name: str) -> None:
    assert pairs_that_fail(themes[name]) == []


@pytest.mark.parametrize(("name", "title", "accent"), [
    ("alder", "#0E4B3A", "#D9502E"), ("night", "#9FD8FF", "#FFB454"), ("square", "#7A1F2B", "#41729F"),
])  # fmt: skip
def test_titles_and_marks_have_the_colours_of_the_template(
    themes: dict[str, Theme], name: str, title: str, accent: str
) -> None:
    theme = themes[name]
    page = theme.color("pearl")
    assert (theme.color("navy"), theme.color("gold")) == (title, accent)
    assert contrast(accent, page) >= 3
    assert theme.color("gold50") == mixed(accent, page, 0.10)
    assert contrast(theme.color("goldink"), page) >= 4.5


def test_an_accent_that_is_too_faint_for_marks_is_passed_over_and_told(themes: dict[str, Theme]) -> None:
    (told,) = themes["night"].told
    assert (told.code, told.severity) == ("T303", "note")
    assert told.message == "accents of night.pptx are too faint on its pages for marks: '#1F2A4A'"
    assert told.hint == "marks and bars have #FFB454"


def test_colours_change_as_office_programs_change_them() -> None:
    """Office 2007's blue, accent 1, and what its palette shows below it: lighter 40 %, darker 25 %."""
    palette = Palette({"accent1": "#4F81BD", "lt1": "#FFFFFF"}, {"bg1": "lt1"})

    def color(changes: str, slot: str = "accent1") -> str:
        space = "http://schemas.openxmlformats.org/drawingml/2006/main"
        return palette.of(etree.fromstring(f'<a:schemeClr xmlns:a="{space}" val="{slot}">{changes}</a:schemeClr>'))

    assert color('<a:lumMod val="60000"/><a:lumOff val="40000"/>') == "#95B3D7"
    assert color('<a:lumMod val="75000"/>') in ("#366092", "#376092")
    assert color('<a:lumMod val="85000"/>', "bg1") == "#D9D9D9"
    assert color('<a:alpha val="50000"/>') == "#4F81BD80"


def png(*bands: int, deep: bool = False) -> bytes:
    """Grey bands one below the other, of eight bits or of sixteen."""
    made = BytesIO()
    rows = [band for band in bands for _ in range(64 // len(bands))]
    values = [row * 256 for row in rows] if deep else rows
    data = b"".join(value.to_bytes(2 if deep else 1, "little") * 64 for value in values)
    picture = Image.frombytes("I;16" if deep else "L", (64, 64), data)
    picture.save(made, "PNG")
    return made.getvalue()


def behind(deck: Any, fill: str) -> None:
    """Another background of the master."""
    ground = deck.slide_master.element.cSld.find(qn("p:bg"))
    space = nsdecls("a", "p", "r")
    ground.getparent().replace(ground, parse_xml(f"<p:bg {space}><p:bgPr>{fill}<a:effectLst/></p:bgPr></p:bg>"))


@pytest.mark.parametrize("deep", [False, True])
def test_words_are_told_from_the_picture_behind_them(tmp_path: Path, deep: bool) -> None:
    def pictured(deck: Any) -> None:
        _, id_ = deck.slide_master.part.get_or_add_image_part(BytesIO(png(20, 60, deep=deep)))
        behind(deck, f'<a:blipFill><a:blip r:embed="{id_}"/><a:stretch><a:fillRect/></a:stretch></a:blipFill>')

    theme = load_theme(template(tmp_path, "alder", pictured))
    assert read(theme).main.grounds == ("#282828", "#141414", "#3C3C3C")
    assert theme.color("char") == "#FFFFFF"
    assert pairs_that_fail(theme) == []


def test_a_background_that_one_sees_through_lies_on_white(tmp_path: Path) -> None:
    clear = scheme("accent1", '<a:alpha val="20000"/>')
    theme = load_theme(template(tmp_path, "alder", lambda deck: behind(deck, clear)))
    assert theme.color("pearl") == mixed("#D9502E", "#FFFFFF", 0.2)


def test_a_layout_whose_words_run_downwards_carries_none(tmp_path: Path) -> None:
    def downwards(deck: Any) -> None:
        body = next(layout for layout in deck.slide_layouts if layout.name == "Title and Content").placeholders[1]
        body.element.find(".//" + qn("p:ph")).set("orient", "vert")

    assert read(load_theme(template(tmp_path, "alder", downwards))).main.name == "Two Content"


def test_a_font_that_is_not_here_is_told_with_its_package(tmp_path: Path) -> None:
    from build.theme.fonts import without_font

    assert without_font("Open Sans") == "sudo apt-get install fonts-open-sans"
    assert without_font("Arial") == "sudo apt-get install fonts-liberation   (Liberation Sans is as wide)"
    unknown = "no Debian package with it is known: install the company's own file, else lines may end elsewhere"
    assert without_font("Company Sans") == unknown


# ---- themes that name a template ------------------------------------------------------------------------
def test_a_font_that_a_template_leaves_open_is_our_own(tmp_path: Path) -> None:
    def without_latin(deck: Any) -> None:
        part = deck.slide_masters[0].part.part_related_by(RT.THEME)
        scheme = etree.fromstring(part.blob)
        font = next(scheme.iter(qn("a:minorFont")))
        font.remove(font.find(qn("a:latin")))
        part._blob = etree.tostring(scheme)

    theme = load_theme(template(tmp_path, "alder", change=without_latin))
    assert (read(theme).major, read(theme).minor) == ("Calibri", "")
    assert theme.fonts.body == load_theme(THEME).fonts.body


def test_a_theme_may_name_its_template_and_keep_colours_and_layouts_of_its_own(tmp_path: Path) -> None:
    template(tmp_path, "alder")
    said = '[template]\nfile = "alder.pptx"\n[template.layouts]\ntable = "Title Only"\n[color]\nteal = "#00535A"\n'
    theme = load_theme(theme_of(tmp_path, said))
    assert (theme.name, theme.color("teal"), theme.color("navy")) == ("mine", "#00535A", "#0E4B3A")
    assert read(theme).layout_of("table").name == "Title Only"
    assert load_theme(theme_of(tmp_path, 'template = "alder.pptx"\n')).color("navy") == "#0E4B3A"


def test_what_is_built_changes_with_the_template(tmp_path: Path) -> None:
    template(tmp_path, "alder")
    wanted = Wanted(theme=theme_of(tmp_path, 'template = "alder.pptx"\n'))
    before = wanted.options
    template(tmp_path, "alder", lambda deck: setattr(deck, "slide_height", Inches(8)))
    assert wanted.options != before


def test_a_potx_is_a_template_too(tmp_path: Path) -> None:
    made = template(tmp_path, "square")
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(tmp_path / "square.potx", "w") as new:
        for name in old.namelist():
            kind = b"presentationml.presentation.main", b"presentationml.template.main"
            new.writestr(name, old.read(name).replace(*kind) if name == "[Content_Types].xml" else old.read(name))
    assert read(load_theme(tmp_path / "square.potx")).size == (10.0, 7.5)


def test_what_stills_cannot_show_of_a_template_is_told(tmp_path: Path) -> None:
    def star(deck: Any) -> None:
        drawn = solid((1, 1, 1, 1), "<a:noFill/>", kind="star5", name="Star")
        deck.slide_master.shapes._spTree.append(parse_xml(drawn.replace('id="90"', 'id="990"')))

    (told,) = load_theme(template(tmp_path, "alder", star)).told
    assert (told.code, told.severity) == ("T302", "note")
    assert told.message == "stills and pages for browsers cannot show all of alder.pptx: the shape star5, 'Star'"


def titleless(deck: Any) -> None:
    for layout in deck.slide_layouts:
        for place in list(layout.placeholders):
            if place.element.find(".//" + qn("p:ph")).get("type") in ("title", "ctrTitle"):
                place.element.getparent().remove(place.element)


def broken(folder: Path) -> None:
    template(folder, "alder")
    data = (folder / "alder.pptx").read_bytes()
    (folder / "alder.pptx").write_bytes(data[: len(data) // 2])


def with_macros(folder: Path) -> None:
    template(folder, "alder")
    with zipfile.ZipFile(folder / "alder.pptx", "a") as archive:
        archive.writestr("ppt/vbaProject.bin", b"macros")


def without_layouts(folder: Path) -> None:
    deck = Presentation()
    for layout in list(deck.slide_layouts):
        deck.slide_layouts.remove(layout)
    deck.save(str(folder / "alder.pptx"))


MISTAKES: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "not there": (
        lambda folder: None,
        'template = "alder.pptx"\n',
        "1:12: alder.pptx is not there [T301]\n"
        '     1 | template = "alder.pptx"\n'
        "       |            ~~~~~~~~~~~^\n"
        "  hint: name a .pptx or .potx, from the folder of this file",
    ),
    "macros": (
        with_macros,
        'template = "alder.pptx"\n',
        "1:12: alder.pptx holds macros [T301]\n"
        '     1 | template = "alder.pptx"\n'
        "       |            ~~~~~~~~~~~^\n"
        "  hint: save it in PowerPoint as a .pptx or .potx",
    ),
    "broken": (
        broken,
        'template = "alder.pptx"\n',
        "1:12: alder.pptx is damaged: File is not a zip file [T301]\n"
        '     1 | template = "alder.pptx"\n'
        "       |            ~~~~~~~~~~~^\n"
        "  hint: save it in PowerPoint as a .pptx or .potx",
    ),
    "no layouts": (
        without_layouts,
        'template = "alder.pptx"\n',
        "1:12: alder.pptx has no layouts [T301]\n"
        '     1 | template = "alder.pptx"\n'
        "       |            ~~~~~~~~~~~^\n"
        "  hint: take the company's template, not a deck without a master",
    ),
    "no title": (
        lambda folder: template(folder, "alder", titleless),
        'template = "alder.pptx"\n',
        "1:12: no layout of alder.pptx has a title and a body; it has 'Title Slide', 'Title and Content', "
        "'Section Header', 'Two Content', 'Title Only', 'Blank' [T301]\n"
        '     1 | template = "alder.pptx"\n'
        "       |            ~~~~~~~~~~~^\n"
        "  hint: add a layout with a title and a content placeholder: View, Slide Master",
    ),
    "a layout": (
        lambda folder: template(folder, "alder"),
        '[template]\nfile = "alder.pptx"\n[template.layouts]\ntable = "Title only"\n',
        "4:9: template.layouts.table = 'Title only' is no layout of the template [T301]\n"
        '     4 | table = "Title only"\n'
        "       |         ~~~~~~~~~~~^\n"
        "  hint: did you mean 'Title Only'?",
    ),
    "no name": (
        lambda folder: None,
        "template = 7\n",
        "1:12: template = 7 is not the name of a .pptx or .potx, and no table with file and layouts [T103]\n"
        "     1 | template = 7\n"
        "       |            ^",
    ),
    "a kind": (
        lambda folder: template(folder, "alder"),
        '[template]\nfile = "alder.pptx"\n[template.layouts]\ntabel = "Title Only"\n',
        "4:1: [template.layouts] has no 'tabel' [T102]\n"
        '     4 | tabel = "Title Only"\n'
        "       | ~~~~^\n"
        "  hint: did you mean 'table'?",
    ),
}


@pytest.mark.parametrize(("make", "said", "told"), MISTAKES.values(), ids=MISTAKES)
def test_a_template_that_cannot_carry_slides_is_told_with_its_place(
    tmp_path: Path, make: Callable[[Path], object], said: str, told: str
) -> None:
    make(tmp_path)
    path = theme_of(tmp_path, said)
    with pytest.raises(ThemeError) as raised:
        load_theme(path)
    assert str(raised.value).removeprefix(f"{path}:") == told
