"""Rules for the labels that every kind of slide has."""

from __future__ import annotations

import re

from build.findings.suggestion import as_label, suggestion
from build.parse.anchor import EXAMPLE, beside_anchor, has_anchor, read_anchor
from build.parse.block_texts import raw_text
from build.parse.blocks import ListEntry, SourceLine, SourceParagraph
from build.parse.calls import parse_call
from build.parse.field import Field, Values, no_expression
from build.parse.texts import join, unquote
from build.spec.deck import Beginner, Call, Text

_FACT = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)?")
_CELL = re.compile(
    r"""(?P<fact>[^\W\d]\w*)(?:\.(?P<first>\w+))?(?:\[\s*(?:"(?P<double>[^"]+)"|'(?P<single>[^']+)'|(?P<plain>[^"'\[\]]+?))\s*\])?"""
    r"""(?:\.(?P<last>\w+))?"""
)
_CHOICES = {"yes": True, "true": True, "no": False, "false": False}
_CORNER = {"what this means": "means", "why it matters": "matters", "common mistake": "mistake"}


def prompt(field: Field) -> Values:
    """Words for whoever makes pictures. Kept, never shown."""
    text = raw_text(field.blocks)
    field.blocks.clear()
    return {"prompt": text}


def wisdom(field: Field) -> Values:
    """One sentence for the owl, with or without quotation marks.

    wisdom = quotation_mark? text quotation_mark?
    """
    text = unquote(join(_paragraphs(field)))
    if not text:
        field.findings.add("P112", field.span, f"'{field.name}' is empty", 'write it behind the label: Wisdom: "…"')
    return {"wisdom": text}


def notes(field: Field) -> Values:
    """What the speaker says: everything up to the next label, a paragraph each."""
    texts = field.rest()
    field.blocks.clear()
    return {"notes": tuple(texts)}


def minutes(field: Field) -> Values:
    """How long a slide takes.

    minutes = digit digit? digit?
    """
    text = field.take_text()
    if re.fullmatch(r"[0-9]{1,3}", text.plain):
        return {"minutes": int(text.plain)}
    field.findings.add(
        "P111", text.span if text else field.span, f"'{text.plain}' is not a number of minutes", "write 'Minutes: 4'"
    )
    return {}


def hidden(field: Field) -> Values:
    """Whether a slide is in the file and not shown.

    hidden = "yes" | "no"
    """
    return yes_or_no(field, "hidden")


def draft(field: Field) -> Values:
    """Whether a slide is not built yet.

    draft = "yes" | "no"
    """
    return yes_or_no(field, "draft")


def yes_or_no(field: Field, attribute: str) -> Values:
    """A choice under that name; a finding where it is none."""
    text = field.take_text()
    if text.plain.casefold() in _CHOICES:
        return {attribute: _CHOICES[text.plain.casefold()]}
    message = f"'{text.plain}' is neither yes nor no" if text else f"'{field.name}' says neither yes nor no"
    field.findings.add("P142", text.span if text else field.span, message, f"write '{field.name}: yes'")
    return {}


def beginner(field: Field) -> Values:
    """Three items, each once, in any order.

    beginner = ("- " ("what this means" | "why it matters" | "common mistake") ":" text)+
    """
    parts: dict[str, Text] = {}
    rest: list[Text] = []
    for entry in field.take_lists():
        name, value = labelled(entry)
        attribute = _CORNER.get(name.casefold())
        if attribute is None or attribute in parts:
            items = "its items are What this means:, Why it matters:, Common mistake:"
            hint = suggestion(name.casefold(), _CORNER, items, as_label)
            fault = "stands twice in" if attribute in parts else "is not an item of"
            field.findings.add(
                "P104", entry.span, f"'{name or field.entry_text(entry).plain}' {fault} Beginner's Corner", hint
            )
            rest.append(field.entry_text(entry))
        else:
            parts[attribute] = field.entry_text(ListEntry(entry.number, value, entry.more, entry.span))
    for name, attribute in _CORNER.items():
        if not parts.get(attribute):
            field.findings.add(
                "P112",
                field.span,
                f"Beginner's Corner does not say '{name.capitalize()}'",
                f"add '- {name.capitalize()}: …'",
            )
    corner = Beginner(
        means=parts.get("means", Text()),
        matters=parts.get("matters", Text()),
        mistake=parts.get("mistake", Text()),
        span=field.span,
    )
    return {"beginner": corner, "rest": rest} if parts else {"rest": rest}


