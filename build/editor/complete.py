"""What can be written at a point: the first of these that knows the place answers."""

from __future__ import annotations

from pathlib import Path

from build.editor.choice import Choice
from build.editor.fact_choices import expression_choices
from build.editor.figure_choices import visual_choices
from build.editor.front_choices import course_file_choices, front_choices
from build.editor.line_choices import inline_choices, label_choices, value_choices
from build.editor.names import Names
from build.editor.point import Point
from build.editor.work_choices import work_choices
from build.files.course_file import COURSE_FILE

TRIGGERS = ("@", "{", "|", "(", "[", ":", ".", '"', "=", " ", ",")  # after which an editor asks by itself


def complete(point: Point, spec: Path, names: Names) -> list[Choice]:
    """The choices at a point of a spec's text, or of a `course.toml`, the likeliest first.

    deck, guide and quiz are told apart by their front matter.
    """
    if spec.name == COURSE_FILE:
        return course_file_choices(point, names)
    if point.closes_front or (point.line == 1 and point.written.front):
        return []
    found = front_choices(point, names, spec)
    if found is not None:
        return found
    if point.in_code:
        return []
    names = names.of(point.written, spec)
    for choices in (
        expression_choices(point, names),
        visual_choices(point, names) if point.written.kind != "quiz" else None,
        inline_choices(point, names, spec),
        work_choices(point, names, spec),
        value_choices(point, names, spec),
        label_choices(point, names),
    ):
        if choices is not None:
            return choices
    return []
