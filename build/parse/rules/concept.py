"""The rule for `Extended Annotations (12):`: numbered items, in named clusters or in one without a name."""

from __future__ import annotations

import re

from build.findings.diagnostic import Span
from build.parse.blocks import Heading, List, ListEntry, SourceBlock
from build.parse.field import Field, Values, no_expression, words_only
from build.parse.texts import item
from build.spec.deck import Cluster, Item

_ICON = re.compile(r"\s*\(\s*icon\s*:\s*(?P<icon>[\w-]+)\s*\)\s*$", re.IGNORECASE)


def extended_annotations(field: Field) -> Values:
    """Clusters of annotations. Their numbers run through, and are as many as the label promises.

    extended_annotations = "extended annotations" ("(" number ")")? ":" item* cluster*
    cluster              = "###" cluster_heading (number "." item)*
    """
    clusters: list[Cluster] = []
    name, icon, span = "", "", field.span
    entries: list[ListEntry] = []
    every: list[ListEntry] = []
    left: list[SourceBlock] = []

    def close() -> None:
        if entries or name:
            clusters.append(Cluster(name=name, icon=icon, items=_items(field, entries), span=span))

    for block in field.blocks:
        if isinstance(block, Heading):
            close()
            entries = []
            name, icon, span = _heading(block)
            no_expression(name, span, field)
            name = words_only(field.text(block.line.cut(0, len(name))), field.findings).plain
        elif isinstance(block, List):
            entries.extend(block.entries)
            every.extend(block.entries)
        else:
            left.append(block)
    close()
    field.blocks = left
    _count(field, every)
    return {"clusters": tuple(clusters)}


def _items(field: Field, entries: list[ListEntry]) -> tuple[Item, ...]:
    return tuple(item(text) for text in map(field.entry_text, entries) if text)


def _heading(block: Heading) -> tuple[str, str, Span]:
    """`How sharing works (icon: share)` as name, icon and place.

    cluster_heading = name ("(" "icon" ":" icon ")")?
    """
    match = _ICON.search(block.line.text)
    name = block.line.text[: match.start()] if match else block.line.text
    return name.strip(), match["icon"] if match else "", block.line.span


def _count(field: Field, entries: list[ListEntry]) -> None:
    """Finds a promise that is not kept, and the place where the numbering breaks."""
    if not entries:
        hint = "write its items as lines that start with '1. '"
        field.findings.add("P112", field.span, f"'{field.name}' has no list", hint)
        return
    promised = field.argument.text if field.argument else ""
    expected = int(promised) if re.fullmatch(r"[0-9]{1,3}", promised) else None
    wrong = next((i for i, entry in enumerate(entries) if entry.number != i + 1), None)
    hint = ""
    if wrong is not None and entries[wrong].number is not None:
        hint = (
            f"the numbering breaks in line {entries[wrong].span.line}: {entries[wrong].number} where {wrong + 1} is due"
        )
    if expected is not None and expected != len(entries):
        field.findings.add(
            "P118",
            field.argument.span if field.argument else field.span,
            f"{expected} annotations promised, {len(entries)} given",
            hint or f"the last one stands in line {entries[-1].span.line}",
        )
    elif expected is not None and wrong is not None:
        field.findings.add(
            "P122",
            entries[wrong].span,
            f"annotation {wrong + 1} is not numbered {wrong + 1}",
            hint and "numbers run through all clusters",
        )
    if promised and expected is None and field.argument:
        field.findings.add(
            "P118",
            field.argument.span,
            f"'{promised}' is not a number of annotations",
            "write 'Extended Annotations (12):'",
        )
