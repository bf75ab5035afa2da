"""A presentation opened for reading, or why it cannot be: never a library's own words."""

from __future__ import annotations

import posixpath
import zipfile
from pathlib import Path
from typing import Any

from lxml import etree
from pptx.package import Package
from pptx.presentation import Presentation

from build.deck_file.archive import HarmfulError, require_readable
from build.findings.file_messages import display_path

MOST_SLIDES = 3000
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of Office's files before 2007, and of encrypted ones
_ENCRYPTED, _BINARY = ("EncryptedPackage".encode("utf-16-le"), "PowerPoint Document".encode("utf-16-le"))
_STRICT = b"purl.oclc.org/ooxml/presentationml"
_MAIN = "ppt/presentation.xml"
_CONVERT = "open it in PowerPoint or LibreOffice and save it as .pptx"


class NoPresentationError(ValueError):
    """Why a file is not read, and what helps."""

    def __init__(self, path: Path, why: str, hint: str) -> None:
        super().__init__(f"{display_path(path)}: {why}\n  hint: {hint}")
        self.why, self.hint = why, hint


def open_deck(path: Path) -> Presentation:
    """The presentation in a file. Raises NoPresentationError, and OSError where it cannot be read at all.

    Templates, shows and decks with macros are read like any other: nothing in them is run.
    """
    with path.open("rb") as file:
        start = file.read(len(_COMPOUND))
    if start == _COMPOUND:
        raise _compound(path)
    if not zipfile.is_zipfile(path):
        raise NoPresentationError(path, "it is no PowerPoint file", "name a .pptx that PowerPoint can open")
    _require_presentation(path)
    try:
        require_readable(path)
    except HarmfulError as error:
        raise NoPresentationError(path, str(error), _CONVERT) from None
    try:
        package: Any = Package.open(str(path))
        deck: Presentation = package.presentation_part.presentation
        count = len(deck.slides)
    except OSError:
        raise
    except Exception as error:  # python-pptx says what is wrong with what it needs first
        raise damaged(path, error) from None
    if not count:
        raise NoPresentationError(path, "it has no slides", "name a deck that has some")
    if count > MOST_SLIDES:
        raise NoPresentationError(
            path, f"it has {count:,} slides, of which {MOST_SLIDES:,} can be read", "split it first"
        )
    return deck


def damaged(path: Path, error: Exception) -> NoPresentationError:
    """Why a file that begins like a presentation cannot be read."""
    return NoPresentationError(path, f"it is damaged: {_fault(path, error)}", _CONVERT)


def _compound(path: Path) -> NoPresentationError:
    content = path.read_bytes()
    if _ENCRYPTED in content:
        return NoPresentationError(path, "it is encrypted", "open it with its password and save it without one")
    if _BINARY in content:
        return NoPresentationError(path, "it is a presentation in the format before 2007 (.ppt)", _CONVERT)
    return NoPresentationError(path, "it is no PowerPoint file", "name a .pptx that PowerPoint can open")


def _require_presentation(path: Path) -> None:
    """Raises NoPresentationError where an archive is another program's, or in a form that is not read."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            main = archive.open(_MAIN).read(4096) if _MAIN in names else b""
            kind = archive.open("mimetype").read(100).decode("ascii", "replace") if "mimetype" in names else ""
    except Exception:  # encrypted or damaged in any way
        raise NoPresentationError(path, "it is damaged, or encrypted", _CONVERT) from None
    if "opendocument" in kind:
        raise NoPresentationError(path, "it is an OpenDocument file", "open it in LibreOffice and save it as .pptx")
    if any(name.startswith(("word/", "xl/")) for name in names) and not main:
        raise NoPresentationError(path, "it is a file of Word or Excel, no presentation", "name a .pptx")
    if _STRICT in main:
        raise NoPresentationError(
            path, "it is saved as 'Strict Open XML'", "open it in PowerPoint and save it as 'PowerPoint Presentation'"
        )
    if not any(name.endswith(".rels") for name in names):
        raise NoPresentationError(
            path, "it is an archive, and no PowerPoint file", "name a .pptx that PowerPoint can open"
        )


def _fault(path: Path, error: Exception) -> str:
    """What is wrong with a file that python-pptx could not read, in a user's words."""
    with zipfile.ZipFile(path) as archive:
        names = {f"/{name}" for name in archive.namelist()}
        for name in sorted(names):
            if not name.endswith((".xml", ".rels")):
                continue
            try:
                root = etree.fromstring(archive.read(name[1:]), etree.XMLParser(resolve_entities=False, huge_tree=True))
            except etree.XMLSyntaxError as broken:
                return f"{name[1:]} is no whole XML, at line {broken.lineno}"
            if name.endswith(".rels"):
                at = posixpath.dirname(posixpath.dirname(name))
                links = (each for each in root if each.get("TargetMode", "") != "External")
                targets = (posixpath.normpath(posixpath.join(at, each.get("Target", ""))) for each in links)
                if missing := next((target for target in targets if target not in names), ""):
                    return f"{missing[1:][:100]} is missing"
    return " ".join(str(error).split())[:100] or type(error).__name__
