"""Rules for practical slides, appendices and troubleshooting."""

from __future__ import annotations

from build.findings.diagnostic import Span
from build.parse.block_texts import read_cell
from build.parse.blocks import Alignment, Fence, List, Rows, SourceBlock, SourceLine
from build.parse.field import Field, Values
from build.spec.deck import Command, Grid, Text


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
            return {"table_heading": heading, "table": grid(block, field)}
    field.findings.add(
        "P112", field.span, f"'{field.name}' has no table", "write '| a | b |', '| --- | ---: |', then rows"
    )
    return {}


def grid(rows: Rows, field: Field) -> Grid:
    """Every row as wide as the header; cells that are too many are joined into the last one."""
    width = len(rows.header)
    left: list[Alignment] = ["left"] * width
    cells = []
    for row in rows.rows:
        if len(row) != width:
            first = row[0] if row else rows.header[0]
            field.findings.add(
                "P115", Span(first.number, first.column, first.column + 1),
                f"a row of {len(row)} cells in a table of {width} columns",
                "a '|' inside a cell stands in backticks or as '\\|'",
            )  # fmt: skip
        texts = [read_cell([cell], field.findings) for cell in row[: width - 1]]
        texts.append(read_cell(row[width - 1 :], field.findings))
        cells.append(tuple((texts + [Text()] * width)[:width]))
    header = tuple(read_cell([cell], field.findings) for cell in rows.header)
    return Grid(header=header, rows=tuple(cells), align=(*rows.align, *left)[:width], span=rows.span)


def _command(line: SourceLine) -> Command:
    """A line of the terminal; without a sign before it, a command.

    command = "$"? text | "#" text
    """
    text = line.text.strip()
    comment = text.startswith("#")
    return Command(text=text.removeprefix("$" if not comment else "#").strip(), comment=comment, span=line.span)
