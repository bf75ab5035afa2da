"""The front matter's `data` and `units`: a course's own numbers and tables, and how their units are written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import yaml

from build.findings.diagnostic import Span
from build.findings.suggestion import suggestion
from build.findings.unprintable import UNPRINTABLE
from build.parse.source import FindingCollector
from build.spec.data import Data, DeclaredUnit, Written
from engine.quoted import quoted
from engine.units import unit

KEYS = ("data", "units")
OF_DATA = ("file", "value", "unit", "units", "source", "decimal")
OF_UNIT = ("before", "prefixes")
_NAME = re.compile(r"[^\W\d_]\w*")
_HINTS = {
    "data": "write 'data: {growth: {file: growth.csv, unit: mg/l, source: \"…\"}}'",
    "units": "write 'units: {g: {prefixes: yes}}', or 'units: {mg/l: }'",
    "decimal": "write 'decimal: \",\"' where the file has decimal commas",
}
_YES, _NO = ("yes", "true", "on"), ("no", "false", "off")


def take_data(root: yaml.MappingNode, findings: FindingCollector) -> tuple[tuple[Data, ...], tuple[DeclaredUnit, ...]]:
    """What front matter says under `data` and `units`, whose nodes are taken out of it.

    data  = "data:" (name ":" ("file:" path | "value:" number) "unit:"? "units:"? "source:"? "decimal:"?)+
    units = "units:" (name ":" "before:"? "prefixes:"?)+
    """
    taken: dict[str, yaml.Node] = {}
    for pair in list(root.value):
        key, node = pair
        if isinstance(key, yaml.ScalarNode) and key.value in KEYS:
            root.value.remove(pair)
            if key.value in taken:
                findings.add("P102", span_of(key), f"front matter key '{key.value}' stands twice", "keep one")
            taken.setdefault(key.value, node)
    data = [_data(*entry, findings) for entry in _entries(taken.get("data"), "data", findings)]
    units = [_unit(*entry, findings) for entry in _entries(taken.get("units"), "units", findings)]
    return tuple(filter(None, data)), tuple(filter(None, units))


def span_of(node: yaml.Node) -> Span:
    """A node's place; line one of the YAML is line two of the source."""
    start, end = node.start_mark, node.end_mark
    last = end.column + 1 if end.line == start.line else start.column + 2
    return Span(start.line + 2, start.column + 1, max(last, start.column + 2))


# ---- entries ----------------------------------------------------------------------------------------
def _data(name: Written, node: yaml.Node, findings: FindingCollector) -> Data | None:
    if not _NAME.fullmatch(name.text):
        hint = "a fact's name has letters, digits and _, and begins with a letter"
        findings.add("P102", name.span, f"{quoted(name.text)} cannot be a fact's name", hint)
        return None
    before = len(findings.found)
    found = dict(_fields(node, f"'{name.text}'", OF_DATA, _HINTS["data"], findings))
    said = {
        key: text for key in ("file", "value", "unit", "source", "decimal") if (text := _text(key, found, findings))
    }
    if ("file" in said) == ("value" in said):
        if len(findings.found) > before:  # why is said
            return None
        what = "both a file and a value" if "file" in said else "no file and no value"
        findings.add("P102", name.span, f"'{name.text}' has {what}", _HINTS["data"])
        return None
    decimal = said.get("decimal")
    if decimal and decimal.text not in (".", ","):
        findings.add("P102", decimal.span, f"{quoted(decimal.text)} is no decimal sign", _HINTS["decimal"])
        decimal = None
    units = tuple(_column_units(found.get("units"), findings))
    if "unit" in said and not _can_be_unit(said["unit"], findings):
        del said["unit"]
    return Data(
        name=name.text,
        span=name.span,
        file=said.get("file"),
        value=said.get("value"),
        unit=said.get("unit"),
        units=units,
        source=said["source"].text if "source" in said else "",
        decimal=decimal.text if decimal else ".",
    )


