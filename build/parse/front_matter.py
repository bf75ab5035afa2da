"""Front matter: the YAML between two `---` lines at the top.

Read node by node, so that each finding names its line and column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from build.findings.diagnostic import Span
from build.parse.source import FindingCollector
from build.spec.deck import FrontMatter
from engine.did_you_mean import nearest

LARGEST = 16_384

_WORDS = ("course", "title", "author", "language", "footer", "logo", "logo_alt")
_KEYS = (*_WORDS, "hours", "assumes")
_SLIDES = re.compile(r"(\d{1,4})\s*[-–]\s*(\d{1,4})")


def read_front_matter(findings: FindingCollector) -> tuple[FrontMatter, int]:
    """The front matter, and how many lines of the source it takes."""
    lines = findings.source.lines
    if lines[0].rstrip() != "---":
        return FrontMatter(), 0
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "...")), None)
    if end is None:
        findings.add("P101", Span(1, 1, 4), "front matter without its end", "close it with a line '---'")
        return FrontMatter(), 1
    text = "\n".join(lines[1:end])
    if len(text) > LARGEST:
        findings.add("P101", Span(1, 1, 4), "front matter too long", f"it has at most {LARGEST:,} characters")
        return FrontMatter(), end + 1
    return _values(text, findings), end + 1


def _values(text: str, findings: FindingCollector) -> FrontMatter:
    try:
        root = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 2, mark.column + 1) if mark else (2, 1)
        findings.add(
            "P101", Span(line, column, column + 1), f"front matter is not YAML: {error.problem or error.context}"
        )
        return FrontMatter()
    except (yaml.YAMLError, RecursionError):
        findings.add("P101", Span(1, 1, 4), "front matter is not YAML", "write 'key: value' lines")
        return FrontMatter()
    if root is None:
        return FrontMatter()
    if not isinstance(root, yaml.MappingNode):
        findings.add(
            "P101", _span(root), "front matter is not a list of 'key: value' lines", f"its keys are {', '.join(_KEYS)}"
        )
        return FrontMatter()
    values: dict[str, object] = {}
    for key, node in root.value:
        name = key.value if isinstance(key, yaml.ScalarNode) else ""
        if name not in _KEYS:
            likely = nearest(name, _KEYS)
            hint = f"did you mean '{likely}'?" if likely else f"the keys are {', '.join(_KEYS)}"
            findings.add("P102", _span(key), f"unknown front matter key '{name}'", hint)
        elif name in values:
            findings.add("P102", _span(key), f"front matter key '{name}' stands twice", "keep one")
        elif name == "hours":
            values[name] = tuple(sorted(_hours(node, findings)))
        elif name == "assumes":
            values[name] = tuple(_strings(node, findings))
        elif isinstance(node, yaml.ScalarNode) and (name != "logo" or node.end_mark.line == key.start_mark.line):
            values[name] = node.value
            if name == "logo":
                values["logo_span"] = _span(node)
        else:
            findings.add("P102", _span(node), f"'{name}' is not one text", f"write '{name}: …' on one line")
    return FrontMatter(**values)  # type: ignore[arg-type]


def _hours(node: yaml.Node, findings: FindingCollector) -> Iterator[tuple[int, int, int]]:
    """`{1: 3-16, 2: 17-30}` as (hour, first slide, last slide)."""
    hint = "write 'hours: {1: 3-16, 2: 17-30}'"
    if not isinstance(node, yaml.MappingNode):
        findings.add("P102", _span(node), "'hours' does not say which slides an hour has", hint)
        return
    for key, value in node.value:
        hour = key.value if isinstance(key, yaml.ScalarNode) else ""
        slides = _SLIDES.fullmatch(value.value.strip()) if isinstance(value, yaml.ScalarNode) else None
        if not slides or not re.fullmatch(r"[0-9]{1,3}", hour):
            findings.add("P102", _span(value if not slides else key), "not an hour with its slides", hint)
        elif int(slides[1]) > int(slides[2]):
            findings.add("P102", _span(value), f"hour {hour} ends before it starts", hint)
        else:
            yield int(hour), int(slides[1]), int(slides[2])


def _strings(node: yaml.Node, findings: FindingCollector) -> Iterator[str]:
    nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
    for node in nodes:
        if isinstance(node, yaml.ScalarNode):
            yield from filter(None, (part.strip() for part in node.value.split(",")))
        else:
            findings.add("P102", _span(node), "'assumes' is not a list of anchor ids", "write 'assumes: [CH4-LAB-02]'")


def _span(node: yaml.Node) -> Span:
    """A node's place; line one of the YAML is line two of the source."""
    start, end = node.start_mark, node.end_mark
    last = end.column + 1 if end.line == start.line else start.column + 2
    return Span(start.line + 2, start.column + 1, max(last, start.column + 2))
