"""A packet as a spec of six slides, which the ordinary pipeline builds. Facts in its notes stay facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from build.packet.document import Document, Row, TableBlock
from build.packet.markdown import table_lines
from engine.readiness.packet import Packet


def slides(packet: Packet, document: Document) -> str:
    """The spec: title, what is asked, decisions, risks, service levels or evaluation, open points."""
    parts = [
        _title(document),
        _asked(document),
        _decisions(packet, document),
        _risks(packet),
        _levels(document),
        _open(packet),
    ]
    front = f'---\nfooter: "Readiness packet · {document.day}"\nwisdom: "off"\n---\n'
    return front + "\n".join("\n".join(part) + "\n" for part in parts)


def _title(document: Document) -> Iterator[str]:
    yield f"# {document.title}"
    yield ""
    yield f"Readiness packet · {document.count}"
    yield from _notes([document.carries, f"Do not go live yet: {document.warning}" if document.warning else ""])


def _asked(document: Document) -> Iterator[str]:
    yield "## What is asked"
    yield ""
    yield from table_lines(("Requirement", "Asked"), document.asked)
    asked = next(section for section in document.sections if section.heading.startswith("What is asked"))
    rows = [row for block in asked.blocks if isinstance(block, TableBlock) for row in block.rows]
    yield from _notes(f"{_words(row, 0)}: {_words(row, 1)}." for row in rows)


def _decisions(packet: Packet, document: Document) -> Iterator[str]:
    blocks = (block for section in document.sections for block in section.blocks)
    table = next(block for block in blocks if isinstance(block, TableBlock) and block.kind == "decisions")
    yield f"## {packet.carries.partition(':')[0].rstrip('.')}"
    rows = [
        (one.name, one.choice if one.decided else f"*{one.choice}*", _known(row) if one.decided else "**undecided**")
        for one, row in zip(packet.decisions, table.rows, strict=True)
    ]
    yield ""
    yield from table_lines(("Decision", "Choice", "Known by"), rows)
    yield from _notes(f"{one.name}: {evidence.says}" for one in packet.decisions for evidence in one.evidence)


def _risks(packet: Packet) -> Iterator[str]:
    yield "## What can go wrong, and the way back"
    yield ""
    yield from table_lines(
        ("Decision", "Risk", "Roll-back"), [(one.name, one.risk, one.way_back) for one in packet.decisions]
    )
    yield from _notes(["Each way back can be taken without a new decision."])


def _levels(document: Document) -> Iterator[str]:
    by_name = {section.heading: section for section in document.sections}
    heading = "Service levels under load" if "Service levels under load" in by_name else "Evaluation plan"
    yield f"## {heading}"
    table = next(block for block in by_name[heading].blocks if isinstance(block, TableBlock))
    yield ""
    rows = [tuple(_words(row, at) for at in range(len(table.header))) for row in table.rows]
    yield from table_lines(table.header, rows, table.right)
    yield from _notes(["The commands stand in the annex of the document."])


def _open(packet: Packet) -> Iterator[str]:
    yield "## What is still open"
    points = [f"- **{point.name}.** {point.says}" for point in packet.open_points]
    yield from points or ["- Nothing."]
    yield from _notes(
        [f"Do not go live yet: {packet.not_yet}" if packet.not_yet else "Nothing stands against going live."]
    )


def _notes(lines: Iterable[str]) -> Iterator[str]:
    yield ""
    yield "Notes:"
    yield from (f"{line}\n" for line in lines if line)


def _known(row: Row) -> str:
    """By what the evidence of a decision is known, each kind once."""
    chips = dict.fromkeys(words.lower() for said in row.cells[2] for words, _ in said.chips)
    return ", ".join(chips)


def _words(row: Row, place: int) -> str:
    return " ".join(said.text for said in row.cells[place])
