"""The slides of a deck that were made before, as long as nothing has changed that decides how they look."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

from build.files.build_cache import MEMORY, digest
from build.files.slide_memory import SlideMemory
from build.files.wanted import Wanted
from build.theme.fonts import fonts_state


def remembered_slides(spec: Path, wanted: Wanted, surroundings: str) -> SlideMemory:
    """The slides of a spec's deck; `surroundings` is the digest of what, besides the spec, it is made from."""
    file = wanted.dist / MEMORY / f"{digest(os.path.realpath(wanted.output_of(spec)))[:16]}.slides"
    return SlideMemory(file, digest(surroundings, fonts_state(), _packages()))


def _packages() -> str:
    """When the installed packages last changed: with each that comes or goes, their folder does."""
    package = find_spec("pptx")
    return str(os.stat(Path(package.origin).parents[1]).st_mtime_ns) if package and package.origin else ""
