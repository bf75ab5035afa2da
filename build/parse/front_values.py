"""What front matter says, read from its YAML.

YAML says what stands where and pydantic what cannot be, so each finding names its line and column. pydantic's core
alone reads the schema: the types that stand on it take longer to import than the deck to parse.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml
from pydantic_core import SchemaValidator, ValidationError
from pydantic_core.core_schema import (
    dict_schema,
    list_schema,
    literal_schema,
    no_info_after_validator_function,
    no_info_before_validator_function,
    str_schema,
    typed_dict_field,
    typed_dict_schema,
)

from build.findings.diagnostic import Span
from build.findings.suggestion import suggestion
from build.findings.unprintable import UNPRINTABLE
from build.parse.data import KEYS as DATA_KEYS
from build.parse.data import span_of as _span
from build.parse.data import take_data
from build.parse.dialects import LOOK_CHOSEN, Dialect
from build.parse.foreign_keys import take_foreign
from build.parse.source import FindingCollector
from build.spec.data import Written
from build.spec.deck import KINDS, FrontMatter
from build.spec.said import ENGLISH, WORDS, fits, key_of, said_in

_HINTS = {
    "author": "write 'author: Ann, Bob'",
    "hours": "write 'hours: {1: 3-16, 2: 17-30}'",
    "assumes": "write 'assumes: [CH4-LAB-02]'",
    "words": "write 'words: {hour: Lesson}'",
    "kind": f"write 'kind: {KINDS[1]}'; the kinds are {', '.join(KINDS)}",
    "wisdom": "write 'wisdom: required', 'optional' or 'off'",
    "reveal": "write 'reveal: each' or 'reveal: points'",
    "bibliography": "write 'bibliography: works.bib', or a list of files",
}
_WRONG = {  # by key and pydantic's type of error, else by key, else a text is none
    ("hours", "dict_type"): "'hours' does not say which slides an hour has",
    ("words", "dict_type"): "'words' does not say which words stand for which",
    "hours": "not an hour with its slides",
    "words": "not one text",
    ("kind", "literal_error"): "'kind' is none that there is",
    ("wisdom", "literal_error"): "'wisdom' is none of its three choices",
    ("reveal", "literal_error"): "'reveal' is neither of its two choices",
    "assumes": "'assumes' is not a list of anchor ids",
    "bibliography": "'bibliography' is not a file, nor a list of files",
}
_TAB = re.compile(r"(\w+:) *\t")
_NULL = ("", "~", "null", "Null", "NULL")
_Said = tuple[str, str]  # a field of `Said`, and its words
_Place = tuple[str | int, ...]  # as pydantic names a part: ("hours", "2"), and ("hours", "2", "[key]") for the key


# ---- values -----------------------------------------------------------------------------------------
def _in_order(slides: str) -> tuple[int, int]:
    first, last = map(int, slides.replace("–", "-").split("-"))
    if first > last:
        raise ValueError("ends before it starts")
    return first, last


def _as_list(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


_NAMES = no_info_before_validator_function(_as_list, list_schema(str_schema()))
_FILES = no_info_before_validator_function(_as_list, list_schema(str_schema(min_length=1)))
_HOUR = no_info_after_validator_function(int, str_schema(pattern="^[0-9]{1,3}$"))
_SLIDES = no_info_after_validator_function(_in_order, str_schema(pattern=r"^\s*[0-9]{1,4}\s*[-–]\s*[0-9]{1,4}\s*$"))
VALUES = {
    "kind": literal_schema([*KINDS]),
    "course": str_schema(),
    "title": str_schema(),
    "date": str_schema(),
    "author": no_info_after_validator_function(", ".join, _NAMES),
    "language": str_schema(),
    "translates": str_schema(),
    "footer": str_schema(),
    "hours": dict_schema(_HOUR, _SLIDES),
    "assumes": _NAMES,
    "logo": str_schema(),
    "logo_alt": str_schema(),
    "wisdom": literal_schema(["required", "optional", "off"]),
    "reveal": literal_schema(["each", "points"]),
    "mascot": str_schema(),
    "words": dict_schema(str_schema(), str_schema()),
    "bibliography": _FILES,
    "csl": str_schema(),
}
KEYS = (*VALUES, *DATA_KEYS)
SAYS = {  # what an author is told of each where it is written
    "kind": "What is made of the spec: a deck where it does not say.",
    "course": "What the deck is a part of.",
    "title": "What it is called; wins over the first heading.",
    "date": "Of which day it is.",
    "author": "Whose it is: `Ann, Bob`, or a list.",
    "language": "Words, numbers, dates and direction: `en`, `de`, `ar` …",
    "translates": "The spec in its folder that it is a translation of.",
    "footer": "The line at the foot of each slide.",
    "hours": "Which slides an hour has: `{1: 3-16, 2: 17-30}`.",
    "assumes": "Anchors of other courses that prerequisites may name.",
    "logo": "A PNG or JPEG, named from the spec's folder.",
    "logo_alt": "What the logo shows.",
    "wisdom": "Whether each slide needs the owl's sentence, may have it, or keeps it in the notes.",
    "reveal": "How slides appear that do not say it: each part, or the points of lists, a click each.",
    "mascot": "A PNG, JPEG or SVG in the owl's place.",
    "words": "Words that the deck says by itself: `{hour: Lesson}`.",
    "bibliography": "Files of the works that it cites: BibTeX or CSL JSON, one or a list.",
    "csl": "How works are cited: a style by its name (`apa`), or a file.",
    "data": "Numbers and tables of its own, which are facts: `{growth: {file: growth.csv, unit: mg/l}}`.",
    "units": "How units of its data are written: `{g: {prefixes: yes}}`.",
}


# ---- reading ----------------------------------------------------------------------------------------
def read_values(text: str, findings: FindingCollector, dialect: Dialect | None) -> FrontMatter:
    """The front matter without what is wrong in it; its keys are those of `VALUES`."""
    try:
        root = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 2, mark.column + 1) if mark else (2, 1)
        tab = _TAB.match(findings.source.line(line))
        problem = "a tab behind a key" if tab else f"{error.problem or error.context}"
        hint = f"write a space after '{tab[1]}'" if tab else ""
        findings.add("P101", Span(line, column, column + 1), f"front matter is not YAML: {problem}", hint)
        return FrontMatter()
    except (yaml.YAMLError, RecursionError):
        findings.add("P101", Span(1, 1, 4), "front matter is not YAML", "write 'key: value' lines")
        return FrontMatter()
    if root is None:
        return FrontMatter()
    if not isinstance(root, yaml.MappingNode):
        hint = f"its keys are {', '.join(KEYS)}"
        findings.add("P101", _span(root), "front matter is not a list of 'key: value' lines", hint)
        return FrontMatter()
    data, units = take_data(root, findings)
    spans: dict[_Place, Span] = {}
    values = _read(root, (), spans, findings)
    if dialect:
        take_foreign(values, KEYS, {key: spans[key, "[key]"] for key in values}, dialect)
    fields = {key: typed_dict_field(kind, required=False) for key, kind in VALUES.items()}
    schema = SchemaValidator(typed_dict_schema(fields, extra_behavior="forbid"))
    try:
        schema.validate_python(values)
    except ValidationError as error:
        wrong = error.errors(include_url=False)
        for part in wrong:
            _tell(part["loc"], part["type"], spans, findings)
        for part in reversed(wrong):  # so that an item's number in its list stays right
            _drop(values, part["loc"])
    good: dict[str, Any] = {**schema.validate_python(values)}
    good["hours"] = tuple(sorted((hour, *slides) for hour, slides in good.get("hours", {}).items()))
    good["assumes"] = tuple(
        part.strip() for item in good.get("assumes", ()) for part in item.split(",") if part.strip()
    )
    good["words"] = tuple(_words(good.get("words", {}), good.get("language", ""), spans, findings))
    files = enumerate(good.get("bibliography", ()))
    good["bibliography"] = tuple(Written(text=name, span=_place(spans, at)) for at, name in files)
    if "csl" in good:
        good["csl"] = Written(text=good["csl"], span=spans["csl",])
    good |= {f"{key}_span": spans[key,] for key in ("logo", "footer", "mascot") if key in good}
    if "footer" not in good and (key := next((key for key in ("title", "course") if key in good), "")):
        good["footer_span"] = spans[key,]
    return FrontMatter(**good, data=data, units=units)


def _place(spans: Mapping[_Place, Span], at: int) -> Span:
    """Where a file of `bibliography` is named: in a list, or alone."""
    return spans.get(("bibliography", at), spans["bibliography",])


def _words(
    given: Mapping[str, str], language: str, spans: Mapping[_Place, Span], findings: FindingCollector
) -> Iterator[_Said]:
    """The deck's own words as fields of `Said`, without those that cannot stand in their place."""
    plurals = {key_of(written): words for written, words in given.items()}.get("plurals") or said_in(language).plurals
    for written, words in given.items():
        name = key_of(written)
        usual = _usual(name)
        if not usual:
            every = "build/spec/said.py lists them"
            hint = suggestion(name, (*WORDS, *_tool_words()), every, lambda known: known.replace("_", " "))
            findings.add("P141", spans["words", written, "[key]"], f"'{written}' is none of the built-in words", hint)
        elif not fits(name, words, plurals, usual):
            hint = f'write it like the usual one: {name.replace("_", " ")}: "{usual}"'
            findings.add(
                "P141", spans["words", written], f"'{words}' has other gaps or forms than what it stands for", hint
            )
        else:
            yield name, words


