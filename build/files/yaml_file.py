"""A YAML file that somebody writes by hand: what it says, held to a pydantic model, and where each part stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from build.findings.diagnostic import Diagnostic, FindingsError, Span
from build.findings.file_messages import display_path
from build.findings.suggestion import suggestion
from build.findings.unprintable import UNPRINTABLE
from engine.quoted import quoted

LARGEST = 2**20  # bytes
DEEPEST = 8  # tables and lists in each other
MOST = 50_000  # parts, those counted again that an alias repeats
_NOT_YAML = "a line is 'key: value': two spaces go deeper, quotes go around words that have ': ' or ' #'"
_PLAIN = re.compile(r"[+-]?(?:0|[1-9][\d_]*)")  # YAML reads 010 as eight and 1:30 as ninety
_LINE_END = re.compile("\r\n|[\r\n]")
_INT = "tag:yaml.org,2002:int"

Place = tuple[str | int, ...]
"""The keys and the numbers of items that lead to a part."""

Model = TypeVar("Model", bound=BaseModel)


class YamlError(FindingsError):
    """All that is wrong with such a file."""


class YamlFile:
    """What a file says as `data`, and findings about it. `what`: how messages call such a file.

    Raises YamlError where it cannot be read, is no YAML, or says a key twice.
    """

    def __init__(self, path: Path, *, what: str) -> None:
        self.path, self.what = path, what
        self.lines, self._spans, self._written = [""], dict[Place, Span](), dict[Place, str]()
        self._parts = 0
        try:
            raw = path.read_bytes()
            if len(raw) > LARGEST:
                raise ValueError(f"it has {len(raw):,} bytes, and a {what} at most {LARGEST:,}")
            text = raw.decode("utf-8-sig")
            self.lines = _LINE_END.split(text)
            if unprintable := UNPRINTABLE.search(text):
                raise YamlError([self._control(text, unprintable.start())])
            loader = yaml.SafeLoader(text)
            root = loader.get_single_node()
        except UnicodeDecodeError as fault:
            before = raw[: fault.start].decode("utf-8-sig")
            self.lines = _LINE_END.split(raw.decode("utf-8", "replace"))
            found = self._finding(
                "U101", _at(before), f"byte 0x{raw[fault.start]:02X} is not UTF-8", "save it as UTF-8"
            )
            raise YamlError([found]) from None
        except yaml.MarkedYAMLError as fault:
            mark = fault.problem_mark or fault.context_mark
            line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            span, message = Span(line, column, column + 1), f"not YAML: {fault.problem or fault.context}"
            raise YamlError([self._finding("U101", span, message, _NOT_YAML)]) from None
        except YamlError:
            raise
        except (OSError, ValueError, yaml.YAMLError, RecursionError) as fault:
            why = getattr(fault, "strerror", None) or (str(fault) if isinstance(fault, ValueError) else "not YAML")
            hint = f"name a {what} in YAML"
            raise YamlError([self._finding("U101", Span(), f"the {what} cannot be read: {why}", hint)]) from None
        twice: list[Diagnostic] = []
        self.data: Any = None if root is None else self._read(root, (), loader, twice)
        if twice:
            raise YamlError(twice)

    def held_to(self, model: type[Model]) -> Model:
        """What the file says as a model. Raises YamlError with everything in it that cannot be.

        A field's description ends the sentence `40 is not …`; its examples are the hint.
        """
        if not isinstance(self.data, dict):
            keys = ", ".join(model.model_fields)
            message = f"a {self.what} is lines of 'key: value'"
            raise YamlError([self._finding("U102", Span(), message, f"its keys are {keys}")])
        try:
            return model.model_validate(self.data)
        except ValidationError as error:
            found = [self._told(model, part) for part in error.errors(include_url=False)]
            raise YamlError(sorted(dict.fromkeys(found), key=lambda one: (one.span, one.message))) from None

    def finding(self, code: str, place: Place, message: str, hint: str = "", word: str = "") -> Diagnostic:
        """A finding at a part, or at a `word` in it; where there is no such part, at the nearest above it."""
        span = self._span(place)
        if word:
            for number in range(span.line, len(self.lines) + 1):
                at = self.lines[number - 1].find(word, span.column - 1 if number == span.line else 0)
                if at >= 0:
                    span = Span(number, at + 1, at + 1 + len(word))
                    break
        return self._finding(code, span, message, hint)

    def _told(self, model: type[BaseModel], part: Any) -> Diagnostic:
        place: Place = tuple(part["loc"])
        key, kind = str(place[-1]) if place else "", part["type"]
        known, field = _field(model, place)
        if kind == "missing":
            return self.finding("U102", place[:-1], f"'{key}' is missing", _hint(key, field))
        if kind == "extra_forbidden":
            hint = suggestion(key, known, f"the keys are {', '.join(known)}")
            return self.finding("U102", (*place, "[key]"), f"unknown key {quoted(key)}", hint)
        if kind == "value_error":
            reason = str(part["ctx"]["error"])
            return self.finding("U102", place, reason, "" if field is None else _hint(key, field))
        must = field.description if field and field.description else "what this key can say"
        said = part["input"]
        shown = quoted(said) if isinstance(said, str) else "a table of keys"
        shown = ("a list" if said else "an empty list") if isinstance(said, list) else shown
        shown = "empty" if said is None else shown if isinstance(said, str | list | dict) else self._written[place]
        name = f"'{key}'" if isinstance(place[-1], str) else f"item {int(place[-1]) + 1} of '{place[-2]}'"
        return self.finding("U102", place, f"{name} is {shown}, not {must}", _hint(key, field))

    def _span(self, place: Place) -> Span:
        while place and place not in self._spans:
            place = place[:-2] if place[-1] == "[key]" else place[:-1]
        return self._spans.get(place, Span())

    def _finding(self, code: str, span: Span, message: str, hint: str = "") -> Diagnostic:
        line = self.lines[span.line - 1] if span.line <= len(self.lines) else ""
        path = display_path(self.path)
        return Diagnostic(path=path, span=span, code=code, message=message, hint=hint, line_text=line)

    def _scalar(
        self, node: yaml.Node, span: Span, place: Place, loader: yaml.SafeLoader, twice: list[Diagnostic]
    ) -> Any:
        self._written[place] = node.value
        try:
            if node.tag == _INT and not _PLAIN.fullmatch(node.value):
                raise ValueError(f"{quoted(node.value)} is read as {loader.construct_object(node)}")
            value = loader.construct_object(node)
            if isinstance(value, str) and (unprintable := UNPRINTABLE.search(value)):
                raise ValueError(f"control character U+{ord(unprintable.group()):04X}")
        except (yaml.YAMLError, ValueError) as fault:  # a date that no calendar has
            reason = fault.problem if isinstance(fault, yaml.MarkedYAMLError) else str(fault).partition(";")[0]
            hint = "write a whole number in plain digits, words in quotes, a day as 2026-05-01"
            twice.append(self._finding("U101", span, f"not a value of YAML: {reason}", hint))
            return None
        return value

    def _control(self, text: str, at: int) -> Diagnostic:
        return self._finding("U101", _at(text[:at]), f"control character U+{ord(text[at]):04X}", "delete it")

    def _read(self, node: yaml.Node, place: Place, loader: yaml.SafeLoader, twice: list[Diagnostic]) -> Any:
        """A node's value; where each part stands is noted. An alias of what it stands in has no end, so it stops."""
        end = node.end_mark.column if node.end_mark.line == node.start_mark.line else node.start_mark.column + 1
        span = Span(node.start_mark.line + 1, node.start_mark.column + 1, max(end, node.start_mark.column + 1) + 1)
        self._spans[place] = span
        self._parts += 1
        if self._parts > MOST:
            raise YamlError(
                [self._finding("U101", span, f"more than {MOST:,} parts", "write less, and no alias of aliases")]
            )
        if len(place) > DEEPEST:
            message = f"tables and lists stand in each other more than {DEEPEST} deep"
            twice.append(self._finding("U101", span, message, "write fewer in each other"))
            return None
        if isinstance(node, yaml.SequenceNode):
            return [self._read(item, (*place, at), loader, twice) for at, item in enumerate(node.value)]
        if not isinstance(node, yaml.MappingNode):
            return self._scalar(node, span, place, loader, twice)
        values: dict[str, Any] = {}
        for key, item in node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else ""
            at = Span(key.start_mark.line + 1, key.start_mark.column + 1, key.start_mark.column + 1 + len(name))
            if name in values:
                twice.append(self._finding("U102", at, f"the key {quoted(name)} stands twice", "keep one"))
                continue
            self._spans[*place, name, "[key]"] = at
            values[name] = self._read(item, (*place, name), loader, twice)
        return values


def _at(before: str) -> Span:
    """The character behind some text."""
    lines = _LINE_END.split(before)
    return Span(len(lines), len(lines[-1]) + 1, len(lines[-1]) + 2)


def _hint(key: str, field: FieldInfo | None) -> str:
    return f"write '{key}: {field.examples[0]}'" if field and field.examples else ""


def _field(model: type[BaseModel], place: Place) -> tuple[tuple[str, ...], FieldInfo | None]:
    """The names beside the last one of a place, and its field; of a list's item, the list's."""
    field = None
    for part in place:
        if isinstance(part, str):
            field = model.model_fields.get(part)
            known = tuple(model.model_fields)
            model = next(_models(field.annotation), model) if field else model
    return known if place and isinstance(place[-1], str) else (), field


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """Models in an annotation, such as that of a list's items."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)
