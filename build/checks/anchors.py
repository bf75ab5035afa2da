"""Checks of hands-on anchors: ids, assets, prerequisites."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from build.checks.context import CheckContext
from build.files.course import is_there
from build.findings.diagnostic import Span
from build.findings.file_messages import display_path
from build.findings.suggestion import suggestion
from build.spec.deck import Anchor


def _anchors(context: CheckContext) -> Iterator[Anchor]:
    return (slide.anchor for slide in context.deck.slides if slide.anchor)


def unique(context: CheckContext) -> None:
    first: dict[str, Anchor] = {}
    for anchor in _anchors(context):
        if anchor.id in first:
            span = context.findings.source.locate(anchor.span, anchor.id)
            where = first[anchor.id].span.line
            context.findings.add("C201", span, f"two anchors are called '{anchor.id}'", f"the first is in line {where}")
        elif anchor.id in context.elsewhere:
            span = context.findings.source.locate(anchor.span, anchor.id)
            other, _ = context.elsewhere[anchor.id]
            hint = f"the other is in {display_path(other)}"
            context.findings.add("C201", span, f"two anchors are called '{anchor.id}'", hint)
        first.setdefault(anchor.id, anchor)


def assets(context: CheckContext) -> None:
    """Each anchor has an asset, below the course's labs or the product's, that exists."""
    course = context.course
    labs = course.labs.resolve()
    room = course.labs.relative_to(course.root).as_posix()
    for anchor in _anchors(context):
        if not anchor.assets:
            hint = f"add '| Asset: ch04/04_gqa/memory_estimator_gqa.py', a path below {room}/"
            context.findings.add("C202", anchor.span, f"anchor '{anchor.id}' has no asset", hint)
        for asset in anchor.assets:
            span = context.findings.source.locate(anchor.span, asset)
            if _leaves(asset, labs):
                hint = f"name it from {room}/ downwards: ch04/04_gqa/memory_estimator_gqa.py"
                context.findings.add("C205", span, f"asset '{asset}' leaves {room}/", hint)
            elif not is_there(course.lab(asset)):
                otherwise = f"make {room}/{asset}, or name the file that is meant"
                hint = suggestion(asset, _beside(asset, labs), otherwise)
                context.findings.add("C206", span, f"there is no file {room}/{asset}", hint)


def _leaves(asset: str, labs: Path) -> bool:
    """Whether a path names anything but a file below labs/, also through a link."""
    if PurePosixPath(asset).is_absolute() or re.match(r"[A-Za-z]:|~", asset) or "\\" in asset:
        return True
    if ".." in PurePosixPath(asset).parts:
        return True
    try:
        return not (labs / asset).resolve().is_relative_to(labs)
    except (OSError, ValueError, RuntimeError):
        return False


def _beside(asset: str, labs: Path) -> list[str]:
    """The files below labs/ that a path may mean: those of its own folder."""
    folder = labs / PurePosixPath(asset).parts[0] if asset else labs
    try:
        return [file.relative_to(labs).as_posix() for file in sorted(folder.rglob("*")) if file.is_file()]
    except (OSError, ValueError):
        return []


def prerequisites(context: CheckContext) -> None:
    """Each prerequisite is an anchor of this deck or of the course's others, or one that the front matter assumes."""
    known = {anchor.id for anchor in _anchors(context)} | set(context.elsewhere) | set(context.deck.front.assumes)
    for anchor in _anchors(context):
        for wanted in anchor.prerequisites:
            if wanted not in known:
                elsewhere = f"another course's anchor stands in the front matter: 'assumes: [{wanted}]'"
                hint = f"{suggestion(wanted, known - {anchor.id})} {elsewhere}".lstrip()
                span = _prerequisite(context, anchor, wanted)
                context.findings.add("C203", span, f"anchor '{anchor.id}' needs '{wanted}', which does not exist", hint)


def circles(context: CheckContext) -> None:
    """No anchor needs itself, over however many others, also of other decks. Each circle is told once, where it
    starts."""
    ours = {anchor.id: anchor for anchor in reversed(list(_anchors(context)))}
    needs = {name: anchor for name, (_, anchor) in context.elsewhere.items()} | ours
    finished: set[str] = set()
    for start in reversed(ours):
        circle = _from_ours(_circle(start, needs, finished), ours)
        if circle:
            span = _prerequisite(context, ours[circle[0]], circle[1])
            hint = "take one of these prerequisites away"
            context.findings.add("C204", span, f"prerequisites go in a circle: {' → '.join(circle)}", hint)


def _from_ours(circle: list[str], ours: Mapping[str, Anchor]) -> list[str]:
    """A circle from the first of its anchors on that this deck has; nothing where it goes through other decks only."""
    ring = circle[:-1]
    first = next((at for at, name in enumerate(ring) if name in ours), None)
    return [] if first is None else [*ring[first:], *ring[:first], ring[first]]


def _circle(start: str, needs: Mapping[str, Anchor], finished: set[str]) -> list[str]:
    """A circle that can be reached from an anchor and was not told yet; its ids, the first one again at the end."""
    path: list[str] = []
    waiting: list[tuple[str, int]] = [(start, 0)]
    found: list[str] = []
    while waiting:
        name, depth = waiting.pop()
        finished.update(path[depth:])
        del path[depth:]
        if name in path:
            found = found or [*path[path.index(name) :], name]
        elif name in needs and name not in finished:
            path.append(name)
            waiting += [(needed, depth + 1) for needed in reversed(needs[name].prerequisites)]
    finished.update(path)
    return found


def _prerequisite(context: CheckContext, anchor: Anchor, wanted: str) -> Span:
    """Where an anchor names a prerequisite, alone or in a range."""
    line = context.findings.source.line(anchor.span.line)
    stem = re.sub(r"\d+$", "", wanted)
    alone, ranged = rf"(?<![\w-]){re.escape(wanted)}(?![\w-])", rf"{re.escape(stem)}\d+\s*\.\.+\s*\d+"
    part = max(line.casefold().rfind("| pre"), 0)
    match = re.compile(f"{alone}|{ranged}").search(line, part)
    return Span(anchor.span.line, match.start() + 1, match.end() + 1) if match else anchor.span
