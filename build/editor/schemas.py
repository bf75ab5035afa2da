"""JSON schemas of what an author writes as data: front matter, themes, `course.toml`; each made from its own table.

An editor that knows JSON Schema (https://json-schema.org, draft 2020-12) completes and checks such files by them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from typing import Any

from pydantic.json_schema import GenerateJsonSchema
from pydantic_core.core_schema import CoreSchema, typed_dict_field, typed_dict_schema

from build.files.course_file import FOLDERS
from build.files.course_file import KEYS as OF_COURSE
from build.files.places import THEME
from build.parse.data import OF_DATA, OF_UNIT
from build.parse.front_values import SAYS, VALUES
from build.spec.deck import KINDS
from build.spec.said import WORDS
from build.spec.tool_words import TOOL_WORDS
from build.theme.schema import schema_of

Schema = dict[str, Any]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TEXT = {"type": ["string", "number", "boolean", "null"]}  # whatever YAML makes of one word
_CHOICE = {"enum": [True, False, "yes", "no", "true", "false", "on", "off"]}


def front_matter(kind: str) -> Schema:
    """What stands between the two rulers of a deck, a guide or a quiz."""
    fields = {key: typed_dict_field(value, required=False) for key, value in VALUES.items()}
    made = _lenient(_generated(typed_dict_schema(fields, extra_behavior="forbid")))
    keys: Schema = made["properties"]
    keys["kind"] = {"const": kind} if kind != KINDS[0] else {"enum": [KINDS[0]]}
    for listed in ("author", "assumes", "bibliography"):
        keys[listed] = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}
    keys["words"] = _named(
        dict.fromkeys((word.replace("_", " ") for word in (*WORDS, *TOOL_WORDS)), _TEXT), closed=False
    )
    column_units = {"type": "object", "additionalProperties": _TEXT}
    data = _named({key: column_units if key == "units" else _TEXT for key in OF_DATA})
    unit = {"anyOf": [{"type": "null"}, _named(dict.fromkeys(OF_UNIT, _CHOICE))]}
    keys["data"] = {"type": "object", "additionalProperties": data}
    keys["units"] = {"type": "object", "additionalProperties": unit}
    for key, said in SAYS.items():
        keys[key] = {**keys[key], "description": said}
    made["required"] = [] if kind == KINDS[0] else ["kind"]
    return {"$schema": _DIALECT, "title": f"Front matter of a {kind}", **made}


def theme() -> Schema:
    """A theme, which says only what differs from the default one."""
    default = tomllib.loads(THEME.read_text(encoding="utf-8"))
    return {"$schema": _DIALECT, "title": "Theme", **_optional(_generated(schema_of(default)))}


def course() -> Schema:
    """`course.toml`."""
    keys: Schema = {key: {"type": "string", "minLength": 1} for key in OF_COURSE}
    for key, usual in FOLDERS.items():
        keys[key]["description"] = f'A folder below that of course.toml; unsaid, "{usual}".'
    keys["ledger"] |= {"pattern": r"\.json$", "description": "The file of recorded facts; unsaid, facts.json."}
    keys["bibliography"]["description"] = "The works that decks cite: BibTeX or CSL JSON."
    keys["csl"]["description"] = "How works are cited: a style's name, or the path of its .csl."
    keys["theme"]["description"] = "A theme's name, or the path of its .toml."
    keys["template"] |= {
        "pattern": r"\.([pP][pP][tT][xX]|[pP][oO][tT][xX])$",
        "description": "A company's own .pptx or .potx.",
    }
    return {"$schema": _DIALECT, "title": "course.toml", **_named(keys)}


SCHEMAS: Mapping[str, Callable[[], Schema]] = {
    **{kind: lambda kind=kind: front_matter(kind) for kind in KINDS},  # type: ignore[misc]
    "theme": theme,
    "course": course,
}


def _generated(schema: CoreSchema) -> Schema:
    made: Schema = _without_titles(GenerateJsonSchema().generate(schema))
    return made


def _named(keys: Mapping[str, Any], *, closed: bool = True) -> Schema:
    made: Schema = {"type": "object", "properties": dict(keys)}
    return {**made, "additionalProperties": False} if closed else made


def _without_titles(part: Any) -> Any:
    """A schema without the titles that only repeat a key."""
    if isinstance(part, list):
        return [_without_titles(one) for one in part]
    if not isinstance(part, dict):
        return part
    return {key: _without_titles(one) for key, one in part.items() if not (key == "title" and isinstance(one, str))}


def _lenient(part: Any) -> Any:
    """Texts may be what YAML takes for numbers, days and the like."""
    if isinstance(part, list):
        return [_lenient(one) for one in part]
    if not isinstance(part, dict):
        return part
    if part == {"type": "string"}:
        return dict(_TEXT)
    return {key: _lenient(one) for key, one in part.items()}


def _optional(part: Any) -> Any:
    """Tables of which nothing must be said; what a single look or font is made of, the default has too."""
    if isinstance(part, list):
        return [_optional(one) for one in part]
    if not isinstance(part, dict):
        return part
    return {key: _optional(one) for key, one in part.items() if not (key == "required" and isinstance(one, list))}
