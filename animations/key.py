"""What a clip depends on, as one digest. Computing it loads no manim and runs no scene."""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from build.films.scenes import Film
from build.theme.tokens import Theme
from engine.ledger import Ledger, Record
from engine.syntax import Reading, read

ROOT = Path(__file__).resolve().parents[1]
MAKER = "animations.film"  # turns any scene into files
DRAWING = ("animations.canvas", "animations.encoder", "animations.sections")
LIBRARIES = ("av", "numpy", "pillow", "pycairo")
# They find files, or read what is in the key itself.
BY_VALUE = ("build.files.course", "build.files.course_file", "build.theme.theme_file")


def key(film: Film, ledger: Ledger, *, theme: Theme, quality: str, manim: str, root: Path = ROOT) -> str:
    """The digest of a film's code with all modules of ours that it reaches, the theme, its facts, and the renderer."""
    parts: list[Any] = [quality, manim]
    parts += [(name, _form(path)) for name, path in reached(film.path, root).items()]
    look = asdict(theme)
    del look["file"]  # it may lie anywhere
    parts.append(look)
    parts += [(name, _visible(ledger[name])) for name in film.facts]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def drawn_by(root: Path = ROOT) -> str:
    """The digest of what turns a described picture into pixels and bytes."""
    parts = [
        *((name, _form(root.joinpath(*name.split(".")).with_suffix(".py"))) for name in DRAWING),
        *((name, version(name)) for name in LIBRARIES),
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def reached(scene: Path, root: Path = ROOT) -> dict[str, Path]:
    """A scene's file, the module that makes films, and every module of ours that they import, directly or not."""
    module = f"animations.{scene.stem}"
    found: dict[str, Path] = {module: scene}
    waiting = [*_imports(module, scene), MAKER]
    while waiting:
        name = waiting.pop()
        path = _file(name, root)
        if name not in found and name not in BY_VALUE and path is not None:
            found[name] = path
            waiting += _imports(name, path)
    return dict(sorted(found.items()))


def _imports(module: str, path: Path) -> Iterator[str]:
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for statement in _read(path).imports:
        for target in statement.targets(package):
            parts = target.split(".")
            yield from (".".join(parts[:count]) for count in range(1, len(parts) + 1))


def _file(module: str, root: Path) -> Path | None:
    """The file of a module of ours; None for anything else."""
    path = root.joinpath(*module.split("."))
    return next((file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()), None)


def _form(path: Path) -> str:
    return _read(path).form


def _read(path: Path) -> Reading:
    try:
        return _read_source(path.read_bytes())
    except SyntaxError as error:
        error.filename = str(path)
        raise


@cache  # most modules are reached by every film
def _read_source(source: bytes) -> Reading:
    return read([ast.parse(source)])


def _visible(record: Record) -> dict[str, Any]:
    """What of a record a film may show."""
    names = ("kind", "says", "unit", "value", "samples", "settings", "machine")
    return {name: getattr(record, name) for name in names}
