"""The lines of a deck on the way to a spec: each knows where it stands in the user's file, however many it becomes."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from build.findings.diagnostic import FindingsError
from build.findings.file_messages import display_path
from build.findings.unprintable import UNPRINTABLE
from build.imports.imported import Left
from build.parse.kept_lines import OpenFence
from build.parse.labels import starts_with_label
from build.parse.source import LARGEST, source_from

MOST_BYTES = 256 * 2**20
HIDDEN = "Hidden: yes"  # the label that a reader writes itself


@dataclass(frozen=True, slots=True)
class Line:
    """A line and its place: `talk.md:12`, or `talk.ipynb, cell 3`."""

    text: str
    where: str

    def now(self, text: str) -> Line:
        """Other words at the same place."""
        return Line(text, self.where)


@dataclass
class Reading:
    """One import under way. `inlined` are pictures that the file itself holds, by the names that its lines have."""

    path: Path
    program: str = ""
    left: list[Left] = field(default_factory=list)
    inlined: dict[str, bytes] = field(default_factory=dict)
    included: int = 0  # files so far that others name
    has_rulers: bool = False  # its slides are parted by rulers, whatever headings they have

    def tell(self, where: str, what: str, instead: str = "", *, look: bool = False) -> None:
        """Something that the spec will not have."""
        self.left.append(Left(where=where, what=what, instead=instead, look=look))

    def file(self, written: str) -> Path | None:
        """A file that the deck names, if it lies where the deck may name it: in its folder or its repository.

        A deck from elsewhere is not to lead to a user's other files.
        """
        folder = Path(os.path.realpath(self.path)).parent
        roots = [folder, *(above for above in folder.parents if (above / ".git").exists())][:2]
        if folder.is_relative_to(Path.cwd()):
            roots.append(Path.cwd())
        try:
            found = Path(os.path.realpath(folder / written))
            return found if any(found.is_relative_to(root) for root in roots) and found.is_file() else None
        except (OSError, ValueError):
            return None


def lines_of(text: str, path: Path) -> list[Line]:
    """A file's lines with their numbers."""
    name = display_path(path)
    return [Line(line, f"{name}:{number}") for number, line in enumerate(text.split("\n"), 1)]


def with_code(lines: Sequence[Line]) -> Iterator[tuple[Line, bool]]:
    """Each line, and whether it stands in a block of code, the fence's own lines too."""
    fence = OpenFence()
    for line in lines:
        yield line, fence.holds(line.text)


def text_of(path: Path) -> str:
    """A file's text with `\\n` at its lines' ends. Raises ValueError for what is no text in UTF-8, and OSError."""
    name = display_path(path)
    if not path.is_file():
        raise ValueError(f"{name} is no file" if path.exists() else f"there is no file {name}")
    data = path.read_bytes()
    if len(data) > MOST_BYTES:
        raise ValueError(f"{name} has {len(data):,} bytes; {MOST_BYTES:,} are the most that are read")
    if len(data) <= LARGEST:
        source, found = source_from(name, data)
        if not source.text and found:
            raise FindingsError(found[:1])
        return source.text
    try:  # pictures in it make it that large
        return UNPRINTABLE.sub("\ufffd", data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n"))
    except UnicodeDecodeError as error:
        raise ValueError(f"{name}: byte 0x{data[error.start]:02X} is not UTF-8; save it as UTF-8") from None


def fence_around(lines: Sequence[str]) -> str:
    """What opens and closes a block of this code: more backticks than stand in it."""
    return "`" * max(3, 1 + max((len(ticks) for line in lines for ticks in re.findall("`+", line)), default=0))


def without_labels(lines: Sequence[Line], *, but: str = "") -> list[Line]:
    """Lines whose words another program does not take for labels: a backslash before the colon keeps them words."""
    return [
        line
        if is_code or line.text == but or not starts_with_label(line.text)
        else line.now(line.text.replace(":", "\\:", 1))
        for line, is_code in with_code(lines)
    ]
