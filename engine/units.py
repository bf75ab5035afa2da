"""Units are types: a fact's return type says what its number means and how it is written.

Every quantity holds its value in the SI base of its unit. One `__format__` serves the deck's filter
(`{{ kv_cache_gqa_4k | GiB }}`), a scene's f-string (`f"{kv_cache_gqa_4k:GiB}"`) and a lab's table.
A format is a scale's name, with a number of decimals behind a dot where needed: `GiB`, `GiB.1`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import ClassVar, Self

SIGNIFICANT_DIGITS = 3


@dataclass(frozen=True, slots=True)
class UnitScale:
    """One way to write a unit: divide by `factor`, then append `suffix`, or write `before` in front."""

    factor: float
    suffix: str
    before: str = ""

    @property
    def sign(self) -> str:
        """The unit alone: `GB`, `€`."""
        return (self.before or self.suffix).strip()

    def written(self, number: str) -> str:
        minus = "−" if self.before and number.startswith("−") else ""
        return f"{minus}{self.before}{number.removeprefix(minus)}{self.suffix}"


class Quantity(float):
    """A number of one unit. `digits` is how many significant digits it may show (None: exact).

    Without a scale's name it is written in the largest of its `natural` scales that leaves at least 1.
    """

    scales: ClassVar[Mapping[str, UnitScale]]
    natural: ClassVar[tuple[str, ...]]
    digits: int | None

    def __new__(cls, value: float, *, digits: int | None = None) -> Self:
        quantity = super().__new__(cls, value)
        quantity.digits = digits
        return quantity

    @classmethod
    def scale(cls, name: str) -> UnitScale:
        """The scale of that name. Raises ValueError with those that exist."""
        if name not in cls.scales:
            known = ", ".join(cls.scales)
            raise ValueError(f"{cls.__name__} cannot be shown as {name!r}; it can as: {known}")
        return cls.scales[name]

    def __format__(self, spec: str) -> str:
        _, decimals = self.parts(spec)
        scale = self.scale_in(spec)
        if decimals and not decimals.isdecimal():
            raise ValueError(f"{decimals!r} is not a number of decimals (in {spec!r})")
        return scale.written(self._number(float(self) / scale.factor, int(decimals) if decimals else None))

    def _number(self, value: float, decimals: int | None) -> str:
        return _digits(value, self.digits, decimals)

    @classmethod
    def parts(cls, spec: str) -> tuple[str, str]:
        """The name of a scale in a format, and the decimals behind it."""
        name, dot, decimals = spec.rpartition(".")
        return (name, decimals) if dot and spec not in cls.scales else (spec, "")

    def scale_in(self, spec: str) -> UnitScale:
        """The scale that a format names, or else the natural one for this value."""
        name, _ = self.parts(spec)
        if name:
            return self.scale(name)
        ascending = [self.scales[name] for name in self.natural]
        return next((scale for scale in reversed(ascending) if abs(self) >= scale.factor), ascending[0])

    def __str__(self) -> str:
        return format(self, "")

    def __repr__(self) -> str:
        return f"{type(self).__name__}({float(self)!r})"

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), float(self), self.digits)


def _rebuild(unit: type[Quantity], value: float, digits: int | None) -> Quantity:
    return unit(value, digits=digits)


def _digits(value: float, digits: int | None, decimals: int | None) -> str:
    """The digits of a value. Exact whole numbers keep every digit, other exact ones drop end zeros."""
    if not math.isfinite(value):
        return "∞" if value > 0 else ("−∞" if value < 0 else "–")
    if decimals is None and digits is None and value == int(value):
        return f"{value:,.0f}".replace("-", "−")
    if decimals is None:
        shown = digits or SIGNIFICANT_DIGITS
        magnitude = math.floor(math.log10(abs(value))) if value else 0
        value = round(value, shown - 1 - magnitude)
        decimals = max(0, shown - 1 - (math.floor(math.log10(abs(value))) if value else 0))
    text = f"{value:,.{decimals}f}"
    if digits is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace("-", "−")


class Bytes(Quantity):
    """Memory. GB is 10⁹ bytes, GiB is 2³⁰; a text always says which."""

    natural = ("B", "kB", "MB", "GB", "TB")
    scales: ClassVar = {
        "B": UnitScale(1, " B"),
        "kB": UnitScale(1e3, " kB"), "MB": UnitScale(1e6, " MB"), "GB": UnitScale(1e9, " GB"),
        "TB": UnitScale(1e12, " TB"),
        "KiB": UnitScale(2**10, " KiB"), "MiB": UnitScale(2**20, " MiB"), "GiB": UnitScale(2**30, " GiB"),
    }  # fmt: skip


class Seconds(Quantity):
    natural = ("us", "ms", "s")
    scales: ClassVar = {"s": UnitScale(1, " s"), "ms": UnitScale(1e-3, " ms"), "us": UnitScale(1e-6, " µs")}


class Count(Quantity):
    natural = ("n",)
    scales: ClassVar = {
        "n": UnitScale(1, ""), "k": UnitScale(1e3, "k"), "thousand": UnitScale(1e3, " thousand"),
        "million": UnitScale(1e6, " million"), "billion": UnitScale(1e9, " billion"),
    }  # fmt: skip


class Ratio(Quantity):
    natural = ("percent", "x")
    scales: ClassVar = {
        "x": UnitScale(1, "×"), "percent": UnitScale(1e-2, "%"), "of_one": UnitScale(1, ""),
        "ppm": UnitScale(1e-6, " ppm"),
    }  # fmt: skip


class Number(Quantity):
    """A plain number: a score, a difference, a variance. A share or how many times as much is a Ratio."""

    natural = ("of_one",)
    scales: ClassVar = {"of_one": UnitScale(1, ""), "ppm": UnitScale(1e-6, " ppm")}


class Flops(Quantity):
    """Floating-point operations, two a multiply-add."""

    natural = ("FLOP", "MFLOP", "GFLOP", "TFLOP")
    scales: ClassVar = {
        "FLOP": UnitScale(1, " FLOPs"), "MFLOP": UnitScale(1e6, " MFLOPs"), "GFLOP": UnitScale(1e9, " GFLOPs"),
        "TFLOP": UnitScale(1e12, " TFLOPs"),
    }  # fmt: skip


class TokensPerSecond(Quantity):
    natural = ("tok_s",)
    scales: ClassVar = {"tok_s": UnitScale(1, " tokens/s")}


class BytesPerSecond(Quantity):
    natural = ("GB_s", "TB_s")
    scales: ClassVar = {"GB_s": UnitScale(1e9, " GB/s"), "TB_s": UnitScale(1e12, " TB/s")}


class FlopsPerSecond(Quantity):
    natural = ("GFLOP_s", "TFLOP_s")
    scales: ClassVar = {"GFLOP_s": UnitScale(1e9, " GFLOP/s"), "TFLOP_s": UnitScale(1e12, " TFLOP/s")}


class FlopsPerByte(Quantity):
    """Arithmetic intensity."""

    natural = ("FLOP_B",)
    scales: ClassVar = {"FLOP_B": UnitScale(1, " FLOPs/byte")}


class Nats(Quantity):
    """Cross-entropy a token, natural logarithm."""

    natural = ("nats",)
    scales: ClassVar = {"nats": UnitScale(1, " nats")}


UNITS: Mapping[str, type[Quantity]] = {
    unit.__name__: unit
    for unit in (
        Bytes, Seconds, Count, Ratio, Number, Flops, TokensPerSecond, BytesPerSecond, FlopsPerSecond, FlopsPerByte,
        Nats,
    )
}  # fmt: skip

SCALE_NAMES: frozenset[str] = frozenset(name for unit in UNITS.values() for name in unit.scales)


# ---- units that a course declares -------------------------------------------------------------------
PLAIN = "n"  # the one scale of a number without a unit
PREFIXES = {
    "p": 1e-12, "n": 1e-9, "µ": 1e-6, "m": 1e-3, "": 1.0, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12,
}  # fmt: skip
CLOSE = frozenset("%‰°′″×")  # signs that stand next to their number
CURRENCIES = frozenset("€$£¥₹₩₽₺₴₦₱฿₫₪")
LONGEST_NAME = 32
_NOT_IN_NAMES = re.compile(r"""[|"'`{}\[\]\\,\x00-\x1f]""")
_NUMBER = re.compile(r"[-+−.\d]+")
_FROM, _BELOW = 1e15, 1e-6  # beyond them a number is written with a power of ten
_POWERS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class DeclaredUnit(Quantity):
    """A quantity of a unit that a course declares; its class is made by `unit`."""

    declared: ClassVar[tuple[str, bool, bool]]

    def _number(self, value: float, decimals: int | None) -> str:
        """The digits that it has, or as many decimals as are asked for; very large and small ones as `6.02 × 10²³`."""
        large, small = abs(value) >= _FROM, 0 < abs(value) < _BELOW and decimals is None
        if not math.isfinite(value) or (self.digits is None and not (large or small)):
            return super()._number(value, decimals)
        exact = Decimal(repr(value))  # as somebody wrote it, and not as it is in binary
        shown = (self.digits or SIGNIFICANT_DIGITS) - 1 if decimals is None else decimals
        if not (large or small):
            rounded = exact if decimals is not None else Decimal(f"{exact:.{shown}e}")
            places = max(0, shown - rounded.adjusted()) if decimals is None else decimals
            if not exact:
                places = shown
            return f"{rounded:,.{places}f}".replace("-", "−")
        mantissa, _, power = f"{exact:.{shown}e}".partition("e")
        if self.digits is None and "." in mantissa:
            mantissa = mantissa.rstrip("0").rstrip(".")
        return f"{mantissa} × 10{str(int(power)).translate(_POWERS)}".replace("-", "−")

    def scale_in(self, spec: str) -> UnitScale:
        if not self and not self.parts(spec)[0]:  # nothing is nothing of the unit itself, not of its smallest part
            return self.scale(self.declared[0] or PLAIN)
        return super().scale_in(spec)

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild_declared, (self.declared, float(self), self.digits)


