"""Make one film: `python -m animations.film SCENE …`, a process of its own with its own media folder.

Prints the name of each stage when it is done. Writes the clip, its poster, a still of each stage and the sidecar.
"""

from __future__ import annotations

import argparse
import importlib
import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from animations.quality import HEIGHT, WIDTH, read_quality
from build.files.orphans import end_with_input
from build.films.scenes import Film, scenes
from build.theme.choose import load_theme
from build.theme.tokens import Theme
from engine.ledger import Ledger, read_ledger

if TYPE_CHECKING:
    from animations.scene import FilmScene

NO_MANIM = 3  # exit code: manim or a library of the system that it needs is not there
FRAME = {"frame_width": WIDTH, "frame_height": HEIGHT}  # one unit is an inch of the page
KEPT = ", as it was"  # said of a stage whose section was there
QUIET = {"verbosity": "ERROR", "progress_bar": "none", "disable_caching": True, "preview": False}


def configuration(quality: str, media: Path) -> dict[str, Any]:
    """manim's settings for a quality."""
    size = read_quality(quality)
    pixels = {"pixel_width": size.width, "pixel_height": size.height, "frame_rate": size.rate}
    return {**FRAME, **QUIET, **pixels, "media_dir": str(media)}


def load(film: Film) -> type[FilmScene]:
    """A film's class."""
    loaded: type[FilmScene] = getattr(importlib.import_module(f"animations.{film.name}"), film.class_name)
    return loaded


def make(film: Film, ledger: Ledger, theme: Theme, *, quality: str, digest: str, folder: Path, kept: Path) -> None:
    """Make a film in a folder: `<scene>.mp4`, `.png`, `-stage-1.png` …, `.json`. Its sections are kept in another."""
    from manim import tempconfig

    from animations.recorder import Recorder
    from animations.sections import Sections

    with tempconfig(configuration(quality, folder / "media")):
        recorder = Recorder()
        sections = Sections(kept, folder, read_quality(quality))

        def cut(stage: str) -> None:
            was_there = sections.add(recorder.take(), recorder.picture(scene))
            print(stage + (KEPT if was_there else ""), flush=True)

        scene = load(film)(ledger, theme, done=cut, renderer=recorder)
        scene.render()
        sections.finish(folder / f"{film.name}.mp4", recorder.picture(scene))
    shutil.rmtree(folder / "media", ignore_errors=True)
    sidecar = {
        "scene": film.name,
        "theme": theme.name,
        "quality": quality,
        "seconds": round(float(recorder.time), 2),
        "stages": list(scene.stages),
        "facts": {name: ledger[name].value for name in film.facts},
        "shown": scene.numbers,
        "digest": digest,
    }
    text = json.dumps(sidecar, indent=1, ensure_ascii=False) + "\n"
    (folder / f"{film.name}.json").write_text(text, encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description="Make one film.")
    parser.add_argument("scene")
    parser.add_argument("--quality", required=True)
    parser.add_argument("--theme", type=Path, required=True)
    parser.add_argument("--ledger", type=Path, required=True)
    parser.add_argument("--digest", required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--kept", type=Path, required=True)
    options = parser.parse_args()
    end_with_input()
    try:
        import manim  # noqa: F401  # the first to fail where a library is missing
    except (ImportError, OSError) as error:
        print(error, file=sys.stderr)
        return NO_MANIM
    make(
        scenes()[options.scene],
        read_ledger(options.ledger),
        load_theme(options.theme),
        quality=options.quality,
        digest=options.digest,
        folder=options.folder,
        kept=options.kept,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
