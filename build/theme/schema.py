"""What a theme's file says, and what each value must be. The default theme's names are those that there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, NamedTuple, NotRequired, get_args

from pydantic import BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError, ValidationInfo, WrapValidator
from typing_extensions import TypedDict

from build.findings.suggestion import suggestion
from build.theme.contrast import LARGE, TEXT
from build.theme.tokens import Marker
from build.theme.toml_file import Key
from engine.quoted import quoted

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
def _else(wrong: str) -> WrapValidator:
    def check(value: Any, validate: Callable[[Any], Any]) -> Any:
        try:
            return validate(value)
        except ValidationError as error:
            parts = [f"has {part['input']!r}, which {part['ctx']['error']}" for part in error.errors() if part["loc"]]
            raise ValueError(parts[0] if parts else wrong) from None

    return WrapValidator(check)


def _number(low: float, high: float) -> Any:
    return Annotated[float, Field(strict=True, ge=low, le=high), _else(f"is not a number from {low:g} to {high:g}")]


def _token(value: Any, info: ValidationInfo) -> Any:
    colors: Mapping[str, Any] | None = info.context  # none where [color] is no table, which is told by itself
    if isinstance(value, str) and (colors is None or value in colors):
        return value
    likely = suggestion(value, colors or ()) if isinstance(value, str) else ""
    raise ValueError("; ".join(filter(None, ("is not a colour of [color]", likely))))


Color = Annotated[str, Field(pattern="^#[0-9A-Fa-f]{6}$"), _else("is not a colour like #1A365D")]
Token = Annotated[str, BeforeValidator(_token)]
Ramp = Annotated[tuple[Token, ...], Field(min_length=2), _else("is not a list of colours from few to many")]
Family = Annotated[str, Field(pattern=r"^[^\W_]([\w .()&+-]{0,62}[\w)])?$"), _else("is not a font's name")]
Symbol = Annotated[Marker, _else(f"is not one of {', '.join(get_args(Marker))}")]
SyntaxClass = Annotated[str, Field(pattern=r"^Token(\.[A-Z]\w*)*$")]


# ---- tables -------------------------------------------------------------------------------------------
def _table(**fields: Any) -> Any:
    """A table with these keys and no others."""
    make: Any = TypedDict
    table = make("table", fields)
    table.__pydantic_config__ = ConfigDict(extra="forbid")
    return table


def _schema(default: Mapping[str, Any]) -> Any:
    def named(table: str, kind: Any) -> Any:
        names = default.get(table)
        known = names if isinstance(names, dict) else ()
        return _table(**dict.fromkeys((*known, *NEEDED.get(table, ())), kind))

    points = _number(0, 100)
    font = _table(name=Family, twin=Family, advance=NotRequired[_number(0.2, 1.5)])  # em
    return _table(
        color=named("color", Color),
        variant=named("variant", _table(fill=Token, tint=Token, ink=Token, label=Token, marker=Symbol)),
        ramp=_table(sequential=Ramp),
        syntax=dict[SyntaxClass, Token],
        font=_table(**dict.fromkeys(ROLES, font)),
        size=named("size", _number(6, 200)),  # points
        spacing=named("spacing", _number(0.8, 3)),
        shadow=named("shadow", _table(blur=points, distance=points, alpha=_number(0, 1))),
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
        adapter = TypeAdapter(_schema(default))
        return adapter.validate_python(data, context=colors if isinstance(colors, dict) else None), []
    except ValidationError as error:
        return {}, list(_mistakes(error, default))


def _mistakes(error: ValidationError, default: Mapping[str, Any]) -> Iterator[Mistake]:
    for found in error.errors(include_url=False):
        key = tuple(map(str, found["loc"]))
        if len(key) > 2 and key[0] == "syntax" and key[-1] == "[key]":
            key = key[:-1]  # so pydantic says that it means a key of a table, not its value
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
