"""Which cells of a notebook a lab needs: its own, and those that are nobody's.

A notebook is kept as a percent script (jupytext), and a cell says where it begins whose it is:
`# %% tags=["CH3-LAB-05"]`. A lab's part of a script is `SCRIPT::ID`, as of a file `FILE::function`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from pathlib import Path

_BEGIN = re.compile(r"# %%(?: \[\w+\])?(?: tags=(?P<tags>\[.*\]))?")


def is_needed(lab_id: str, tags: Collection[str]) -> bool:
    """Whether a lab needs a cell with these tags."""
    return not tags or lab_id in tags


def labs_in(text: str) -> list[str]:
    """The labs that have cells of their own in a script, each once."""
    return list(dict.fromkeys(lab_id for _, tags in _lines(text) for lab_id in tags))


def part(text: str, lab_id: str) -> str:
    """A script with the lines of all cells emptied that a lab does not need, so that each line keeps its number.

    A script without tags is whole. Raises ValueError where there are tags and none of them is the lab's.
    """
    if (labs := labs_in(text)) and lab_id not in labs:
        raise ValueError(f"no cell is tagged {lab_id!r}; there are cells of {', '.join(labs)}")
    return "\n".join(line if is_needed(lab_id, tags) else "" for line, tags in _lines(text)) + "\n"


def target(path: Path, lab_id: str) -> str:
    """What is to be run for a lab: a script or a notebook, or its part where cells of it belong to labs."""
    script = path.with_suffix(".py")
    tagged = lab_id and script.is_file() and labs_in(script.read_text(encoding="utf-8"))
    return f"{path}::{lab_id}" if tagged else str(path)


def _lines(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each line with the tags of its cell."""
    tags: list[str] = []
    for line in text.splitlines():
        if begin := _BEGIN.fullmatch(line.rstrip()):
            tags = json.loads(begin["tags"] or "[]")
        yield line, tags
