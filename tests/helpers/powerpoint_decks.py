"""Small decks made by python-pptx, with what it has no call for put in as XML."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
from pptx.util import Inches

from build.imports.imported import Imported

TITLE, CONTENT, SECTION, TWO, COMPARED, TITLE_ONLY, BLANK = range(7)  # layouts of python-pptx's template
SPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:a14="http://schemas.microsoft.com/office/drawing/2010/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"'
)


def new_deck() -> Any:
    return Presentation()


def add_slide(deck: Any, layout: int, title: str = "") -> Any:
    """A slide; its title where one is given."""
    slide = deck.slides.add_slide(deck.slide_layouts[layout])
    if title:
        slide.shapes.title.text = title
    return slide


def say(shape: Any, *lines: str | tuple[str, int]) -> None:
    """Paragraphs, each with its level where it is not the first."""
    frame = shape.text_frame
    for i, line in enumerate(lines):
        words, level = (line, 0) if isinstance(line, str) else line
        paragraph = frame.paragraphs[0] if i == 0 else frame.add_paragraph()
        paragraph.text, paragraph.level = words, level


def text_box(slide: Any, words: str, x: float, y: float, w: float = 2.0, h: float = 0.5) -> Any:
    """A box of text; the places are in inches."""
    box = slide.shapes.add_textbox(Inches(x), Inches(y), Inches(w), Inches(h))
    say(box, *words.split("\n"))
    return box


def png(width: int = 40, height: int = 30, colour: str = "red", kind: str = "PNG") -> io.BytesIO:
    """A picture whose left half is black."""
    from PIL import Image

    picture = Image.new("RGB", (width, height), colour)
    picture.paste("black", (0, 0, width // 2, height))
    out = io.BytesIO()
    picture.save(out, kind)
    out.seek(0)
    return out


def put(slide: Any, xml: str) -> None:
    """Put a shape into a slide, as XML without its namespaces."""
    head, _, rest = xml.partition(">")
    closing = "/" if head.endswith("/") else ""
    slide.shapes._spTree.append(parse_xml(f"{head.removesuffix('/')} {SPACES}{closing}>{rest}"))


def add_diagram(deck: Any, slide: Any, points: Mapping[str, str], below: Mapping[str, str]) -> None:
    """A diagram of SmartArt: words by id, and above which one each stands (`doc` at the top)."""
    words = "".join(
        f'<dgm:pt modelId="{key}"><dgm:t><a:bodyPr/><a:p><a:r><a:t>{said}</a:t></a:r></a:p></dgm:t></dgm:pt>'
        for key, said in points.items()
    )
    links = "".join(
        f'<dgm:cxn modelId="c{i}" srcId="{above}" destId="{key}" srcOrd="{i}" destOrd="0"/>'
        for i, (key, above) in enumerate(below.items())
    )
    xml = (
        f'<dgm:dataModel {SPACES}><dgm:ptLst><dgm:pt modelId="doc" type="doc"/>{words}</dgm:ptLst>'
        f"<dgm:cxnLst>{links}</dgm:cxnLst></dgm:dataModel>"
    )
    name = PackURI("/ppt/diagrams/data1.xml")
    kind = "application/vnd.openxmlformats-officedocument.drawingml.diagramData+xml"
    relation = slide.part.relate_to(Part(name, kind, deck.part.package, xml.encode()), RT.DIAGRAM_DATA)
    put(
        slide,
        '<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="90" name="Diagram 1"/><p:cNvGraphicFramePr/><p:nvPr/>'
        '</p:nvGraphicFramePr><p:xfrm><a:off x="914400" y="1828800"/><a:ext cx="5486400" cy="2743200"/></p:xfrm>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/diagram">'
        f'<dgm:relIds r:dm="{relation}" r:lo="{relation}" r:qs="{relation}" r:cs="{relation}"/>'
        "</a:graphicData></a:graphic></p:graphicFrame>",
    )


def saved(deck: Any, path: Path) -> Path:
    deck.save(str(path))
    return path


def altered(path: Path, change: Callable[[str, bytes], bytes | None], more: Mapping[str, bytes] = {}) -> Path:
    """A copy of an archive beside it, each part changed or, for None, left out, and with more of them."""
    target = path.with_name(f"altered-{path.name}")
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for name in archive.namelist():
            content = change(name, archive.read(name))
            if content is not None:
                out.writestr(name, content)
        for name, content in more.items():
            out.writestr(name, content)
    return target


def told(made: Imported) -> list[str]:
    """What is told of an import, but for what every deck leaves to the theme."""
    return [str(left) for left in made.left[1:]]