def _rebuild_declared(declared: tuple[str, bool, bool], value: float, digits: int | None) -> Quantity:
    name, before, prefixes = declared
    return unit(name, before=before, prefixes=prefixes)(value, digits=digits)


def unit(name: str, *, before: bool = False, prefixes: bool = False) -> type[DeclaredUnit]:
    """A unit that a course declares: `unit("mg/l")(4.2)` is `4.2 mg/l`; the empty name is a number without one.

    `before` writes it in front (`€5`, `EUR 5`), `prefixes` adds those of SI: `unit("g", prefixes=True)` knows mg and
    kg. Raises ValueError for a name that cannot be written in a deck.
    """
    return _declared(name, before, prefixes)


@cache  # one type a unit, however it was asked for
def _declared(name: str, before: bool, prefixes: bool) -> type[DeclaredUnit]:
    if name != name.strip() or len(name) > LONGEST_NAME or _NUMBER.fullmatch(name) or _NOT_IN_NAMES.search(name):
        raise ValueError(f"{name!r} cannot be a unit's name")
    scales: dict[str, UnitScale] = {}
    for prefix, factor in PREFIXES.items() if prefixes and name else (("", 1.0),):
        sign = prefix + name
        if before:
            scales[sign] = UnitScale(factor, "", sign if sign in CURRENCIES else f"{sign} ")
        else:
            scales[sign or PLAIN] = UnitScale(factor, sign if sign in CLOSE else f" {sign}" if sign else "")
    natural = tuple(scales)
    if prefixes and name:
        scales[f"u{name}"] = scales[f"µ{name}"]  # as keyboards have it
    fields = {"scales": scales, "natural": natural, "declared": (name, before, prefixes)}
    return type(name or "number", (DeclaredUnit,), fields)


