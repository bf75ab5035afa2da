"""What a theme's file says, and what each value must be. The default theme's names are those that there are.

A schema of pydantic's core: the types that stand on it take longer to import than a theme to read.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, NamedTuple, get_args

from pydantic_core import SchemaValidator, ValidationError
from pydantic_core.core_schema import (
    CoreSchema,
    TypedDictField,
    ValidationInfo,
    dict_schema,
    float_schema,
    literal_schema,
    no_info_wrap_validator_function,
    str_schema,
    tuple_variable_schema,
    typed_dict_field,
    typed_dict_schema,
    union_schema,
    with_info_before_validator_function,
)

from build.files.toml_file import Key
from build.findings.suggestion import suggestion
from build.theme.contrast import LARGE, TEXT
from build.theme.template_kinds import KINDS
from build.theme.tokens import Marker
from engine.quoted import quoted

TEMPLATE = "is not the name of a .pptx or .potx, and no table with file and layouts"
ROLES = ("display", "body", "mono")  # of fonts
LADDERS = (  # sizes that a text may have, from the least to the largest
    ("title_slide_floor", "title_slide"), ("title_floor", "title"), ("subtitle_floor", "subtitle"),
    ("annotation_floor", "annotation"), ("annotation", "annotation_max"), ("beginner_floor", "beginner"),
    ("wisdom_floor", "wisdom"), ("table_floor", "table"), ("frame_floor", "frame_label"),
)  # fmt: skip
NEEDED = {  # whatever else a default theme has
    "color": (*TEXT, *(ink for inks in TEXT.values() for ink in inks), *LARGE),
    "size": tuple(size for ladder in LADDERS for size in ladder),
    "spacing": ("single",),
}


# ---- values: what is wrong is the rest of a sentence that begins with the value ---------------------------
def _else(kind: CoreSchema, wrong: str) -> CoreSchema:
    def check(value: Any, validate: Callable[[Any], Any]) -> Any:
        try:
            return validate(value)
        except ValidationError as error:
            parts = [f"has {part['input']!r}, which {part['ctx']['error']}" for part in error.errors() if part["loc"]]
            raise ValueError(parts[0] if parts else wrong) from None

    return no_info_wrap_validator_function(check, kind)


def _template(kind: CoreSchema) -> CoreSchema:
    """A template's file, or a table with it and with layouts by kinds of slides."""

    def check(value: Any, validate: Callable[[Any], Any]) -> Any:
        try:
            return validate(value)
        except ValidationError:
            raise ValueError(TEMPLATE) from None

    return no_info_wrap_validator_function(check, kind)


def _number(low: float, high: float) -> CoreSchema:
    return _else(float_schema(strict=True, ge=low, le=high), f"is not a number from {low:g} to {high:g}")


def _token(value: Any, info: ValidationInfo) -> Any:
    colors: Mapping[str, Any] | None = info.context  # none where [color] is no table, which is told by itself
    if isinstance(value, str) and (colors is None or value in colors):
        return value
    likely = suggestion(value, colors or ()) if isinstance(value, str) else ""
    raise ValueError("; ".join(filter(None, ("is not a colour of [color]", likely))))


_COLOR = _else(str_schema(pattern="^#[0-9A-Fa-f]{6}$"), "is not a colour like #1A365D")
_TOKEN = with_info_before_validator_function(_token, str_schema())
_RAMP = _else(tuple_variable_schema(_TOKEN, min_length=2), "is not a list of colours from few to many")
_FAMILY = _else(str_schema(pattern=r"^[^\W_]([\w .()&+-]{0,62}[\w)])?$"), "is not a font's name")
_MARKERS = [*get_args(Marker)]
_SYMBOL = _else(literal_schema(_MARKERS), f"is not one of {', '.join(_MARKERS)}")
_SYNTAX_CLASS = str_schema(pattern=r"^Token(\.[A-Z]\w*)*$")


# ---- tables -------------------------------------------------------------------------------------------
def _table(fields: Mapping[str, CoreSchema], *, optional: Collection[str] = ()) -> CoreSchema:
    """A table with these keys and no others."""
    known: dict[str, TypedDictField] = {
        key: typed_dict_field(kind, required=key not in optional) for key, kind in fields.items()
    }
    return typed_dict_schema(known, extra_behavior="forbid")


