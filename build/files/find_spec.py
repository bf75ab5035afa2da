"""Which spec somebody means: by its path, by the beginning of its name, or by the deck that was built from it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from build.files.freshness import BuildRecord
from engine.did_you_mean import nearest
from engine.quoted import quoted


def find_spec(given: Path, known: Iterable[Path], *, dist: Path) -> Path:
    """The spec of a path, or of a bare name: the only one of `known` that begins so, or one that was built to `dist`.

    What names no such spec and is a path, or ends in `.md`, comes back as it is: reading it says what is wrong.
    Raises ValueError with the likely name for any other.
    """
    name = given.stem if given.suffix == ".md" else given.name
    if os.path.exists(given) or len(given.parts) != 1 or given.suffix == ".pptx":
        return given
    specs = {path.stem: path for path in known}
    if name in specs:
        return specs[name]
    if len(built := BuildRecord(dist).specs_named(name)) == 1:
        return built[0]
    if given.suffix == ".md":
        return given
    fitting = [stem for stem in specs if stem.startswith(name)]
    fitting = [stem for stem in fitting if stem.rpartition(".")[0] not in fitting]  # no translation beside its original
    if len(fitting) == 1:
        return specs[fitting[0]]
    begun = {stem[: len(name) + 1]: stem for stem in specs}
    guess = None if fitting else nearest(name, specs) or begun.get(nearest(name, begun) or "")
    hint = f"did you mean {quoted(guess)}?" if guess else f"there are: {', '.join(fitting or specs)}"
    raise ValueError(f"{'more than one' if fitting else 'no'} spec {quoted(name)}; {hint}")
