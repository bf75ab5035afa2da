"""Make one film: `python -m animations.film ORDER`, a process of its own with its own media folder.

Prints the name of each stage when it is done. Writes the clip, its captions, its poster, a still of each stage and the
sidecar.
"""

from __future__ import annotations

import importlib
import json
import shutil
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from animations.order import Order
from animations.quality import HEIGHT, WIDTH, read_quality
from build.files.course import course_in
from build.files.orphans import end_with_input
from build.films.clips import gif_file
from build.films.scenes import Film, films_of
from build.findings.file_messages import error_text
from build.theme.choose import load_theme
from build.theme.tokens import Theme
from engine.ledger import Ledger, read_ledger

if TYPE_CHECKING:
    from animations.picture import Picture
    from animations.scene import FilmScene

NO_MANIM = 3  # exit code: manim or a library of the system that it needs is not there
NO_FILES = 4  # exit code: files cannot be written, or read
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
    loaded: type[FilmScene] = getattr(_module(film), film.class_name)
    return loaded


def _module(film: Film) -> ModuleType:
    """A film's module: one of this room, or a file of a course."""
    if film.path.parent == Path(__file__).parent:
        return importlib.import_module(f"animations.{film.name}")
    spec = spec_from_file_location(f"course film {film.name}", film.path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[module.__name__] = module  # where manim looks for what a scene's file says of itself
    spec.loader.exec_module(module)
    return module


def make(film: Film, ledger: Ledger, theme: Theme, order: Order) -> None:
    """Make a film in the order's folder: `<scene>.mp4`, `.vtt`, `.png`, `-stage-1.png` …, `.json`, perhaps `.gif`."""
    from manim import tempconfig

    from animations.captions import web_vtt
    from animations.recorder import Recorder
    from animations.sections import Sections

    folder, quality = order.folder, read_quality(order.quality)
    with tempconfig(configuration(order.quality, folder / "media")):
        recorder = Recorder()
        sections = Sections(order.kept, folder, quality)
        played: list[tuple[Picture, int]] = []
        starts = [0.0]

        def cut(stage: str) -> None:
            recorded = recorder.take()
            was_there = sections.add(recorded, recorder.picture(scene))
            if order.gif:
                played.extend(recorded)
            starts.append(round(float(recorder.time), 2))
            print(stage + (KEPT if was_there else ""), flush=True)

        scene = load(film)(ledger, theme, done=cut, renderer=recorder)
        scene.render()
        sections.finish(folder / f"{film.name}.mp4", recorder.picture(scene))
    if order.gif:
        from animations.gif import write_gif

        write_gif(gif_file(film.name, folder), played, quality.rate)
    shutil.rmtree(folder / "media", ignore_errors=True)
    sidecar = {
        "scene": film.name,
        "theme": theme.name,
        "quality": order.quality,
        "seconds": round(float(recorder.time), 2),
        "stages": list(scene.stages),
        "starts": starts[:-1],
        "captions": [caption.words for caption in scene.captions],
        "facts": {name: ledger[name].value for name in film.facts},
        "shown": scene.numbers,
        "digest": order.digest,
    }
    text = json.dumps(sidecar, indent=1, ensure_ascii=False) + "\n"
    (folder / f"{film.name}.json").write_text(text, encoding="utf-8")
    (folder / f"{film.name}.vtt").write_text(web_vtt(scene.captions), encoding="utf-8")


def main(text: str) -> int:
    order = Order.from_text(text)
    end_with_input()
    try:
        import manim  # noqa: F401  # the first to fail where a library is missing
    except (ImportError, OSError) as error:
        print(error, file=sys.stderr)
        return NO_MANIM
    try:
        make(films_of(course_in(order.course))[order.scene], read_ledger(order.ledger), load_theme(order.theme), order)
    except OSError as error:
        print(error_text(error), file=sys.stderr)
        return NO_FILES
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