def schema_of(default: Mapping[str, Any]) -> CoreSchema:
    """What a theme over this default one may say, once the two are merged."""

    def named(table: str, kind: CoreSchema) -> CoreSchema:
        names = default.get(table)
        known = names if isinstance(names, dict) else ()
        return _table(dict.fromkeys((*known, *NEEDED.get(table, ())), kind))

    points = _number(0, 100)
    look = {"fill": _TOKEN, "tint": _TOKEN, "ink": _TOKEN, "label": _TOKEN, "marker": _SYMBOL}
    font = _table({"name": _FAMILY, "twin": _FAMILY, "advance": _number(0.2, 1.5)}, optional=("advance",))  # em
    shadow = _table({"blur": points, "distance": points, "alpha": _number(0, 1)})
    layouts = _table(dict.fromkeys(KINDS, str_schema(min_length=1)), optional=KINDS)
    template = _table({"file": str_schema(min_length=1), "layouts": layouts}, optional=("layouts",))
    return _table(
        {
            "template": _template(union_schema([str_schema(min_length=1), template])),
            "color": named("color", _COLOR),
            "variant": named("variant", _table(look)),
            "ramp": _table({"sequential": _RAMP}),
            "syntax": dict_schema(_SYNTAX_CLASS, _TOKEN),
            "font": _table(dict.fromkeys(ROLES, font)),
            "size": named("size", _number(6, 200)),  # points
            "spacing": named("spacing", _number(0.8, 3)),
            "shadow": named("shadow", shadow),
        },
        optional=("template",),
    )


# ---- mistakes -----------------------------------------------------------------------------------------
class Mistake(NamedTuple):
    """What is wrong, at the value of the first of some keys that is said, or (not `value`) at the key."""

    code: str
    keys: tuple[Key, ...]
    message: str
    hint: str = ""
    value: bool = True


def validated(data: Mapping[str, Any], default: Mapping[str, Any]) -> tuple[dict[str, Any], list[Mistake]]:
    """A theme's data, or all that is wrong with them."""
    colors = data.get("color")
    try:
        schema = SchemaValidator(schema_of(default))
        return schema.validate_python(data, context=colors if isinstance(colors, dict) else None), []
    except ValidationError as error:
        return {}, list(_mistakes(error, default))


def _mistakes(error: ValidationError, default: Mapping[str, Any]) -> Iterator[Mistake]:
    for found in error.errors(include_url=False):
        key = tuple(map(str, found["loc"]))
        if len(key) > 2 and key[0] == "syntax" and key[-1] == "[key]":
            key = key[:-1]  # so pydantic says that it means a key of a table, not its value
        if key == ("template",) and (unknown := _unknown_kind(found["input"])):
            hint = suggestion(unknown, KINDS, f"there are: {', '.join(KINDS)}")
            place = ("template", "layouts", unknown)
            yield Mistake("T102", (place,), f"[template.layouts] has no {quoted(unknown)}", hint, value=False)
            continue
        *above, name = key
        dotted = ".".join(key)
        lacks = f"[{'.'.join(above)}] has no" if above else "a theme has no table"
        match found["type"]:
            case "extra_forbidden" | "string_pattern_mismatch":
                table: Any = default
                for part in above:
                    table = table.get(part) if isinstance(table, dict) else None
                hint = suggestion(name, table or (), f"there are: {', '.join(table or ())}")
                yield Mistake("T102", (key,), f"{lacks} {quoted(name)}", hint, value=False)
            case "missing":
                yield Mistake("T103", (key,), f"{lacks} {name}", "the default theme says everything", value=False)
            case "dict_type":
                yield Mistake("T103", (key,), f"{dotted} is not a table", f"write [{dotted}]")
            case _:
                value = repr(found["input"])
                brief = value if len(value) <= 60 else f"{value[:57]}..."
                yield Mistake("T103", (key,), f"{dotted} = {brief} {found['ctx']['error']}")


def _unknown_kind(template: object) -> str:
    """A kind of slides that a template's table names and that there is not."""
    layouts = template.get("layouts") if isinstance(template, dict) else None
    return next((str(kind) for kind in layouts if kind not in KINDS), "") if isinstance(layouts, dict) else ""
