"""Rules for title and agenda slides."""

from __future__ import annotations

from build.findings.suggestion import as_label, suggestion
from build.parse.blocks import ListEntry
from build.parse.field import Field, Values, words_only
from build.parse.rules.common import labelled
from build.parse.texts import item, one_line, split, split_all, unquote, without_end
from build.spec.deck import AgendaColumn, Item, Text

_CENTRAL = ("chip", "title", "subtitle", "tagline", "promises")


def central_text(field: Field) -> Values:
    """Chip, title, subtitle, and promises.

        central_text = ("- " ("chip" | "title" | "subtitle") ":" text | "- " promises)+
        promises     = ("tagline" | "promises") ":" text (mark text)*      the mark is ";" where there is one, else ","

    A title without a chip gives up what stands before its first dash.
    """
    values: Values = {}
    rest: list[Text] = []
    for entry in field.take_lists():
        name, lines = labelled(entry)
        key = name.casefold()
        text = one_line(field.entry_text(ListEntry(entry.number, lines, entry.more, entry.span)))
        if key not in ("title", "subtitle"):
            text = words_only(text, field.findings)
        if key not in _CENTRAL:
            items = f"its items are {', '.join(map(as_label, _CENTRAL))}"
            hint = suggestion(key, _CENTRAL, items, as_label)
            field.findings.add("P104", entry.span, f"'{name or text.plain}' is not an item of {field.name}", hint)
            rest.append(field.entry_text(entry))
        elif key in ("tagline", "promises"):
            mark = ";" if ";" in text.plain else ","
            parts = split_all(without_end(unquote(text), "."), mark)
            values["promises"] = (*values.get("promises", ()), *parts)
        elif key in values:
            field.findings.add("P105", entry.span, f"'{name}' stands twice in {field.name}", "keep one")
            rest.append(text)
        else:
            values[key] = text
    if "title" in values and "chip" not in values:
        before, after = split(values["title"], " - ")
        if after:
            values["chip"], values["title"] = before, after
    return {**values, "rest": rest}


def hour(field: Field) -> Values:
    """One agenda column.

    hour = "hour" number ":" heading ("1. " topic)+
    """
    heading = one_line(field.take_text())
    items = tuple(_topic(one_line(text)) for text in field.items())
    return {"columns": (AgendaColumn(name=field.name, heading=heading, items=items, span=field.span),)}


def timeline(field: Field) -> Values:
    """What comes when.

    timeline = ("- " text)+
    """
    return {"timeline": tuple(map(one_line, field.items()))}


def _topic(text: Text) -> Item:
    """An agenda item: a bold lead, else what stands before the first dash, else all of it.

    topic = "**" lead "**" text | lead " - " text | lead
    """
    made = item(text, apart=True)
    if made.lead:
        return made
    before, after = split(text, " - ")
    return Item(lead=before, rest=after or Text(), span=text.span)
