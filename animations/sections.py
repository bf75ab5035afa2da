"""The sections that a film is joined of, one a stage: kept by what they show, drawn only where not there."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from animations.canvas import Canvas
from animations.encoder import SectionEncoder, join
from animations.key import drawn_by
from animations.picture import Picture
from animations.quality import Quality


class Sections:
    """Sections of a film, kept in a folder: a movie and a still of its end under the digest of all their pictures.

    They are made in another folder, `making`, and are whole when they are kept.
    """

    def __init__(self, kept: Path, making: Path, quality: Quality) -> None:
        self.drawn = 0  # pictures
        self._kept = kept
        self._making = making
        self._quality = quality
        self._canvas = Canvas(quality.width, quality.height)
        self._names: list[str] = []
        self._base = hashlib.sha256(f"{quality} {drawn_by()}".encode())
        kept.mkdir(parents=True, exist_ok=True)

    def add(self, recorded: Sequence[tuple[Picture, int]], still: Picture) -> bool:
        """Add a section, drawn and encoded unless it is there; whether it was."""
        total = self._base.copy()
        for picture, frames in (*recorded, (still, 0)):
            total.update(b"%d %d " % (frames, len(picture)) + b"".join(shape.digest for shape in picture))
        self._names.append(name := total.hexdigest())
        movie, image = self._files(name)
        if movie.is_file() and image.is_file():
            return True
        with SectionEncoder(self._making / movie.name, self._quality) as encoder:
            for picture, frames in recorded:
                encoder.write(self._canvas.pixels, self._canvas.show(picture), frames)
                self.drawn += 1
        self._save(still, self._making / image.name)
        for path in (image, movie):
            os.replace(self._making / path.name, path)
        return False

    def finish(self, movie: Path, poster: Picture) -> None:
        """Join the sections; write the poster and the stills beside the movie. Sections of earlier films go."""
        used = [self._files(name) for name in self._names]
        join([section for section, _ in used], movie)
        for number, (_, image) in enumerate(used, start=1):
            shutil.copyfile(image, movie.with_name(f"{movie.stem}-stage-{number}.png"))
        self._save(poster, movie.with_suffix(".png"))
        for path in self._kept.iterdir():
            if path.stem not in self._names:
                path.unlink()

    def _files(self, name: str) -> tuple[Path, Path]:
        return self._kept / f"{name}.mp4", self._kept / f"{name}.png"

    def _save(self, picture: Picture, path: Path) -> None:
        self._canvas.show(picture)
        Image.fromarray(self._canvas.pixels).convert("RGB").save(path)
