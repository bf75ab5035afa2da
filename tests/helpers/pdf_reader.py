"""What a PDF says to other programs: its words by PDFium, its structure, links and fonts by pikepdf (QPDF)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pypdfium2
from pypdfium2 import raw


def words(pdf: Path, page: int) -> list[str]:
    """The words of a page, as somebody gets who copies all of it."""
    with pypdfium2.PdfDocument(pdf) as document:
        return str(document[page].get_textpage().get_text_range()).split()


def drawn_words(pdf: Path, page: int) -> list[str]:
    """The words of a page in the order in which the file has them, which is the order of its structure."""
    with pypdfium2.PdfDocument(pdf) as document:
        shown = document[page]
        text, said = shown.get_textpage(), []
        for item in shown.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
            length = raw.FPDFTextObj_GetText(item, text, None, 0)
            room = (raw.FPDF_WCHAR * (length // 2))()
            raw.FPDFTextObj_GetText(item, text, room, length)
            said.append(bytes(room).decode("utf-16-le").rstrip("\0"))
        return "".join(said).split()


def outline(pdf: Path) -> list[str]:
    with pikepdf.open(pdf) as document, document.open_outline() as found:
        return [str(item.title).strip() for item in found.root]


def tags(pdf: Path) -> str:
    """The structure: `Document(H1 L(LI(Lbl LBody)))`."""
    with pikepdf.open(pdf) as document:
        return _tag(document.Root.StructTreeRoot.K[0])


def _tag(element: pikepdf.Dictionary) -> str:
    inside = " ".join(_tag(kid) for kid in _kids(element))
    name = str(element.S)[1:]
    return f"{name}({inside})" if inside else name


def elements(pdf: Path, kind: str) -> list[dict[str, str]]:
    """The texts that elements of a kind have of themselves, such as /Alt."""
    with pikepdf.open(pdf) as document:
        found = _each(document.Root.StructTreeRoot.K[0])
        return [
            {key: str(value) for key, value in one.items() if key in ("/Alt", "/T")}
            for one in found
            if f"/{kind}" == one.S
        ]


def _each(element: pikepdf.Dictionary) -> Iterator[pikepdf.Dictionary]:
    yield element
    for kid in _kids(element):
        yield from _each(kid)


def _kids(element: pikepdf.Dictionary) -> list[pikepdf.Dictionary]:
    kids = element.get("/K", [])
    listed = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
    return [kid for kid in listed if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]


def links(pdf: Path) -> list[tuple[int, str, str]]:
    """Page, words below, and where it leads: an address, or `page 3`."""
    found = []
    with pikepdf.open(pdf) as document, pypdfium2.PdfDocument(pdf) as seen:
        pages = {page.obj.objgen: number for number, page in enumerate(document.pages, 1)}
        for number, page in enumerate(document.pages):
            text = seen[number].get_textpage()
            for note in page.obj.get("/Annots", []):
                if note.Subtype != "/Link":
                    continue
                left, bottom, right, top = map(float, note.Rect)
                below = " ".join(text.get_text_bounded(left - 1, bottom - 5, right + 1, top + 1).split())
                action = note.get("/A", {})
                to = action.get("/URI") or f"page {pages[(note.get('/Dest') or action['/D'])[0].objgen]}"
                found.append((number + 1, below, str(to)))
    return found


def loose_fonts(pdf: Path) -> list[str]:
    """The fonts that the file names and does not hold."""
    with pikepdf.open(pdf) as document:
        held = (one for one in document.objects if isinstance(one, pikepdf.Dictionary))
        fonts = [one for one in held if one.get("/Type") == "/FontDescriptor"]
        assert fonts
        files = {"/FontFile", "/FontFile2", "/FontFile3"}
        return [str(font.FontName) for font in fonts if not files & set(font.keys())]
