"""XML of question packages: elements, words with their emphasis, and files in a zip that come out alike each time."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.etree import ElementTree

from build.questions.words import html, without_strokes
from build.spec.deck import Text
from engine.atomic_write import replacing

Element = ElementTree.Element
_DAY = (2000, 1, 1, 0, 0, 0)


def element(tag: str, /, *children: Element | str, **attributes: str) -> Element:
    """An element with what stands in it; a `_` at the end of an attribute's name is dropped, others are `:`'s."""
    made = Element(tag, {name.rstrip("_"): value for name, value in attributes.items()})
    put(made, children)
    return made


def put(into: Element, children: Iterable[Element | str]) -> None:
    """Append elements and words, in their order."""
    for child in children:
        if isinstance(child, Element):
            into.append(child)
        elif len(into):
            into[-1].tail = (into[-1].tail or "") + child
        else:
            into.text = (into.text or "") + child


def inline(text: Text) -> list[Element | str]:
    """A text's words with bold, italic, code and links."""
    return _opened(without_strokes(html(text, tag="strong")))


def blocks(markup: str) -> list[Element | str]:
    """Elements of HTML that we made ourselves."""
    return _opened(markup)


def _opened(markup: str) -> list[Element | str]:
    root = ElementTree.fromstring(f"<x>{markup}</x>")
    made: list[Element | str] = [root.text] if root.text else []
    for child in list(root):
        tail, child.tail = child.tail, None
        made += [child, *([tail] if tail else [])]
    return made


def document(root: Element) -> bytes:
    """An XML file."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'.encode()


def write_zip(path: Path, files: Mapping[str, bytes]) -> None:
    """A package with these files, the same bytes each time."""
    with replacing(path) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            package.writestr(zipfile.ZipInfo(name, _DAY), data, zipfile.ZIP_DEFLATED)
