"""Units are types: a fact's return type says what its number means and how it is written.

Every quantity holds its value in the SI base of its unit. One `__format__` serves the deck's filter
(`{{ kv_cache_gqa_4k | GiB }}`), a scene's f-string (`f"{kv_cache_gqa_4k:GiB}"`) and a lab's table.
A format is a scale's name, with a number of decimals behind a dot where needed: `GiB`, `GiB.1`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

SIGNIFICANT_DIGITS = 3


@dataclass(frozen=True, slots=True)
class UnitScale:
    """One way to write a unit: divide by `factor`, then append `suffix`."""

    factor: float
    suffix: str


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
        _, _, decimals = spec.partition(".")
        scale = self.scale_in(spec)
        if decimals and not decimals.isdecimal():
            raise ValueError(f"{decimals!r} is not a number of decimals (in {spec!r})")
        number = _digits(float(self) / scale.factor, self.digits, int(decimals) if decimals else None)
        return number + scale.suffix

    def scale_in(self, spec: str) -> UnitScale:
        """The scale that a format names, or else the natural one for this value."""
        name = spec.partition(".")[0]
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

    `x` holds numbers (lengths, batch sizes) or names (variants). `series["MHA"][4096]` is a Quantity.
    """

    x_label: str
    x: tuple[float | str, ...]
    unit: type[Quantity]
    lines: Mapping[str, tuple[float, ...]]

    def __post_init__(self) -> None:
        for name, line in self.lines.items():
            if len(line) != len(self.x):
                raise ValueError(f"line {name!r} has {len(line)} values for {len(self.x)} points of x")

    def __getitem__(self, name: str) -> Mapping[float | str, Quantity]:
        return {x: self.unit(y) for x, y in zip(self.x, self.lines[name], strict=True)}


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


Value = Quantity | Table | Series | Matrix


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
