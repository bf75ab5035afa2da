"""Rules for animation slides."""

from __future__ import annotations

from build.parse.anchor import read_path
from build.parse.block_texts import texts_of
from build.parse.blocks import SourceLine, SourceParagraph
from build.parse.field import Field, Values
from build.parse.texts import item, one_line


def animation_asset(field: Field) -> Values:
    """A scene's name, as an item or behind the label. A path stands for its file's name.

    animation_asset = ("- ")? path
    """
    entries = field.take_lists()
    lines = [line for entry in entries for line in entry.lines]
    rest = [text for entry in entries for text in texts_of(entry.more, field.findings)]
    if not lines and field.blocks and isinstance(field.blocks[0], SourceParagraph):
        lines = list(field.blocks[0].lines)
        del field.blocks[0]
    if not lines:
        hint = f"name a scene: '{field.name}: `kv_cache_loop`'"
        field.findings.add("P112", field.span, f"'{field.name}' is empty", hint)
        return {"rest": rest}
    rest = [*(field.text(line) for line in lines[1:]), *rest]
    return {"scene": scene_name(lines[0], field), "scene_span": lines[0].span, "rest": rest}


def scene_name(line: SourceLine, field: Field) -> str:
    """The scene that a line means: `kv_cache_loop`, or a Python file's name without its ending."""
    path = read_path(line, field.findings)
    return path.rsplit("/", 1)[-1].removesuffix(".py")


def stages(field: Field) -> Values:
    """Names of stages.

    stages = ("1. " text)+
    """
    return {"stages": tuple(map(one_line, field.items()))}


def cues(field: Field) -> Values:
    """What to watch, and why.

    cues = ("- " item)+
    """
    return {"cues": tuple(item(text, apart=True) for text in field.items())}
