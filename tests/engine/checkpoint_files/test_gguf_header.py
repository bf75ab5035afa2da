"""Headers of GGUF files, byte by byte: what cannot be is refused before it costs memory or time."""

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.checkpoint import load


def raw(
    *entries: bytes, tensors: tuple[bytes, ...] = (), n_keys: int | None = None, n_tensors: int | None = None
) -> bytes:
    counts = len(tensors) if n_tensors is None else n_tensors, len(entries) if n_keys is None else n_keys
    return b"GGUF" + struct.pack("<IQQ", 3, *counts) + b"".join((*entries, *tensors)) + bytes(64)


def text(value: str) -> bytes:
    return struct.pack("<Q", len(value)) + value.encode()


def number(key: str) -> bytes:
    return text(key) + struct.pack("<II", 4, 7)


def place(name: str, *dims: int, kind: int = 0, at: int = 0) -> bytes:
    return text(name) + struct.pack(f"<I{len(dims)}QIQ", len(dims), *dims, kind, at)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (raw(n_keys=2**63), "says that it has 9,223,372,036,854,775,808 keys; up to 65,536 are read"),
        (raw(n_tensors=2**40), "says that it has 1,099,511,627,776 tensors; up to 1,000,000 are read"),
        (raw(number("a"), number("a")), "has key 'a' twice"),
        (raw(tensors=(place("a", 1), place("a", 1))), "has tensor 'a' twice"),
        (raw(tensors=(place("a", 4), place("b", 4, at=8))), "tensors 'a' and 'b' overlap at byte "),
        (raw(tensors=(place("a"),)), "tensor 'a' has 0 dimensions; 1 to 4 are read"),
        (raw(tensors=(place("a", 1, 1, 1, 1, 1),)), "tensor 'a' has 5 dimensions; 1 to 4 are read"),
        (raw(tensors=(place("a", 2**63, 2**63),)), "is cut short: tensor 'a' ends at byte "),
        (raw(tensors=(place("a", 1, at=2**64 - 1),)), "is cut short: tensor 'a' ends at byte "),
        (raw(text("a") + struct.pack("<IIQ", 9, 9, 1)), "its header has a list of values of type 9, which is not read"),
        (raw(text("a") + struct.pack("<IIQ", 9, 4, 2**60)), "is cut short in its header"),
        (raw(text("a") + struct.pack("<IIQ", 9, 8, 2**60)), "strings in a list; up to 10,000,000 are read"),
        (raw(text("a") + struct.pack("<I", 99)), "its header has a value of type 99, which is not read"),
        (raw(struct.pack("<Q", 2**62)), "is cut short in its header"),
        (raw(text("a") + struct.pack("<IIQQQ", 9, 8, 2, 2**64 - 1, 0)), "is cut short in its header"),
    ],
)
def test_a_header_that_cannot_be_is_refused_with_the_file(tmp_path, data, message):
    path = tmp_path / "model.gguf"
    path.write_bytes(data)
    with pytest.raises(ValueError, match=r"model\.gguf") as caught:
        load(path)
    told = str(caught.value)
    assert told.startswith(str(path))
    assert message in told


WHOLE = raw(
    number("a"), text("b") + struct.pack("<IIQ4B", 9, 0, 4, *range(4)), tensors=(place("a", 4), place("b", 8, at=32))
)


@settings(max_examples=150)
@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=4), st.integers(0, len(WHOLE)))
def test_whatever_bytes_a_header_has_they_are_read_or_refused_with_the_file(tmp_path_factory, changes, kept):
    data = bytearray(WHOLE)
    for at, value in changes:
        data[at] = value
    path = tmp_path_factory.getbasetemp() / "changed.gguf"
    path.write_bytes(data[:kept])
    with pytest.raises(ValueError, match=r"changed\.gguf"):  # it has no architecture, even if it is whole
        load(path)
