"""A packet as a document: headings, tables, lists and commands with all numbers filled in, before any format."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from build.resolve.braces import BRACES, fact_text
from engine.economics.plans import MARGIN
from engine.ledger import Ledger
from engine.readiness.compare import Difference
from engine.readiness.decision import Evidence
from engine.readiness.needs import Needs
from engine.readiness.packet import Packet
from engine.units import Ratio, Seconds

CHIPS = {  # by how a thing is known: the words of its chip, and the chip's look
    "calculated": ("Calculated", "calculated"),
    "computed": ("Calculated", "calculated"),
    "measured": ("Measured here", "measured"),
    "published": ("Published", "published"),
    "graded": ("Graded", "plain"),
    "given": ("Stated", "given"),
}
UNDECIDED = ("Undecided", "undecided")


@dataclass(frozen=True, kw_only=True)
class Said:
    """A sentence behind its chips, each words and look. `number` is its command's in the annex, 0 without one."""

    text: str
    chips: tuple[tuple[str, str], ...] = ()
    number: int = 0


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of the decision table, or of another; `open` ones are hatched."""

    cells: tuple[tuple[Said, ...], ...]
    open: bool = False


@dataclass(frozen=True, kw_only=True)
class TableBlock:
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    kind: str = ""
    right: tuple[int, ...] = ()

    @classmethod
    def of(cls, header: tuple[str, ...], rows: Iterable[Iterable[str]]) -> TableBlock:
        """A table of plain words."""
        return cls(header=header, rows=tuple(Row(cells=tuple((Said(text=text),) for text in row)) for row in rows))


@dataclass(frozen=True, kw_only=True)
class ListBlock:
    """Numbered points: a bold name, then a sentence."""

    points: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class CodeBlock:
    lines: str


@dataclass(frozen=True, kw_only=True)
class TextBlock:
    said: Said


Block = TableBlock | ListBlock | CodeBlock | TextBlock


@dataclass(frozen=True, kw_only=True)
class Section:
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, kw_only=True)
class Document:
    """All of it: `asked` is the strip of requirements, `warning` what stands against going live."""

    title: str
    day: str
    count: str
    asked: tuple[tuple[str, str], ...]
    carries: str
    warning: str
    sections: tuple[Section, ...]


@dataclass
class _Annex:
    """Commands by number, each once."""

    ledger: Ledger
    file: str
    commands: dict[str, int] = field(default_factory=dict)

    def said(self, evidence: Evidence) -> Said:
        """A sentence with its numbers, its chips, and the number of its command."""
        facts: dict[str, None] = {}

        def fill(match: re.Match[str]) -> str:
            found = fact_text(match[1], self.ledger)
            facts[found.fact.partition(".")[0]] = None
            return found.text

        text = BRACES.sub(fill, evidence.says)
        hows = [self.ledger[name].kind for name in facts] if evidence.how == "fact" else [evidence.how]
        chips = tuple(dict.fromkeys(CHIPS[how] for how in hows if how in CHIPS))
        command = evidence.command.replace("FILE", self.file)
        if facts:
            command = f"coursewright facts {' '.join(facts)}"
        number = self.commands.setdefault(command, len(self.commands) + 1) if command else 0
        return Said(text=text, chips=chips, number=number)


def document(packet: Packet, ledger: Ledger, *, file: str, day: str, difference: Difference | None = None) -> Document:
    """The document of a packet whose use case is `file`; with a `difference`, what moved comes first.

    Raises ShowError where a fact that it names is not recorded.
    """
    annex = _Annex(ledger, file)
    sections = [*_moved(difference, annex), _decisions(packet, annex), *_levels(packet), _open(packet)]
    sections += [_evaluation(packet), _requirements(packet.needs)]
    annexed = tuple(
        Row(cells=((Said(text=str(number)),), (Said(text=command),))) for command, number in annex.commands.items()
    )
    sections.append(
        Section(
            heading="Annex: every number’s command",
            blocks=(TableBlock(header=("No.", "Command"), rows=annexed, kind="commands"),),
        )
    )
    return Document(
        title=packet.needs.name,
        day=day,
        count=f"{len(packet.decisions) - packet.undecided} decided, {packet.undecided} undecided",
        asked=_asked(packet.needs),
        carries=packet.carries,
        warning=packet.not_yet,
        sections=tuple(sections),
    )


def _asked(needs: Needs) -> tuple[tuple[str, str], ...]:
    first: tuple[tuple[str, str], ...] = (("Users at once", f"{needs.users:,}"),)
    if needs.job:
        first = (("Requests a night", f"{needs.job.requests:,}"), ("Ready within", f"{needs.job.hours:g} hours"))
    lengths = (("Prompt, answer", f"{needs.prompt:,} + {needs.answer:,}"),)
    waits = () if needs.job else (
        ("First token, P95", f"{Seconds(needs.first)}"), ("Each token, P95", f"{Seconds(needs.token)}")
    )  # fmt: skip
    return (*first, *lengths, *waits, ("Data", "stay in house" if needs.private else "may leave"))


def _decisions(packet: Packet, annex: _Annex) -> Section:
    rows = []
    for decision in packet.decisions:
        state = () if decision.decided else (Said(text="", chips=(UNDECIDED,)),)
        cells = (
            (Said(text=decision.name),),
            (*state, Said(text=decision.choice)),
            tuple(annex.said(evidence) for evidence in decision.evidence),
            (Said(text=decision.risk),),
            (Said(text=decision.way_back),),
        )
        rows.append(Row(cells=cells, open=not decision.decided))
    header = ("Decision", "Choice", "Evidence", "Risk", "Roll-back")
    return Section(heading="Decisions", blocks=(TableBlock(header=header, rows=tuple(rows), kind="decisions"),))


def _levels(packet: Packet) -> Iterator[Section]:
    if packet.needs.job:
        return
    rows = []
    for level in packet.levels:
        mark = {True: " ✓", False: " ✗ missed", None: ""}[level.kept]
        cells = [(Said(text=text),) for text in (level.name, level.limit, level.expected, f"{level.seen or '–'}{mark}")]
        rows.append(Row(cells=tuple(cells)))
    head = (f"{packet.needs.users:,} users", "Limit", "Expected", "Seen")
    blocks: list[Block] = [TableBlock(header=head, rows=tuple(rows), kind="levels", right=(1, 2, 3))]
    told = []
    if packet.expected:
        told.append(
            f"Expected: {packet.expected.calls:,} simulated calls of users who ask again when they are answered, each "
            f"step {MARGIN:g} times the least time."
        )
    if packet.seen:
        told.append(f"Seen: {packet.seen['completed']:,} calls answered, {packet.seen['failed']:,} failed.")
    else:
        told.append("Nothing has been seen yet: run this against the server, then add --result result.json.")
    blocks += [TextBlock(said=Said(text=" ".join(told))), CodeBlock(lines=packet.load_command)]
    yield Section(heading="Service levels under load", blocks=tuple(blocks))


def _open(packet: Packet) -> Section:
    points = tuple((point.name, point.says) for point in packet.open_points)
    if not points:
        return Section(heading="Open points", blocks=(TextBlock(said=Said(text="None.")),))
    return Section(heading="Open points", blocks=(ListBlock(points=points),))


def _evaluation(packet: Packet) -> Section:
    rows = [(check.what, check.how_many, check.passes) for check in packet.evaluation]
    return Section(heading="Evaluation plan", blocks=(TableBlock.of(("What", "How many", "Passes if"), rows),))


def _requirements(needs: Needs) -> Section:
    """What the strip has no room for."""
    quality = needs.quality
    told = [
        ("Quality bar", f"{quality.bar}: {Ratio(quality.share):percent} of {quality.answers:,} answers"),
        ("Alike in all prompts", "not counted" if needs.shared is None else f"{needs.shared:,} tokens of each prompt"),
        ("Budget", "not stated" if needs.budget is None else f"{needs.currency}{needs.budget:,.0f} a month"),
        ("Cards at work", f"{Ratio(needs.utilisation):percent} of the time that is paid"),
        ("Kept free of memory", f"{Ratio(needs.reserve):percent}"),
        ("If a card fails", needs.spare or "nobody is named"),
    ]
    return Section(heading="What is asked, besides", blocks=(TableBlock.of(("What", "Asked"), told),))


def _moved(difference: Difference | None, annex: _Annex) -> Iterator[Section]:
    if difference is None:
        return
    asked = [(one.name, one.before, one.after) for one in difference.asked]
    blocks: list[Block] = [TableBlock.of(("Asked", "Before", "Now"), asked)]
    if difference.moved:
        moved = tuple(
            Row(
                cells=(
                    (Said(text=one.name),),
                    (Said(text=f"{one.before} → {one.after}"),),
                    tuple(annex.said(evidence) for evidence in one.why),
                )
            )
            for one in difference.moved
        )
        blocks.append(TableBlock(header=("Decision", "Moved", "Why"), rows=moved, kind="moved"))
    stayed = f"As before: {', '.join(difference.stayed)}." if difference.stayed else "No decision is as before."
    blocks.append(TextBlock(said=Said(text=stayed)))
    yield Section(heading="What moved, and why", blocks=tuple(blocks))
