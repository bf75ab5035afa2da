"""Zip files that somebody else may have written: none is opened that fills the memory or leads out of itself."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path, PurePosixPath

from lxml import etree

ALWAYS = 256 * 2**20  # bytes that any file may hold
MOST = 40  # times a file's own size; XML comes to a tenth, films and pictures to themselves
PARTS = 100_000
# What damaged, encrypted and strangely packed archives raise.
UNREADABLE = (OSError, ValueError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError)

_SHOWN = 80  # letters of what is at fault
_MEDIA = "ppt/media/"
_DECLARED = re.compile(rb"(?:\s|<\?.*?\?>|<!--.*?-->)*<!DOCTYPE", re.DOTALL | re.IGNORECASE)
_ENCODING = re.compile(rb"\s*<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)")
_ENCODINGS = frozenset({b"utf-8", b"utf8", b"utf-16", b"us-ascii", b"ascii"})  # the format knows the first and utf-16
_MARKS = b"\xef\xbb\xbf\xff\xfe\x00"  # of the encoding; with the zeros gone, UTF-16 reads like ASCII
_XML = (".xml", ".rels")
_MACROS = ("vbaproject.bin", "vbadata.xml")
_RUNS = re.compile(rb"""action\s*=\s*["']ppaction://(?:program|macro)""")
_OUTSIDE = ("hyperlink", "video", "audio", "media")  # what may stand outside, the last three on the web
_WEB = re.compile(r"https?://", re.IGNORECASE)


class HarmfulError(ValueError):
    """Why a file is not opened, in a user's words."""


def require_modest(path: Path) -> None:
    """Raises ValueError where a file's parts are far larger than it; OSError or zipfile.BadZipFile where it is none.

    What an archive says of a part's size is a bound: `zipfile` reads no more.
    """
    with zipfile.ZipFile(path) as archive:
        whole = sum(part.file_size for part in archive.infolist())
    if whole > max(ALWAYS, MOST * path.stat().st_size):
        raise ValueError(f"it has {path.stat().st_size:,} bytes and would unpack to {whole:,}")


def require_harmless(path: Path) -> None:
    """Raises HarmfulError where a deck declares entities, runs programs, leads outside, or cannot be read."""
    _require(path, lambda name, content: chain(_form_faults(name, content), _acts(name, content)))


def require_readable(path: Path) -> None:
    """Raises HarmfulError where a file's parts cannot be read without harm; it may hold programs and lead outside.

    For a reader that takes words and pictures out of it, follows nothing and runs nothing.
    """
    _require(path, lambda name, content: () if "customxml" in name.casefold() else _form_faults(name, content))


def _require(path: Path, faults: Callable[[str, bytes], Iterable[str]]) -> None:
    try:
        require_modest(path)
        with zipfile.ZipFile(path) as archive:
            _require_names([part.orig_filename for part in archive.infolist()])
            for name in archive.namelist():
                if fault := next(iter(faults(name, _content(archive, name))), ""):
                    raise ValueError(f"{name[:_SHOWN]} {fault}")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error) or "it is damaged"
        raise HarmfulError(" ".join(reason.split())) from None
    except UNREADABLE:
        raise HarmfulError("it is no PowerPoint file, or it is damaged") from None


def _content(archive: zipfile.ZipFile, name: str) -> bytes:
    """A part. Raises ValueError where it is damaged, and OSError."""
    try:
        return archive.read(name)
    except OSError:
        raise
    except UNREADABLE:
        raise ValueError(f"it is damaged, or encrypted, in {name[:_SHOWN]}") from None


def _require_names(names: list[str]) -> None:
    if len(names) > PARTS:
        raise ValueError(f"it has {len(names):,} parts, of which {PARTS:,} can be read")
    folded = set()
    for name in names:
        parts = PurePosixPath(name).parts
        if ".." in parts or name.startswith("/") or any(sign in name for sign in ("\\", ":", "\0")):
            raise ValueError(f"it has a part {name[:_SHOWN]!r}, which lies outside of it")
        if name.casefold() in folded:
            raise ValueError(f"it has two parts {name[:_SHOWN]!r}")
        folded.add(name.casefold())


def _plain(name: str, content: bytes) -> bytes | None:
    """A part that may be XML, in one byte a letter; None for another."""
    text = content.lstrip(_MARKS)
    if not name.casefold().endswith(_XML) and text[:1] not in (b"<", b"\n", b"\r", b"\t", b" "):
        return None
    return text.replace(b"\0", b"")


def _form_faults(name: str, content: bytes) -> Iterator[str]:
    """What is wrong with how a part is written."""
    lower, text = name.casefold(), _plain(name, content)
    if text is None:
        return
    named_xml = lower.endswith(_XML)
    if named_xml and text.lstrip()[:1] != b"<":
        yield "is no XML"
    encoding = _ENCODING.match(text)
    if named_xml and encoding and encoding[1].lower() not in _ENCODINGS:
        yield f"is encoded as {encoding[1].decode('ascii', 'replace')[:_SHOWN]!r}"
    if _DECLARED.match(text) and (not lower.startswith(_MEDIA) or b"<!ENTITY" in text.upper()):
        yield "declares a document type, as no program that makes decks does"


def _acts(name: str, content: bytes) -> Iterator[str]:
    """What a part runs, or needs from outside."""
    lower = name.casefold()
    if lower.endswith(_MACROS) or "activex" in lower:
        yield "holds a program"
    text = _plain(name, content)
    if text is None:
        return
    if lower == "[content_types].xml" and (b"macroenabled" in text.lower() or b"vbaproject" in text.lower()):
        yield "says that the deck holds programs"
    if _RUNS.search(text):
        yield "runs a program at a click"
    if lower.endswith(".rels"):
        yield from _outside(content)


def _outside(content: bytes) -> Iterator[str]:
    """What a part needs that is not in the deck."""
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        yield "is no XML"
        return
    for link in root.iter("{*}Relationship"):
        kind, target = link.get("Type", "").rpartition("/")[2], link.get("Target", "")
        if link.get("TargetMode", "").lower() == "external" and not (
            kind == _OUTSIDE[0] or (kind in _OUTSIDE and _WEB.match(target))
        ):
            yield f"needs a file that is not in the deck: {target[:_SHOWN]!r}"
