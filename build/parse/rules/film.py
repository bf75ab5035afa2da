"""Rules for animation slides."""

from __future__ import annotations

from build.parse.anchor import read_path
from build.parse.blocks import Line
from build.parse.field import Field, Values
from build.parse.texts import item


def animation_asset(field: Field) -> Values:
    """A scene's name, as an item or behind the label. A path stands for its file's name."""
    lines = [line for entry in field.take_lists() for line in entry.lines]
    if not lines:
        text = field.blocks.pop(0) if field.blocks else None
        lines = list(getattr(text, "lines", ()))
    if not lines:
        field.report.error(
            "P112", field.span, f"'{field.name}' is empty", f"name a scene: '{field.name}: `kv_cache_loop`'"
        )
        return {}
    return {
        "scene": scene_name(lines[0], field),
        "scene_span": lines[0].span,
        "rest": [field.text(line) for line in lines[1:]],
    }


def scene_name(line: Line, field: Field) -> str:
    """The scene that a line means: `kv_cache_loop`, or a Python file's name without its ending."""
    path = read_path(line, field.report)
    return path.rsplit("/", 1)[-1].removesuffix(".py")


def stages(field: Field) -> Values:
    return {"stages": tuple(field.items())}


def cues(field: Field) -> Values:
    return {"cues": tuple(item(text) for text in field.items())}