def _usual(name: str) -> str:
    """What English says under a name; nothing where no table of words has it."""
    if name in WORDS:
        return str(getattr(ENGLISH, name))
    return _tool_words().get(name, "")


def _tool_words() -> Mapping[str, str]:
    """The English words of pages and panels, by their names."""
    from build.spec.tool_words import ENGLISH_TOOLS, TOOL_WORDS  # which no slide needs

    return {name: getattr(ENGLISH_TOOLS, name) for name in TOOL_WORDS}


def _read(node: yaml.Node, place: _Place, spans: dict[_Place, Span], findings: FindingCollector) -> Any:
    """What a node says, as texts, lists and dicts, and where each part stands."""
    spans[place] = _span(node)
    if len(place) > 1 and not isinstance(node, yaml.ScalarNode):
        return None  # no value is so deep, and an alias of itself has no end
    if isinstance(node, yaml.SequenceNode):
        items = [item for item in node.value if not _is_null(item)]
        return [_read(item, (*place, i), spans, findings) for i, item in enumerate(items)]
    if not isinstance(node, yaml.MappingNode):
        if found := UNPRINTABLE.search(node.value):  # YAML has escapes for them
            findings.add("P007", _span(node), f"control character U+{ord(found.group()):04X}", "delete it")
        return UNPRINTABLE.sub("\ufffd", node.value)
    values: dict[str, Any] = {}
    for key, item in node.value:
        name = key.value if isinstance(key, yaml.ScalarNode) else ""
        at = (*place, name)
        spans[*at, "[key]"] = _span(key)
        if at in spans:
            findings.add("P102", _span(key), f"front matter key '{name}' stands twice", "keep one")
        elif name in ("logo", "mascot") and item.end_mark.line != key.start_mark.line:
            _tell(at, "", {at: _span(item)}, findings)  # `logo_files` finds it there without reading YAML
        elif place or name not in KEYS or not _is_null(item):
            values[name] = _read(item, at, spans, findings)
    return values


