"""The slides of a deck that were made before, as long as nothing has changed that decides how they look."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from build.files.build_cache import MEMORY, digest
from build.files.code_named import code_named
from build.files.data_files import data_files
from build.files.freshness import surroundings_digest
from build.files.pictures_named import logo_files, pictures_named
from build.files.wanted import Wanted
from build.theme.fonts import fonts_state

if TYPE_CHECKING:
    from build.files.slide_memory import SlideMemory


def surroundings_of(spec: Path, wanted: Wanted) -> str:
    """The digest of everything but the spec itself that decides what is built from it."""
    named = (*pictures_named(spec), *code_named(spec, wanted.course.root), *data_files(spec))
    beside = (*logo_files(spec), *named)
    files = surroundings_digest(spec, course=wanted.course, clips=wanted.films, options=wanted.options, beside=beside)
    return digest(files, fonts_state())


def remembered_slides(spec: Path, wanted: Wanted, surroundings: str = "", *, output: Path | None = None) -> SlideMemory:
    """The slides of a spec's deck; `surroundings` is what `surroundings_of` gives, where that is known.

    Those of another `output` than the deck itself, which also knows what the deck has.
    """
    from build.files.slide_memory import SlideMemory  # what is not needed where nothing has changed

    around = digest(surroundings or surroundings_of(spec, wanted), _packages())
    own = SlideMemory(_file(wanted.output_of(spec), wanted), around)
    return own if output is None else SlideMemory(_file(output, wanted), around, behind=own)


def _file(output: Path, wanted: Wanted) -> Path:
    return wanted.outputs / MEMORY / f"{digest(os.path.realpath(output))[:16]}.slides"


def _packages() -> str:
    """When the installed packages last changed: with each that comes or goes, their folder does."""
    package = find_spec("pptx")
    return str(os.stat(Path(package.origin).parents[1]).st_mtime_ns) if package and package.origin else ""
