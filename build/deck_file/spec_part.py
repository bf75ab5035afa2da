"""Which spec a deck was built from, inside the deck."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath
from urllib.parse import quote_from_bytes, unquote_to_bytes

from pptx.package import Package

from build.deck_file.custom_part import SPEC, add_text, find_texts
from build.files.course_file import COURSE_FILE

_PLAIN = "/ ()[]{},;=+@!~'$*"  # what stands in a place as it is; a question mark ends it


def place_of(spec: Path) -> str:
    """A spec's path as another machine has it too: from the top of its course or repository; else with its folder.

    Nothing above that is said: a deck is given away.
    """
    spec = Path(os.path.realpath(spec))
    tops = (COURSE_FILE, ".git")
    top = next((folder for folder in spec.parents if any((folder / name).exists() for name in tops)), None)
    return spec.relative_to(top or spec.parents[min(1, len(spec.parents) - 1)]).as_posix()


def root_of(spec: Path, place: str) -> Path:
    """The folder that the place of a spec starts from."""
    return Path(os.path.realpath(spec)).parents[len(PurePosixPath(place).parts) - 1]


def add_spec(package: Package, place: str, pick: str) -> None:
    """Say in a package from which spec it is built, and from which of its slides. A name of any bytes is kept."""
    add_text(package, SPEC, f"{quote_from_bytes(os.fsencode(place), safe=_PLAIN)}?{pick}")


def find_spec(package: Package) -> tuple[str, str | None]:
    """The place of the spec that a package is built from, empty where it does not say, and which slides if it does."""
    place, asked, pick = next(find_texts(package, SPEC), "").partition("?")
    return os.fsdecode(unquote_to_bytes(place)), pick if asked else None
