"""All fonts of this machine with the characters that they have, as fontconfig lists them; and where to get more."""

from __future__ import annotations

import subprocess
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_QUERY = r"--format=%{file}\t%{index}\t%{family[0]}\t%{weight}\t%{slant}\t%{charset}\n"
_BOLD, _REGULAR, _FULL = 180, 80, 200  # fontconfig's weights of a demibold font, a regular and a bold one
_FACES = 0x10000  # from here on an index names an instance of a variable font

EMOJI, CJK, NOTO, UNIFONT = "fonts-noto-color-emoji", "fonts-noto-cjk", "fonts-noto-core", "fonts-unifont"
_CJK_NAMES = ("CJK ", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC", "KANGXI", "FULLWIDTH", "HALFWIDTH")
_REGIONS = {"ja": "JP", "ko": "KR", "zh-hant": "TC", "zh-tw": "TC", "zh-hk": "HK"}  # language: of Noto's CJK fonts
_OTHER_REGIONS = ("SC", "JP", "KR", "TC", "HK")


@dataclass(frozen=True, slots=True)
class Typeface:
    """One style of a family: its file, and its place there where the file holds several."""

    family: str
    path: Path
    index: int = 0


@dataclass(frozen=True, slots=True)
class _Listed:
    face: Typeface
    weight: float  # fontconfig's
    upright: bool
    ranges: str  # of code points, as fontconfig writes them: 20-7e a0

    def has(self, code: int) -> bool:
        for part in self.ranges.split():
            first, _, last = part.partition("-")
            if int(first, 16) <= code <= int(last or first, 16):
                return True
        return False

    def off(self, *, bold: bool) -> tuple[bool, float]:
        """How far its weight is from what is asked for, on the other side of bold the farthest."""
        return (self.weight >= _BOLD) != bold, abs(self.weight - (_FULL if bold else _REGULAR))


def faces_with(character: str, *, bold: bool, language: str) -> Iterator[Typeface]:
    """The installed fonts that have a character, the likest first: upright ones without serifs, in that weight."""
    region = next((region for key, region in _REGIONS.items() if language.casefold().startswith(key)), "SC")

    def rank(listed: _Listed) -> tuple[object, ...]:
        family = listed.face.family
        of = family.rpartition(" ")[2]
        order = -1 if of == region else _OTHER_REGIONS.index(of) if of in _OTHER_REGIONS else 9
        plain = "Sans" in family and "Mono" not in family and not family.startswith("DejaVu")
        return not listed.upright, not plain, listed.off(bold=bold), order, len(family), family, listed.face.path

    found = (listed for listed in _installed() if listed.has(ord(character)))
    return (listed.face for listed in sorted(found, key=rank))


def face_of(family: str, *, bold: bool) -> Typeface | None:
    """The style of an installed family that is nearest in weight, an upright one where there is one."""
    of_it = [listed for listed in _installed() if listed.face.family == family]
    nearest = min(of_it, key=lambda one: (not one.upright, one.off(bold=bold), one.face.path), default=None)
    return nearest.face if nearest else None


def files_of(family: str) -> list[Path]:
    """The files of an installed family."""
    return sorted({listed.face.path for listed in _installed() if listed.face.family == family})


@lru_cache(maxsize=1)
def _installed() -> tuple[_Listed, ...]:
    try:
        listing = subprocess.run(["fc-list", _QUERY], capture_output=True, text=True, timeout=20).stdout
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError):
        return ()
    rows = [row for line in listing.splitlines() if len(row := line.split("\t")) == 6]
    return tuple(
        _Listed(Typeface(family, Path(file), int(index)), float(weight), slant == "0", ranges)
        for file, index, family, weight, slant, ranges in rows
        if index.isdecimal() and int(index) < _FACES and weight.replace(".", "").isdecimal()
    )


KEYCAP = "\u20e3"


def package_with(character: str) -> str:
    """Debian's package whose fonts have a character; nothing for one that Unicode has not named.

    A key's cap goes around a digit, which the fonts of emoji alone have with it.
    """
    name = unicodedata.name(character, "")
    if not name:
        return ""
    if character == KEYCAP or (0x1F000 <= ord(character) < 0x1FB00 and not 0x1F650 <= ord(character) < 0x1F680):
        return EMOJI
    return CJK if name.startswith(_CJK_NAMES) or unicodedata.east_asian_width(character) in "WF" else NOTO
