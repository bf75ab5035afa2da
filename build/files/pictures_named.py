"""The pictures and films that a spec names, for a look at whether they have changed."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

from build.files.spec_bytes import bytes_of, front_matter_of

PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".svg")
FILM = ".mp4"

# What a spec may name: the target of a link or of a reference, up to its title.
_TARGET = re.compile(
    rb"\]\(\s*(?:<([^>\r\n]+)>|((?:[^\s()]|\([^\s()]*\))+))|^\s{0,3}\[[^\]\r\n]+\]:\s*(?:<([^>\r\n]+)>|(\S+))", re.M
)
# Where front matter names one, found without reading YAML: its key and value stand on one line. A name without quotes
# is read twice, up to a comment and up to what ends it in braces: either may be the file's.
_NAMED = re.compile(
    rb"""(?:^|[{,])\s*["']?(?:logo|mascot)["']?\s*:\s*(?:"([^"\r\n]+)"|'((?:[^'\r\n]|'')+)'|(?=([^\r\n]+))([^,}\r\n]*))""",
    re.MULTILINE,
)
_COMMENT = re.compile(rb"\s#.*")


def pictures_named(spec: Path) -> list[Path]:
    """The files that a spec may name as pictures and films."""
    found: dict[Path, None] = {}
    for targets in _TARGET.findall(bytes_of(spec)):
        name = next(filter(None, targets)).decode("utf-8", "replace").strip()
        if name.lower().endswith((*PICTURES, FILM)):
            paths = dict.fromkeys((spec.parent / name, spec.parent / unquote(name)))
            found |= paths | dict.fromkeys(
                poster for path in paths if path.suffix.lower() == FILM for poster in posters(path)
            )
    return list(found)


def posters(film: Path) -> list[Path]:
    """The pictures that would stand for a film."""
    return [film.with_suffix(suffix) for suffix in (".png", ".jpg", ".jpeg")]


def logo_files(spec: Path) -> list[Path]:
    """The files that a spec's front matter may name as its logo or mascot."""
    found: dict[bytes, None] = {}
    for double, single, *plain in _NAMED.findall(front_matter_of(spec)):
        found |= dict.fromkeys([double, single.replace(b"''", b"'"), *(_COMMENT.sub(b"", name) for name in plain)])
    return [spec.parent / name.decode("utf-8", "replace").strip() for name in found if name]
