"""The figures of a course: functions of its folder `figures` that return a `Drawing`, in the form of this room's.

Which there are is read in their files; a file is run when a slide draws one of its figures.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING, Any

from build.figures.figure_table import FIGURES, GUIDE, FigureGuide, load_figure
from build.files.course import Course
from build.files.written_state import written_state
from build.findings.file_messages import display_path

if TYPE_CHECKING:
    from build.figures.canvas import Drawing


class FigureFileError(ValueError):
    """A course's file of figures that cannot be run."""


@dataclass(frozen=True)
class OwnFigure:
    """A figure by its name, in a file and from a line of it."""

    name: str
    path: Path
    line: int
    says: str = ""  # its docstring's first line

    def load(self) -> Callable[..., Drawing]:
        """Run its file. Raises FigureFileError."""
        from build.figures.inputs import inputs

        function: Callable[..., Drawing] = getattr(_module(self.path, *written_state(self.path)), self.name)
        try:
            inputs(function)
        except (AttributeError, KeyError, NameError, TypeError, ValueError):  # as somebody's annotations can be
            raise FigureFileError(
                f"{display_path(self.path)}:{self.line}: each argument of {self.name} behind its first needs a type, "
                "such as data: Fact[Series]"
            ) from None
        return function


def own_figures(course: Course) -> Mapping[str, OwnFigure]:
    """A course's figures by name. What is wrong with their files is told by the checks."""
    return {figure.name: figure for path in figure_files(course) for figure in figures_in(path)}


def figure_files(course: Course) -> list[Path]:
    return sorted(course.figures.glob("*.py"))


def figures_in(path: Path) -> tuple[OwnFigure, ...]:
    """The figures of a file; none of one that is not Python."""
    try:
        return _figures(path, *written_state(path))
    except (SyntaxError, ValueError):
        return ()


def known_figures(course: Course) -> Mapping[str, object]:
    """All figures that a spec of a course can name."""
    return {**FIGURES, **own_figures(course)}


def guide(course: Course) -> tuple[FigureGuide, ...]:
    """What somebody who writes a spec of a course is told of figures: the product's, then the course's."""
    own = own_figures(course).values()
    return (*GUIDE, *(FigureGuide("of this course", one.name, f"{one.name}(…)", one.says) for one in own))


def find_figure(name: str, course: Course) -> Callable[..., Drawing] | None:
    """A figure of the product, else of the course. Raises FigureFileError."""
    if name in FIGURES:
        return load_figure(name)
    own = own_figures(course).get(name)
    return own.load() if own else None


@lru_cache(maxsize=256)
def _figures(path: Path, _mtime: int, _size: int) -> tuple[OwnFigure, ...]:
    return tuple(_found(ast.parse(path.read_bytes(), filename=str(path)), path))


def _found(tree: ast.Module, path: Path) -> Iterator[OwnFigure]:
    """The public functions that say that they return a drawing."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            match node.returns:
                case ast.Name(id="Drawing") | ast.Attribute(attr="Drawing") | ast.Constant(value="Drawing"):
                    says = (ast.get_docstring(node) or "").partition("\n")[0]
                    yield OwnFigure(node.name, path, node.lineno, says)


@lru_cache(maxsize=64)
def _module(path: Path, _mtime: int, _size: int) -> Any:
    """A file's module, under a name that no import finds."""
    spec = spec_from_file_location(f"course figures {path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:  # whatever somebody's file raises is what is wrong with it
        raise FigureFileError(f"{display_path(path)} cannot be run: {type(error).__name__}: {error}") from error
    return module
