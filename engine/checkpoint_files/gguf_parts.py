"""A GGUF checkpoint in one file or in several: `NAME-00001-of-00003.gguf` and its others beside it.

The first file has the keys, and each its own tensors, as llama.cpp's gguf-split writes them.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from engine.checkpoint_files.boundary import brief
from engine.checkpoint_files.gguf import read_gguf
from engine.checkpoint_files.stored import Tensors

PART = re.compile(r"(?P<name>.*)-(?P<number>\d{5})-of-(?P<of>\d{5})\.gguf")
MOST_PARTS = 99_999


def read_parts(path: Path) -> tuple[dict[str, Any], Tensors]:
    """What a GGUF checkpoint says of its model, and the tensors of all its files, whichever of them is named.

    Raises ValueError with the name of a file that is missing, or is not the part that its name says.
    """
    known, tensors = read_gguf(path)
    count = known.get("split.count", 1)
    if not isinstance(count, int) or not 0 <= count <= MOST_PARTS:
        raise ValueError(f"{path}: split.count={brief(count)} is no number of files up to {MOST_PARTS:,}")
    if count <= 1:
        return known, tensors
    named = PART.fullmatch(path.name)
    if named is None or int(named["of"]) != count:
        raise ValueError(f"{path} is one of {count} files, and is not named so: …-00001-of-{count:05}.gguf is needed")
    keys, found = known, dict[str, Any]()
    for number in range(count):
        part = path.with_name(f"{named['name']}-{number + 1:05}-of-{count:05}.gguf")
        if not part.is_file():
            raise ValueError(f"{path} is one of {count} files, and {part.name} is missing beside it")
        its, more = read_gguf(part)
        no, of = its.get("split.no"), its.get("split.count")
        if no != number or of != count:
            raise ValueError(
                f"{path} is one of {count} files, and {part.name} is not number {number + 1}: it says "
                f"split.no={brief(no)} and split.count={brief(of)}"
            )
        if twice := sorted(found.keys() & more.keys()):
            raise ValueError(f"{path} is one of {count} files, and {part.name} has tensor {brief(twice[0])} again")
        keys = its if number == 0 else keys
        found |= more
    return keys, found
