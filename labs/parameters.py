"""What a learner may set in a lab: typed, within limits, nothing else. A value becomes flags of the lab's assets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.did_you_mean import nearest
from engine.quoted import quoted

Setting = int | str


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """An integer from `least` to `most`, or one of `choices`: words that follow `flag`, or names of several flags.

    `assets` are the stems of the files that take it; all of the lab's where none is named.
    """

    name: str
    says: str
    default: Setting
    flag: str = ""
    least: int | None = None
    most: int | None = None
    choices: tuple[Setting, ...] | Mapping[str, list[str]] = ()
    assets: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if (self.least is None) != (self.most is None) or (self.least is None) != bool(self.choices):
            raise ValueError(f"parameter {quoted(self.name)} needs `least` and `most`, or `choices`")
        if not self.flag and not isinstance(self.choices, Mapping):
            raise ValueError(f"parameter {quoted(self.name)} needs a `flag`")
        self.check(self.default)

    def check(self, value: object) -> Setting:
        """The value, where it is one of those that may be. Raises ValueError with what may be."""
        if self.least is not None and self.most is not None:
            if type(value) is not int or not self.least <= value <= self.most:
                raise ValueError(
                    f"{self.name} is a whole number from {self.least:,} to {self.most:,}, not {shortly(value)}"
                )
            return value
        for choice in self.choices:
            if type(choice) is type(value) and choice == value:
                return choice
        raise ValueError(f"{self.name} is one of {', '.join(map(str, self.choices))}, not {shortly(value)}")

    def flags(self, value: Setting) -> list[str]:
        """The words on an asset's command line. The default gives none, so that the lab is the deck's own run."""
        if value == self.default:
            return []
        if isinstance(self.choices, Mapping):
            return list(self.choices[str(value)])
        return [self.flag, str(value)]


def checked(given: Mapping[str, Any], parameters: Sequence[Parameter]) -> dict[str, Setting]:
    """Every parameter with its value, the default where none is given. Raises ValueError."""
    known = {parameter.name: parameter for parameter in parameters}
    for name in given:
        if name not in known:
            hint = nearest(name, known)
            there = f"did you mean {quoted(hint)}?" if hint else f"there are: {', '.join(known) or 'none'}"
            raise ValueError(f"no parameter {shortly(name)}; {there}")
    return {name: known[name].check(given.get(name, known[name].default)) for name in known}


def read(words: Sequence[str], parameters: Sequence[Parameter]) -> dict[str, Setting]:
    """`name=value` as typed in a terminal. Raises ValueError."""
    given: dict[str, Setting] = {}
    kinds = {parameter.name: type(parameter.default) for parameter in parameters}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals:
            raise ValueError(f"--set {quoted(word)} has no '='; write --set name=value")
        whole = kinds.get(name) is int and value.isascii() and value.isdigit() and len(value) < 20
        given[name] = int(value) if whole else value
    return checked(given, parameters)


def flags_for(stem: str, values: Mapping[str, Setting], parameters: Sequence[Parameter]) -> list[str]:
    """What the values add to an asset's command line."""
    flags: list[str] = []
    for parameter in parameters:
        if parameter.name in values and (not parameter.assets or stem in parameter.assets):
            flags += parameter.flags(values[parameter.name])
    return flags


def shortly(value: object) -> str:
    """A value of anybody's as a message shows it."""
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."
