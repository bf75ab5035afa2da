"""A template's file opened: a PPTX or POTX without macros, not too large, whose parts can be read."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

from build.files.template_named import SUFFIXES

MOST_BYTES = 64 * 2**20  # of the file
MOST_INSIDE = 512 * 2**20  # of all that is packed in it
_TYPES = "[Content_Types].xml"
_OFFICE = "application/vnd.openxmlformats-officedocument.presentationml"
_OF_TEMPLATE = f"{_OFFICE}.template.main+xml".encode()
_OF_DECK = f"{_OFFICE}.presentation.main+xml".encode()


class TemplateError(ValueError):
    """Why a template cannot carry a deck, and what helps."""

    def __init__(self, message: str, hint: str, kind: str = "") -> None:
        super().__init__(message)
        self.hint = hint
        self.kind = kind  # of slides, where the choice of its layout is at fault


def opened(path: Path) -> tuple[bytes, bytes]:
    """A template's bytes, and the same as a presentation, which python-pptx opens. Raises TemplateError."""
    again = "save it in PowerPoint as a .pptx or .potx"
    if path.suffix.lower() not in SUFFIXES:
        macros = path.suffix.lower() in (".pptm", ".potm")
        raise TemplateError(f"{path.name} {'holds macros' if macros else 'is no .pptx and no .potx'}", again)
    try:
        if path.stat().st_size > MOST_BYTES:
            hint = "make its pictures smaller: File, Compress Pictures"
            raise TemplateError(f"{path.name} has more than {MOST_BYTES // 2**20} MiB", hint)
        data = path.read_bytes()
    except OSError as error:
        reason = "is not there" if isinstance(error, FileNotFoundError) else f"cannot be read: {error.strerror}"
        raise TemplateError(f"{path.name} {reason}", "name a .pptx or .potx, from the folder of this file") from None
    try:
        return data, _as_deck(data, path.name, again)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, RuntimeError, NotImplementedError, OSError) as error:
        raise TemplateError(f"{path.name} is damaged: {error}", again) from None


def _as_deck(data: bytes, name: str, again: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = archive.infolist()
        if sum(info.file_size for info in infos) > MOST_INSIDE:
            raise TemplateError(f"{name} unpacks to more than {MOST_INSIDE // 2**20} MiB", again)
        if any(info.filename.lower().endswith("vbaproject.bin") for info in infos):
            raise TemplateError(f"{name} holds macros", again)
        types = archive.read(_TYPES)
        if b"macroEnabled" in types:
            raise TemplateError(f"{name} holds macros", again)
        if _OF_TEMPLATE not in types:
            return data
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as deck:
            for info in infos:
                content = types.replace(_OF_TEMPLATE, _OF_DECK) if info.filename == _TYPES else archive.read(info)
                deck.writestr(info.filename, content)
        return made.getvalue()


def part_of(path: Path, name: str) -> bytes:
    """A part of a template, by its name. Raises OSError and ValueError."""
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.read(name.lstrip("/"))
    except (zipfile.BadZipFile, zlib.error, KeyError) as error:
        raise ValueError(f"{path} has no {name}: {error}") from None
