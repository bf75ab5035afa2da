"""Why a fact's value changed, found between two snapshots: the most telling reason first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from build.compare.content import Fact, Snapshot
from build.compare.origins import Piece, key_of, reached
from build.provenance.chip import day

# Kinds of reasons, most telling first.
RANKS = ("unit", "setting", "value", "measured", "literal", "code", "recorded", "unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """A reason in words, `n_kv_heads 32 → 8 in llama-3-8b`, and the piece of source that it stands in."""

    kind: str
    text: str
    where: str = ""


def causes(name: str, old: Snapshot, new: Snapshot) -> list[Cause]:
    """Every reason there is for another value of a fact that both snapshots have. Never empty."""
    before, after = old.facts[name], new.facts[name]
    found = [*_of_record(before, after), *_of_pieces(name, old, new)]
    settings = tuple(f"{one.text} in " for one in found if one.kind == "setting")
    once: dict[str, Cause] = {}
    for one in sorted(found, key=lambda one: RANKS.index(one.kind)):
        if not one.text.startswith(settings):  # a setting as the source states it
            once.setdefault(one.text, one)
    return list(once.values()) or [_without(before, after)]


def _of_record(old: Fact, new: Fact) -> Iterator[Cause]:
    """What the two records themselves say."""
    for was, now in ((old.unit, new.unit), (old.kind, new.kind)):
        if was != now:
            yield Cause(kind="unit", text=f"it is {now} and was {was}")
    for setting, before, after in _changed(old.settings, new.settings):
        yield Cause(kind="setting", text=f"{setting} {before} → {after}")
    if new.kind == "measured" and old.kind == "measured" and _measurement(old) != _measurement(new):
        machine = {"cpu": "machine"}
        told = [f"{machine.get(one, one)} {a} → {b}" for one, a, b in _changed(old.machine, new.machine)]
        told += [f"{one} {a} → {b}" for one, a, b in _changed(old.versions, new.versions)]
        said = f"measured again on {day(new.day)}"
        yield Cause(kind="measured", text=", ".join([said, *told]))


def _measurement(fact: Fact) -> tuple[object, ...]:
    return fact.day, fact.machine, fact.versions, fact.numbers


def _changed(old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[tuple[str, object, object]]:
    """The entries that differ, in the order of the new ones."""
    for name in {**new, **old}:
        if old.get(name) != new.get(name):
            yield name, old.get(name, "–"), new.get(name, "–")


def _of_pieces(name: str, old: Snapshot, new: Snapshot) -> Iterator[Cause]:
    """What changed in the source that the fact goes through, from near to far."""
    start = key_of(new.facts[name].path, name)
    before = {key: old.pieces[key] for key in reached(old.pieces, key_of(old.facts[name].path, name))}
    after = reached(new.pieces, start)
    moved = {piece.name: piece for key, piece in before.items() if key not in after}  # to another file, it may be
    for key in after:
        piece = new.pieces[key]
        was = before.get(key) or moved.get(piece.name)
        if was is None:
            continue
        for value, a, b in _changed(was.values, piece.values):
            if _comparable(value, was, piece):
                told = key == start or piece.name.isupper() or not piece.form
                yield Cause(
                    kind="value" if told else "literal", text=_value(value, a, b, piece, key == start), where=key
                )
        if was.form != piece.form:
            yield Cause(kind="code", text=f"{piece.name} changed ({piece.path})", where=key)


def _comparable(name: str, old: Piece, new: Piece) -> bool:
    """Whether a literal is the same one in both. In code that was rewritten only one with a name of its own is."""
    if name not in old.values or name not in new.values:
        return False
    alone = name != new.name and not any(
        "#" in one and one.partition("#")[0] == name.partition("#")[0] for one in {**old.values, **new.values}
    )
    return old.form == new.form or alone


def _value(name: str, old: object, new: object, piece: Piece, is_fact: bool) -> str:
    """`seq_len 4096 → 8192`, and where that is if it is not the fact's own or a constant of this name."""
    name = name.partition("#")[0]
    said = f"{name} {old} → {new}"
    if name == piece.name:  # a literal without a name of its own, or a constant
        return said if name.isupper() else f"{old} → {new} in {name}"
    return said if is_fact else f"{said} in {piece.name}"


def _without(old: Fact, new: Fact) -> Cause:
    """What can be said of a number that moved while everything behind it stayed."""
    if old.stale and not new.stale:
        return Cause(kind="recorded", text="it was recorded again: the old value was older than its code")
    if new.stale:
        return Cause(kind="unknown", text="no cause found: the code has changed since it was recorded")
    return Cause(kind="unknown", text="no cause found: all that is behind it is the same")
