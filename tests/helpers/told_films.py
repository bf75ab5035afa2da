"""Films told from the first stage to the last, each once for its facts and theme, with no frame drawn."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import manim
import pytest
from seen_frames import Seen, seen

from animations.film import configuration, load
from animations.recorder import NoWriter
from animations.scene import FilmScene
from build.files.course import product
from build.files.places import THEME
from build.films.scenes import films_of
from build.theme.choose import load_theme
from engine.ledger import Ledger

Ends = dict[str, list[Seen]]


class Undrawn(manim.CairoRenderer):  # type: ignore[misc]
    """manim's renderer draws two pictures of each animation that it skips; this one draws none."""

    def __init__(self) -> None:
        super().__init__(file_writer_class=NoWriter, skip_animations=True)

    def update_frame(self, *_: Any, **__: Any) -> None:
        pass

    def save_static_frame_data(self, *_: Any) -> None:
        pass


class Films:
    """The product's films, told where no program is on the PATH: no LaTeX can be found."""

    def __init__(self, media: Path) -> None:
        """`media` is an empty folder for what manim writes."""
        self._media = media
        self._told: dict[tuple[str, int, Path], tuple[FilmScene, Ends, Ledger]] = {}  # a ledger kept keeps its id

    def told(self, name: str, facts: Ledger, theme: Path = THEME) -> FilmScene:
        """A film after its end."""
        return self._tell(name, facts, theme)[0]

    def ends(self, name: str, facts: Ledger) -> Ends:
        """What stood on a film's frame at the end of each stage."""
        return self._tell(name, facts, THEME)[1]

    def _tell(self, name: str, facts: Ledger, theme: Path) -> tuple[FilmScene, Ends, Ledger]:
        if (key := (name, id(facts), theme)) not in self._told:
            ends: Ends = {}
            with manim.tempconfig(configuration("480p", self._media)), pytest.MonkeyPatch.context() as patch:
                patch.setenv("PATH", str(self._media))
                film = load(films_of(product())[name])(
                    facts,
                    load_theme(theme),
                    done=lambda stage: ends.update({stage: list(seen(film))}),
                    renderer=Undrawn(),
                )
                film.render()
            self._told[key] = film, ends, facts
        return self._told[key]