def anchor(field: Field) -> Values:
    """A hands-on anchor, in backticks or not, on one line or wrapped. What stands around it is kept.

    anchor_field = "hands-on anchor" ":" text? "`"? anchor "`"? text?
    """
    for index, block in enumerate(field.blocks):
        lines = block.lines if isinstance(block, SourceParagraph) else ()
        first = next((at for at, line in enumerate(lines) if has_anchor(line.text)), None)
        if first is None:
            continue
        last = next((at for at in range(first, len(lines)) if "]" in lines[at].text), first)
        whole = SourceLine(
            lines[first].number, lines[first].column, " ".join(line.text for line in lines[first : last + 1])
        )
        del field.blocks[index]
        around = [lines[:first], *((part,) for part in beside_anchor(whole)), lines[last + 1 :]]
        rest = [field.text(*words) for words in around if words]
        return {"anchor": read_anchor(whole, field.findings), "rest": rest}
    field.findings.add("P108", field.span, f"'{field.name}' has no anchor", f"write '{EXAMPLE}'")
    return {}


def visual(field: Field) -> Values:
    """A figure called with facts and plain parameters.

    visual    = "`"? figure ("(" (given ("," given)*)? ")")? "`"?
    given     = fact ("." field)? | cell | name "=" value      facts in their order, parameters in any
    cell      = fact ("." column)? "[" row "]" | fact "[" row "]." column
    """
    example = "stacked_bars(flops_by_length, highlight=attention)"
    lines = [line for block in field.blocks if isinstance(block, SourceParagraph) for line in block.lines]
    if not lines:
        field.findings.add("P112", field.span, f"'{field.name}' is empty", f"write '{field.name}: {example}'")
        return {}
    field.blocks = [block for block in field.blocks if not isinstance(block, SourceParagraph)]
    line = lines[0]
    if len(lines) > 1:
        line = SourceLine(line.number, line.column, " ".join(line.text for line in lines))
    if line.text.startswith("`") and line.text.endswith("`") and len(line.text) > 2:
        line = line.cut(1, len(line.text) - 1)
    call = parse_call(line, field.findings, example=example)
    if call is None:
        return {}
    facts, parameters = [], []
    for argument in call.arguments:
        if argument.key:
            no_expression(argument.value, argument.span, field)
            parameters.append((argument.key, argument.value))
        elif argument.quoted or not (fact := _reference(argument.value)):
            field.findings.add(
                "P107",
                argument.span,
                f"'{argument.value}' is not a fact's name",
                'facts stand first, then key=value; quote text: title="…"',
            )
        else:
            facts.append(fact)
    return {"visual": Call(figure=call.name, facts=tuple(facts), parameters=tuple(parameters), span=call.span)}


def _reference(written: str) -> str:
    """A fact as slides refer to it: `growth["2020"].rate` and `growth.rate[2020]` are `growth.rate[2020]`."""
    if _FACT.fullmatch(written):
        return written
    found = _CELL.fullmatch(written)
    if found is None or (found["first"] and found["last"]):
        return ""
    row = found["double"] or found["single"] or found["plain"] or ""
    column = found["first"] or found["last"] or ""
    return f"{found['fact']}.{column}" + (f"[{row}]" if row else "")


def _paragraphs(field: Field) -> list[Text]:
    """All paragraphs and items of a field, taken."""
    texts = field.rest(marks=None)
    field.blocks.clear()
    return texts


def labelled(entry: ListEntry) -> tuple[str, tuple[SourceLine, ...]]:
    """A list item as name and value; without a name, all of it is the value.

    labelled = ("**"? name ":" "**"?)? text      a name holds no backtick
    """
    if not entry.lines:
        return "", ()
    first = entry.lines[0]
    name, colon, _ = first.text.partition(":")
    if not colon or "`" in name:
        return "", entry.lines
    value = first.cut(len(name) + 1)
    if name.startswith("**") and value.text.startswith("**"):
        name, value = name[2:], value.cut(2)
    return name.strip(" *").replace("’", "'"), (value, *entry.lines[1:])
