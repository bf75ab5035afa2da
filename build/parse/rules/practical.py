"""Rules for practical slides, appendices and troubleshooting."""

from __future__ import annotations

from build.parse.blocks import Fence, List, Rows, SourceBlock, SourceLine
from build.parse.field import Field, Values
from build.parse.tables import read_grid
from build.spec.deck import Command, Text


def checklist(field: Field) -> Values:
    """Things to have or to do.

    checklist = ("checklist" ("(" heading ")")? | "before you start") ":" ("- " text)+
    """
    heading = field.heading() or Text()
    if not heading and field.name.casefold() != "checklist":
        heading = field.text(SourceLine(field.span.line, field.span.column, field.name))
    return {"checklist_heading": heading, "checklist": tuple(field.items())}


def run(field: Field) -> Values:
    """A fenced block of commands with comments below them; or bullets with commands.

    run = ("run" | "commands") ("(" heading ")")? ":" (fence of command* | ("- " "`"? command "`"?)+)+
    """
    heading = field.heading()
    commands: list[Command] = []
    left: list[SourceBlock] = []
    for block in field.blocks:
        if isinstance(block, Fence):
            commands += [_command(line) for line in block.lines if line.text.strip()]
        elif isinstance(block, List):
            lines = [line for entry in block.entries for line in entry.lines]
            commands += [_command(SourceLine(line.number, line.column, line.text.strip("`"))) for line in lines]
            left += [inner for entry in block.entries for inner in entry.more]
        else:
            left.append(block)
    field.blocks = left
    if not commands:
        field.findings.add(
            "P112", field.span, f"'{field.name}' has no commands", "write them in a fenced block, as '$ command' lines"
        )
    return {"commands_heading": heading, "commands": tuple(commands)}


def table(field: Field) -> Values:
    """A Markdown table under the heading in the label's brackets.

    results = ("results" | "run order" | "log template" | "table") ("(" heading ")")? ":" table
    """
    heading = field.heading()
    for index, block in enumerate(field.blocks):
        if isinstance(block, Rows):
            del field.blocks[index]
            return {"table_heading": heading, "table": read_grid(block, field.findings)}
    field.findings.add(
        "P112", field.span, f"'{field.name}' has no table", "write '| a | b |', '| --- | ---: |', then rows"
    )
    return {}


def _command(line: SourceLine) -> Command:
    """A line of the terminal; without a sign before it, a command.

    command = "$"? text | "#" text
    """
    text = line.text.strip()
    comment = text.startswith("#")
    return Command(text=text.removeprefix("$" if not comment else "#").strip(), comment=comment, span=line.span)
