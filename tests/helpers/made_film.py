"""A film that is made again since a fact of it has changed: once for all tests of a process."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from animations.key import key
from animations.making import installed_manim
from animations.render import How, render_all
from build.files.course import product
from build.files.places import THEME
from build.films.clips import clip_files
from build.films.scenes import films_of
from build.theme.choose import load_theme
from engine.ledger import Ledger

FILM, FIRST = "speculative_decoding", "Text so far"  # the shortest to make
SMALL = "480p2"  # few frames: what is written and sent is the same


@dataclass(frozen=True)
class Made:
    """A folder with a film, the facts that it shows, and what was said when it was old, and as it was made."""

    folder: Path
    facts: Ledger
    said_of_old: str
    said: str


def make_again(folder: Path, old: Ledger, facts: Ledger) -> Made:
    """Both are said of a film of the facts `old`, whose clips are there; a GIF of it is made too."""
    for path in clip_files(FILM, folder):
        path.write_bytes(b"x")
    digest = key(films_of(product())[FILM], old, theme=load_theme(THEME), quality=SMALL, manim=installed_manim())
    (folder / f"{FILM}.json").write_text(json.dumps({"digest": digest}))
    said_of_old, said = io.StringIO(), io.StringIO()
    with redirect_stdout(said_of_old):
        assert render_all(old, folder, How(quality=SMALL), [FILM]) == 0
    with redirect_stdout(said):
        assert render_all(facts, folder, How(quality=SMALL, format="gif"), [FILM]) == 0
    return Made(folder, facts, said_of_old.getvalue(), said.getvalue())