def _is_null(node: yaml.Node) -> bool:
    """What is null is as if it were not there."""
    return isinstance(node, yaml.ScalarNode) and not node.style and node.value in _NULL


def _drop(values: Any, at: _Place) -> None:
    """Take out what is wrong: an hour or an item where its key holds several."""
    match values.get(at[0]), at[1:]:
        case list() as items, (int(number), *_):
            del items[number]
        case dict() as hours, (str(hour), *_):
            hours.pop(hour, None)
        case _:
            values.pop(at[0], None)


def _tell(at: _Place, kind: str, spans: dict[_Place, Span], findings: FindingCollector) -> None:
    """Add the finding for one of pydantic's errors."""
    name, *within = map(str, at)
    span = next(spans[at[:end]] for end in range(len(at), 0, -1) if at[:end] in spans)
    hint = _HINTS.get(name, f"write '{name}: …' on one line")
    if kind == "extra_forbidden":
        known = suggestion(name, KEYS, f"the keys are {', '.join(KEYS)}")
        hint = LOOK_CHOSEN if name in ("theme", "template") else known
        findings.add("P102", spans[*at, "[key]"], f"unknown front matter key '{name}'", hint)
    elif kind == "value_error":
        findings.add("P102", span, f"hour {within[0]} ends before it starts", hint)
    else:
        findings.add(
            "P102",
            span,
            _WRONG.get((name, kind)) or _WRONG.get(name) or f"'{name}' is not one text",
            hint,
        )