def unit_text(kind: type[Quantity]) -> str:
    """A unit as the ledger has it: `Bytes`, or of a declared one `in g, prefixes`."""
    if not issubclass(kind, DeclaredUnit):
        return kind.__name__
    name, before, prefixes = kind.declared
    return f"in {name}{', before' * before}{', prefixes' * prefixes}"


@cache
def unit_named(text: str) -> type[Quantity]:
    """The unit that `unit_text` wrote. Raises KeyError and ValueError for none."""
    if not text.startswith("in "):
        return UNITS[text]
    name, *options = text.removeprefix("in ").split(", ")
    return unit(name, before="before" in options, prefixes="prefixes" in options)


# ---- several numbers --------------------------------------------------------------------------------
class Table(Mapping[str, Quantity]):
    """What one run gave, by field name: `Table(cached=TokensPerSecond(96), speedup=Ratio(4.5))`."""

    def __init__(self, **fields: Quantity) -> None:
        for name, value in fields.items():
            if not isinstance(value, Quantity):
                raise ValueError(f"field {name}={value!r} has no unit; wrap it in one of {', '.join(UNITS)}")
        self._fields = fields

    def __getitem__(self, name: str) -> Quantity:
        return self._fields[name]

    def __getattr__(self, name: str) -> Quantity:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self._fields[name]
        except KeyError:
            raise AttributeError(f"no field {name!r}; there are: {', '.join(self._fields)}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __repr__(self) -> str:
        return f"Table({', '.join(f'{k}={v!r}' for k, v in self._fields.items())})"


@dataclass(frozen=True, slots=True)
class Series:
    """Curves over one axis: `lines[name][i]` belongs to `x[i]`. All lines share one unit.

    `x` holds numbers (lengths, batch sizes) or names (variants). `series["MHA"][4096]` is a Quantity. `digits` has
    how many significant ones each value may show, where that is known.
    """

    x_label: str
    x: tuple[float | str, ...]
    unit: type[Quantity]
    lines: Mapping[str, tuple[float, ...]]
    digits: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, line in self.lines.items():
            if len(line) != len(self.x):
                raise ValueError(f"line {name!r} has {len(line)} values for {len(self.x)} points of x")

    def __getitem__(self, name: str) -> Mapping[float | str, Quantity]:
        digits = self.digits.get(name, (None,) * len(self.x))
        return {x: self.unit(y, digits=n) for x, y, n in zip(self.x, self.lines[name], digits, strict=True)}


@dataclass(frozen=True, slots=True)
class Matrix:
    """Real weights with named rows and columns, for an attention pattern: `weights["sat"]["cat"]` is a Quantity."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: tuple[tuple[float, ...], ...]

    def __post_init__(self) -> None:
        if len(self.values) != len(self.rows) or any(len(row) != len(self.columns) for row in self.values):
            raise ValueError(f"values are not {len(self.rows)} rows of {len(self.columns)} columns")

    def __getitem__(self, row: str) -> Mapping[str, Ratio]:
        """A row's cells by column. They have no unit, so `of_one` writes them bare; their digits are limited, so that
        a column of cells with two decimals keeps the zero of 0.60."""
        values = self.values[self.rows.index(row)]
        return {
            column: Ratio(value, digits=SIGNIFICANT_DIGITS) for column, value in zip(self.columns, values, strict=True)
        }


Value = Quantity | Table | Series | Matrix  # what a fact's function gives


def numbers(value: Value) -> Mapping[str, float]:
    """Every number of a value by where it stands: a field, `line[x]`, `row[column]`, or `value`."""
    if isinstance(value, Table):
        return dict(value)
    if isinstance(value, Series):
        return {f"{name}[{x}]": y for name in value.lines for x, y in value[name].items()}
    if isinstance(value, Matrix):
        named = [zip(value.columns, row, strict=True) for row in value.values]
        return {f"{r}[{c}]": y for r, row in zip(value.rows, named, strict=True) for c, y in row}
    return {"value": value}


def spread_digits(samples: Sequence[float]) -> int:
    """How many significant digits the spread of repeated samples supports: two at 5%, three at 0.5%."""
    ordered = sorted(samples)
    centre = ordered[len(ordered) // 2] if len(ordered) > 1 else 0
    if not centre:
        return 2
    relative = (ordered[-1] - ordered[0]) / 2 / abs(centre)
    return SIGNIFICANT_DIGITS if relative < 0.01 else 2