def _column_units(node: yaml.Node | None, findings: FindingCollector) -> Iterator[tuple[Written, Written]]:
    """Columns with their units; an empty one says that what is in brackets in a header is none."""
    for column, its in _entries(node, "units", findings):
        if not isinstance(its, yaml.ScalarNode):
            message = f"the unit of {quoted(column.text)} is not one text"
            findings.add("P102", span_of(its), message, "write 'units: {rate: mg/l}'")
        elif _can_be_unit(said := Written(text=its.value.strip(), span=span_of(its)), findings):
            yield column, said


def _unit(name: Written, node: yaml.Node, findings: FindingCollector) -> DeclaredUnit | None:
    if not name.text or not _can_be_unit(name, findings):
        return None
    options: dict[str, bool] = {}
    for key, its in _fields(node, quoted(name.text), OF_UNIT, _HINTS["units"], findings) if not _is_empty(node) else ():
        word = its.value.casefold() if isinstance(its, yaml.ScalarNode) else ""
        if word in _YES + _NO:
            options[key] = word in _YES
        else:
            findings.add("P102", span_of(its), f"'{key}' is yes or no", f"write '{key}: yes'")
    return DeclaredUnit(
        name=name.text, span=name.span, before=options.get("before"), prefixes=options.get("prefixes", False)
    )


def _can_be_unit(said: Written, findings: FindingCollector) -> bool:
    try:
        unit(said.text)
    except ValueError:
        hint = "a unit has up to 32 characters, is no number, and has no comma, brace or quotation mark in it"
        findings.add("P102", said.span, f"{quoted(said.text)} cannot be a unit", hint)
        return False
    return True


# ---- nodes ------------------------------------------------------------------------------------------
def _entries(node: yaml.Node | None, key: str, findings: FindingCollector) -> Iterator[tuple[Written, yaml.Node]]:
    """The names and nodes of a mapping, each name once."""
    if node is None or _is_empty(node):
        return
    if not isinstance(node, yaml.MappingNode):
        findings.add("P102", span_of(node), f"'{key}' has no names in it", _HINTS[key])
        return
    seen: set[str] = set()
    for name, its in node.value:
        text = UNPRINTABLE.sub("\ufffd", name.value.strip()) if isinstance(name, yaml.ScalarNode) else ""
        if text in seen:
            findings.add("P102", span_of(name), f"{quoted(text)} stands twice", "keep one")
            continue
        seen.add(text)
        yield Written(text=text, span=span_of(name)), its


def _fields(
    node: yaml.Node, whose: str, known: tuple[str, ...], hint: str, findings: FindingCollector
) -> Iterator[tuple[str, yaml.Node]]:
    """The known keys of a mapping, each once."""
    if not isinstance(node, yaml.MappingNode):
        findings.add("P102", span_of(node), f"{whose} is not a list of 'key: value'", hint)
        return
    seen: set[str] = set()
    for key, its in node.value:
        name = key.value if isinstance(key, yaml.ScalarNode) else ""
        if name not in known:
            likely = suggestion(name, known, f"its keys are {', '.join(known)}")
            findings.add("P102", span_of(key), f"{whose} has an unknown key {quoted(name)}", likely)
        elif name in seen:
            findings.add("P102", span_of(key), f"'{name}' stands twice", "keep one")
        else:
            seen.add(name)
            yield name, its


def _text(key: str, found: Mapping[str, yaml.Node], findings: FindingCollector) -> Written | None:
    """A field's one text; None where it has none."""
    node = found.get(key)
    if node is None or (isinstance(node, yaml.ScalarNode) and not node.value.strip()):
        return None
    if not isinstance(node, yaml.ScalarNode):
        findings.add("P102", span_of(node), f"'{key}' is not one text", _HINTS.get(key, f"write '{key}: …'"))
        return None
    if bad := UNPRINTABLE.search(node.value):
        findings.add("P007", span_of(node), f"control character U+{ord(bad.group()):04X}", "delete it")
        return None
    return Written(text=node.value.strip(), span=span_of(node))


def _is_empty(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and not node.value.strip()
