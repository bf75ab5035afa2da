"""A DOCX as a file: the same bytes for the same words, and one that somebody has changed is kept beside the new one."""

from __future__ import annotations

import hashlib
import io
import os
import sys
import zipfile
from itertools import count
from pathlib import Path
from typing import Any

from build.deck_file.archive import UNREADABLE, require_modest
from build.findings.file_messages import display_path
from engine.atomic_write import replacing

_WORDS, _SAYS = "word/document.xml", "docProps/core.xml"
_DAY = (1980, 1, 1, 0, 0, 0)  # the first that a zip can say


def save_docx(document: Any, path: Path) -> None:
    """Write a document of python-docx in the place of ours. Raises OSError.

    What is there is ours while its words are those that it says it was written with.
    """
    document.core_properties.identifier = _name(document.part.blob)
    held = io.BytesIO()
    document.save(held)
    with replacing(path) as temporary:
        with zipfile.ZipFile(held) as given, zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as made:
            for part in given.infolist():
                made.writestr(zipfile.ZipInfo(part.filename, _DAY), given.read(part), zipfile.ZIP_DEFLATED)
        if path.exists() and not is_ours(path):
            _set_aside(path)


def is_ours(path: Path) -> bool:
    """Whether a file is a DOCX as we wrote it."""
    try:
        require_modest(path)
        with zipfile.ZipFile(path) as there:
            return _name(there.read(_WORDS)).encode() in there.read(_SAYS)
    except (*UNREADABLE, KeyError):
        return False


def _name(words: bytes) -> str:
    return f"coursewright {hashlib.sha256(words).hexdigest()[:32]}"


def _set_aside(path: Path) -> None:
    names = (path.with_name(f"{path.stem}.yours{number or ''}{path.suffix}") for number in count())
    kept = next(name for name in names if not os.path.lexists(name))
    os.rename(path, kept)
    print(f"{display_path(path)} was changed by hand: it is now {display_path(kept)}", file=sys.stderr)
