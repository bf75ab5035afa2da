"""A packet as Markdown, for a repository and its reviews."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from build.packet.document import Block, CodeBlock, Document, ListBlock, Row, Said, TableBlock, TextBlock


def markdown(document: Document) -> str:
    """The whole document; a command stands in the annex under the number in square brackets."""
    lines = [f"# Readiness packet: {document.title}", "", f"{document.day} · {document.count}", ""]
    lines += table_lines(tuple(name for name, _ in document.asked), [[value for _, value in document.asked]])
    lines += [
        "",
        f"> {document.carries}" + (f" **Do not go live yet:** {document.warning}" if document.warning else ""),
    ]
    for section in document.sections:
        lines += ["", f"## {section.heading}", ""]
        for block in section.blocks:
            lines += [*_block(block), ""]
        lines.pop()
    return "\n".join(lines) + "\n"


def _block(block: Block) -> Iterator[str]:
    match block:
        case TableBlock(header=header, rows=rows, kind=kind):
            yield from table_lines(header, [_cells(row, code=kind == "commands") for row in rows])
        case ListBlock(points=points):
            yield from (f"{number}. **{name}.** {says}" for number, (name, says) in enumerate(points, 1))
        case CodeBlock(lines=lines):
            yield from ("```console", f"$ {lines}", "```")
        case TextBlock(said=said):
            yield _sentence(said)


def _cells(row: Row, *, code: bool) -> list[str]:
    told = ["<br>".join(_sentence(said) for said in cell) for cell in row.cells]
    return [told[0], f"`{told[1]}`"] if code else told


def _sentence(said: Said) -> str:
    chips = " ".join(f"*{words}*" for words, _ in said.chips)
    number = f" [{said.number}]" if said.number else ""
    return " ".join(filter(None, (chips, said.text))) + number


def table_lines(header: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[int] = ()) -> Iterator[str]:
    """The lines of a table; a bar in a cell stays one. The columns at the places in `right` stand on the right."""
    yield f"| {' | '.join(header)} |"
    yield "|" + "".join(" ---: |" if at in right else " --- |" for at in range(len(header)))
    for row in rows:
        escaped = (cell.replace("|", r"\|") for cell in row)
        yield f"| {' | '.join(escaped)} |"
