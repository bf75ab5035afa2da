"""Why a fact's value changed, found between two builds or revisions: the most telling reason first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from build.compare.content import Content, FactContent
from build.compare.origins import Origin, key_of, reached
from build.findings.diagnostic import counted
from build.spec.said import ENGLISH
from engine.ledger import GIVEN

# Kinds of reasons, most telling first.
RANKS = ("unit", "setting", "value", "measured", "literal", "code", "recorded", "unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """A reason in words, `n_kv_heads 32 → 8 in llama-3-8b`, and the key of the source that it stands in."""

    kind: str
    text: str
    where: str = ""


def causes(name: str, old: Content, new: Content) -> list[Cause]:
    """Every reason there is for another value of a fact that both sides have. Never empty."""
    before, after = old.facts[name], new.facts[name]
    found = [*_of_record(before, after), *_of_source(name, old, new)]
    settings = tuple(f"{cause.text} in " for cause in found if cause.kind == "setting")
    by_text: dict[str, Cause] = {}
    for cause in sorted(found, key=lambda cause: RANKS.index(cause.kind)):
        if not cause.text.startswith(settings):  # a setting as the source states it
            by_text.setdefault(cause.text, cause)
    return list(by_text.values()) or [_without(before, after)]


def _of_record(old: FactContent, new: FactContent) -> Iterator[Cause]:
    """What the two records themselves say."""
    for was, now in ((old.unit, new.unit), (old.kind, new.kind)):
        if was != now:
            yield Cause(kind="unit", text=f"it is {now} and was {was}")
    if old.kind == new.kind == GIVEN and (place := _place_of_change(old, new)):
        yield Cause(kind="value", text=f"{place} changed")
    for setting, before, after in _changed(old.settings, new.settings):
        yield Cause(kind="setting", text=f"{setting} {before} → {after}")
    measurements = ((fact.day, fact.machine, fact.versions, fact.numbers) for fact in (old, new))
    if old.kind == new.kind == "measured" and next(measurements) != next(measurements):
        around = [*_changed(old.machine, new.machine), *_changed(old.versions, new.versions)]
        others = [f"{'machine' if name == 'cpu' else name} {was} → {now}" for name, was, now in around]
        yield Cause(kind="measured", text=", ".join([f"measured again on {ENGLISH.day(new.day)}", *others]))


def _place_of_change(old: FactContent, new: FactContent) -> str:
    """Where a given number reads otherwise: `growth.csv:3:12`, of several `growth.csv:3:12 and 2 more places`."""
    moved = [where for where, number in new.numbers.items() if old.numbers.get(where, number) != number]
    first = next((new.places[where] for where in moved if where in new.places), "")
    others = len(moved) - 1
    return f"{first} and {counted(others, 'more place')}" if first and others else first


def _of_source(fact: str, old: Content, new: Content) -> Iterator[Cause]:
    """What changed in the source that a fact goes through, from near to far."""
    start = key_of(new.facts[fact].path, fact)
    before = reached(old.origins.get, [key_of(old.facts[fact].path, fact)])
    after = reached(new.origins.get, [start])
    moved = {origin.name: origin for key, origin in before.items() if key not in after}  # to another file, it may be
    for key, origin in after.items():
        if was := before.get(key) or moved.get(origin.name):
            kind = "value" if key == start or origin.name.isupper() or not origin.form else "literal"
            for text in _literals(was, origin, is_fact=key == start):
                yield Cause(kind=kind, text=text, where=key)
            if was.form != origin.form:
                yield Cause(kind="code", text=f"{origin.name} changed ({origin.path})", where=key)


def _literals(old: Origin, new: Origin, *, is_fact: bool) -> Iterator[str]:
    """`seq_len 4096 → 8192`, and where that is if it is not the fact's own or a constant of this name."""
    both = old.values.keys() & new.values.keys()
    for name, was, now in _changed(old.values, new.values):
        bare, _, numbered = name.partition("#")
        # In code that was rewritten only a literal with a name of its own is surely the same one.
        alone = name != new.name and not numbered and f"{name}#2" not in {**old.values, **new.values}
        if name in both and (alone or old.form == new.form):
            if bare == new.name and not bare.isupper():  # no name of its own
                yield f"{was} → {now} in {bare}"
            else:
                yield f"{bare} {was} → {now}" + ("" if is_fact or bare == new.name else f" in {new.name}")


def _changed(old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[tuple[str, object, object]]:
    """The entries that differ, in the order of the new ones."""
    for name in {**new, **old}:
        if old.get(name) != new.get(name):
            yield name, old.get(name, "–"), new.get(name, "–")


def _without(old: FactContent, new: FactContent) -> Cause:
    """What can be said of a number that moved while everything behind it stayed."""
    if old.stale and not new.stale:
        return Cause(kind="recorded", text="it was recorded again: the old value was older than its code")
    if new.stale:
        return Cause(kind="unknown", text="no cause found: the code has changed since it was recorded")
    return Cause(kind="unknown", text="no cause found: all that is behind it is the same")
