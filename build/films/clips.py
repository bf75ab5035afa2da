"""Finished films: where their files are, and whether one still shows what the ledger says. Needs no manim."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from build.files.commands import make_film
from build.files.course import Course
from build.findings.diagnostic import Diagnostic, Span
from build.findings.file_messages import display_path
from build.theme.tokens import Theme
from engine.ledger import Ledger

STAGES = 5  # that each film has, and a still of each


@dataclass(frozen=True)
class Clip:
    """A film with its poster: recorded values that it shows, by name, and its stages with their starts in seconds."""

    scene: str
    movie: Path
    poster: Path
    seconds: float
    facts: Mapping[str, Any]
    stages: tuple[str, ...] = ()
    stills: tuple[Path, ...] = ()
    starts: tuple[float, ...] = ()
    captions: tuple[str, ...] = ()


def clip_files(scene: str, folder: Path) -> tuple[Path, ...]:
    """The sidecar, the movie, the poster, the captions and the stages' stills of a scene."""
    stills = (folder / f"{scene}-stage-{number}.png" for number in range(1, STAGES + 1))
    return (*(folder / f"{scene}{suffix}" for suffix in (".json", ".mp4", ".png", ".vtt")), *stills)


def gif_file(scene: str, folder: Path) -> Path:
    """Where a scene is a GIF, if that was asked for."""
    return folder / f"{scene}.gif"


def read_clip(
    scene: str, ledger: Ledger, folder: Path, theme: Theme, course: Course
) -> tuple[Clip | None, list[Diagnostic]]:
    """A scene's clip, or None and the reason: there is none, or it shows other values than the ledger's."""
    sidecar, movie, poster, _captions, *stills = clip_files(scene, folder)

    def refused(code: str, reason: str) -> tuple[None, list[Diagnostic]]:
        hint = make_film(course, scene, theme.file, here=ledger.here)
        message = f"the film {scene!r} {reason}"
        return None, [Diagnostic(path=display_path(sidecar), span=Span(), code=code, message=message, hint=hint)]

    if not all(path.is_file() for path in (sidecar, movie, poster)):
        return refused("A101", "has not been made yet")
    try:
        said = json.loads(sidecar.read_text(encoding="utf-8"))
        clip = Clip(
            scene, movie, poster, float(said["seconds"]), dict(said["facts"]), tuple(map(str, said["stages"])),
            tuple(path for path in stills if path.is_file()),
            tuple(map(float, said.get("starts", ()))), tuple(map(str, said.get("captions", ()))),
        )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError) as error:
        return refused("A102", f"has an unreadable sidecar ({type(error).__name__})")
    for name, value in clip.facts.items():
        if name not in ledger or _plain(ledger[name].value) != value:
            return refused("A103", f"shows another value of {name!r} than the ledger")
    return clip, []


def _plain(value: Any) -> Any:
    """A value as it comes back from JSON."""
    return json.loads(json.dumps(value))
