"""A tree as a side: a git revision, or the working tree."""

from __future__ import annotations

import io
import os
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from build.compare.content import content_of
from build.compare.side import Side, SideError
from build.files.course import Course, course_in
from build.files.course_file import COURSE_FILE
from build.findings.rules import RULES
from build.findings.suggestion import suggestion
from build.parse.deck import parse
from build.parse.source import read_source, specs_of
from build.resolve.resolve import resolve
from build.spec.deck import Deck
from engine.atomic_write import scratch
from engine.ledger import Ledger
from engine.quoted import quoted

if TYPE_CHECKING:
    from PIL.Image import Image

    from build.theme.tokens import Theme

WORKING_TREE = "."


@contextmanager
def open_tree(name: str, course: Course) -> Iterator[Side]:
    """Read a course's tree by a revision's name or `.`; a copy lasts as long as the context.

    Raises SideError, and CourseError where the tree's `course.toml` has mistakes.
    """
    if name == WORKING_TREE:
        yield _read_tree("the working tree", course)
        return
    commit = _commit(name, course.root)
    with scratch() as folder:
        _unpack(commit, course.root, folder)
        # An earlier revision may not say where things lie, and then they lie as they do now.
        yield _read_tree(name, course_in(folder) if (folder / COURSE_FILE).is_file() else course.at(folder))


def _read_tree(name: str, course: Course) -> Side:
    """The decks of a course with the ledger's numbers in them."""
    specs = specs_of(course)
    if not specs:
        raise SideError(f"{name} has no {_within(course.specs, course)}", "compare revisions that hold specs")
    try:
        ledger = course.recorded()
    except ValueError as error:
        place = f"take it from git: git checkout {_within(course.ledger, course)}"
        raise SideError(f"{name}: {str(error).replace(f'{course.root}/', '')}", place) from None
    decks = {path.stem: resolve(_parsed(name, path, course), ledger, course)[0] for path in specs}
    theme = cache(_theme)

    def draw(deck: str, slide: int) -> Image:
        return _draw(decks[deck], slide, theme(course.theme), ledger, course)

    return Side(name=name, content=content_of(decks.values(), ledger, course), draw=draw)


def _within(path: Path, course: Course) -> str:
    """A path as it is typed in the course's folder."""
    return "specs" if path == course.root else path.relative_to(course.root).as_posix()


def _parsed(name: str, path: Path, course: Course) -> Deck:
    source, found = read_source(path)
    if not source.text:
        (unreadable,) = found
        raise SideError(f"{name}: {_within(path, course)}: {unreadable.message}", RULES[unreadable.code].remedy)
    return parse(source)[0]


def _theme(file: Path) -> Theme:
    """A tree's own theme. Raises ThemeError."""
    from build.theme.choose import load_theme

    return load_theme(file)


def _draw(deck: Deck, number: int, theme: Theme, ledger: Ledger, course: Course) -> Image:
    """One slide of a tree; a film by its last stage. Raises ValueError."""
    from PIL import Image

    from build.compare.side import SIZE
    from build.layout.book import lay_out_slide
    from build.render.png import png
    from build.render.svg.page import page_svg

    slide = next(slide for slide in deck.slides if slide.number == number)
    page, _ = lay_out_slide(deck, slide, theme, ledger, {}, course)
    width, height = SIZE
    return Image.open(io.BytesIO(png(page_svg(page, theme), theme.fonts, width=width, height=height)))


# ---- git --------------------------------------------------------------------------------------------
def _commit(name: str, repository: Path) -> str:
    """The commit that a name stands for."""
    found = _git(repository, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    if found.returncode == 0:
        return found.stdout.decode().strip()
    if (answer := _git(repository, "rev-parse", "--git-dir")).returncode:
        raise SideError(f"no revision {quoted(name)}: git says {_complaint(answer)}", "compare two .pptx files instead")
    names = ["HEAD", *_git(repository, "for-each-ref", "--format=%(refname:short)").stdout.decode().split()]
    otherwise = "name a revision such as HEAD~1, '.' for the working tree, or a .pptx file"
    raise SideError(f"unknown revision {quoted(name)}", suggestion(name, names, otherwise))


def _unpack(commit: str, root: Path, folder: Path) -> None:
    """Put a course's folder somewhere else as it was in a commit."""
    archive = _git(root, "archive", "--format=tar", commit)
    if archive.returncode:
        raise SideError(f"{commit} cannot be read: git says {_complaint(archive)}", "see git fsck")
    try:
        with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as tar:
            tar.extractall(folder, filter="data")
    except tarfile.TarError as error:
        raise SideError(f"{commit} cannot be read: {error}", "compare a revision without such a link") from None


def _complaint(answer: subprocess.CompletedProcess[bytes]) -> str:
    """What git complains of, in one line."""
    return " ".join(answer.stderr.decode(errors="replace").split()).removeprefix("fatal: ")


def _git(repository: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    try:
        environment = {**os.environ, "LC_ALL": "C"}
        return subprocess.run(["git", "-C", str(repository), *words], capture_output=True, env=environment, check=False)
    except FileNotFoundError:
        raise SideError("git is not installed", "compare two .pptx files instead") from None
