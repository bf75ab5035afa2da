"""Damaged previous decks: each is refused and stays, or its edits are kept; the new deck is always whole."""

from __future__ import annotations

import io
import random
import re
import signal
import sys
import tempfile
import traceback
import zipfile
from collections.abc import Callable
from pathlib import Path

from attempt import Counter
from kills import edit_deck, words_of
from outcome import Outcome

NAME = "damaged previous decks"
TRIES = 500
SECONDS = 60

_SLIDE = "ppt/slides/slide2.xml"
_VALUES = ("", "-1", "0", "1e999", "99999999999999999999", "\u202e", "x" * 10_000, "../../x", "rId999", "none")
_DOCTYPE = b'<!DOCTYPE a [<!ENTITY b "' + b"c" * 100 + b'">]>'


def run(seed: int) -> Outcome:
    from build.commands.replace_deck import RefusedError, Replacement, replace_deck
    from build.files.freshness import BuildRecord
    from build.files.places import THEME
    from build.pipeline import build_book
    from build.theme.choose import load_theme
    from engine.ledger import deck_facts

    chance, counter = random.Random(seed), Counter(NAME)
    theme = load_theme(THEME)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        spec, deck = folder / "lesson.md", folder / "lesson.pptx"
        from attempt import Checkout

        spec.write_text("")
        Checkout(folder).spec.parent.mkdir()
        Checkout(folder).write_spec(1)
        Checkout(folder).spec.replace(spec)
        outcome = build_book(spec, theme, deck_facts(), clips=folder)
        assert outcome.book
        assert outcome.deck
        wanted = Replacement(
            book=outcome.book, deck=outcome.deck, told=outcome.diagnostics, theme=theme, output=deck, spec=spec,
            record=BuildRecord(folder), fresh=False, strict=False,
        )  # fmt: skip
        replace_deck(wanted)
        edit_deck(deck)
        whole = deck.read_bytes()
        signal.signal(signal.SIGALRM, _late)
        sys.stderr, errors = io.StringIO(), sys.stderr
        for _ in range(TRIES):
            counter.add("tried")
            for path in folder.glob("*.pptx"):
                path.unlink()
            damaged = chance.choice(FAULTS)(whole, chance)
            deck.write_bytes(damaged)
            signal.alarm(SECONDS)
            fault, what = "", "passed"
            try:
                replace_deck(wanted)
                kept = "My words" in words_of(deck) or any(folder.glob("lesson.edited*.pptx"))
                fault = "" if kept or not _has_words(damaged) else "the edit is gone"
            except RefusedError as error:
                what = "refused"
                if deck.read_bytes() != damaged or str(error).count("\n") > 1:
                    fault = f"refused with {error}"
            except TimeoutError:
                what = "hangs"
            except Exception:
                what, fault = "tracebacks", ""
                errors.write(traceback.format_exc())
            finally:
                signal.alarm(0)
            if fault or [path.name for path in folder.iterdir() if path.name.startswith(".coursewright-")]:
                what = "lost"
                errors.write(f"  {fault}\n")
            counter.add(what)
        sys.stderr = errors
    return counter.outcome


def _late(*_: object) -> None:
    raise TimeoutError


def _has_words(damaged: bytes) -> bool:
    """Whether the damaged deck still shows the edit."""
    try:
        with zipfile.ZipFile(io.BytesIO(damaged)) as archive:
            return b"My words" in archive.read(_SLIDE)
    except Exception:
        return False


# ---- faults -----------------------------------------------------------------------------------------
def _flipped(whole: bytes, chance: random.Random) -> bytes:
    content = bytearray(whole)
    for _ in range(chance.choice((1, 3, 50))):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    return bytes(content)


def _cut(whole: bytes, chance: random.Random) -> bytes:
    return whole[: chance.randrange(len(whole))]


def _noise(whole: bytes, chance: random.Random) -> bytes:
    return chance.randbytes(chance.choice((0, 1, 100, 100_000)))


def _packed(whole: bytes, change: Callable[[str, bytes], list[tuple[str, bytes]]]) -> bytes:
    """The archive with each part as `change` gives it: none, one, or more of them."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            for other, content in change(name, old.read(name)):
                new.writestr(other, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _of_one_part(alter: Callable[[bytes, random.Random], bytes]) -> Callable[[bytes, random.Random], bytes]:
    """A fault in one XML part."""

    def fault(whole: bytes, chance: random.Random) -> bytes:
        with zipfile.ZipFile(io.BytesIO(whole)) as archive:
            names = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
        chosen = _SLIDE if chance.random() < 0.4 else chance.choice(names)
        return _packed(whole, lambda name, content: [(name, alter(content, chance) if name == chosen else content)])

    return fault


def _value(content: bytes, chance: random.Random) -> bytes:
    """Another value of an attribute."""
    places = list(re.finditer(rb'="([^"]*)"', content))
    if not places:
        return content
    place = chance.choice(places)
    return content[: place.start(1)] + chance.choice(_VALUES).encode() + content[place.end(1) :]


def _without_element(content: bytes, chance: random.Random) -> bytes:
    from lxml import etree

    root = etree.fromstring(content)
    inner = [element for element in root.iter() if element is not root]
    if inner:
        element = chance.choice(inner)
        element.getparent().remove(element)
    return etree.tostring(root)


def _twice(content: bytes, chance: random.Random) -> bytes:
    from copy import deepcopy

    from lxml import etree

    root = etree.fromstring(content)
    element = chance.choice(list(root.iter()))
    element.append(deepcopy(chance.choice(list(root.iter()))))
    return etree.tostring(root)


def _declared(content: bytes, chance: random.Random) -> bytes:
    head = content.find(b"?>") + 2 if content.startswith(b"<?xml") else 0
    return content[:head] + _DOCTYPE + content[head:]


def _nested(content: bytes, chance: random.Random) -> bytes:
    return b"<a>" * 50_000 + b"</a>" * 50_000


def _left_out(whole: bytes, chance: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        gone = chance.choice(archive.namelist())
    return _packed(whole, lambda name, content: [] if name == gone else [(name, content)])


def _exchanged(whole: bytes, chance: random.Random) -> bytes:
    """Two parts under each other's names."""
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        one, other = chance.sample(archive.namelist(), 2)
    names = {one: other, other: one}
    return _packed(whole, lambda name, content: [(names.get(name, name), content)])


def _with_part(whole: bytes, chance: random.Random) -> bytes:
    name, content = chance.choice(
        (
            ("../../evil.xml", b"<a/>"), ("/etc/evil", b"x"), ("..\\evil", b"x"), ("c:evil", b"x"),
            ("ppt/vbaProject.bin", b"x"), ("ppt/activeX/activeX1.xml", b"<a/>"),
            ("ppt/media/big.bin", bytes(300 << 20)), ("PPT/Slides/slide1.xml", b"<a/>"),
        )
    )  # fmt: skip
    before: list[str] = []

    def change(old: str, inside: bytes) -> list[tuple[str, bytes]]:
        before.append(old)
        return [(old, inside), (name, content)] if len(before) == 1 else [(old, inside)]

    return _packed(whole, change)


FAULTS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _flipped, _flipped, _cut, _noise, _left_out, _exchanged, _with_part,
    *(_of_one_part(alter) for alter in (_value, _value, _value, _without_element, _without_element, _twice)),
    *(_of_one_part(alter) for alter in (_declared, _nested, _flipped)),
)  # fmt: skip
