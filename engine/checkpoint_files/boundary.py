"""Where what a file can raise ends: one ValueError of one sentence, with the file's name."""

from __future__ import annotations

import json
import reprlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from engine.quoted import in_one_line

LARGEST = 100_000_000
"""Bytes of JSON that are read: the largest vocabularies take a third of it."""

_SHORT = reprlib.Repr()
_SHORT.maxlevel, _SHORT.maxstring, _SHORT.maxother, _SHORT.maxlong = 3, 120, 60, 40


def brief(value: object) -> str:
    """A value as it stands in a message, cut where it is long or deep."""
    return _SHORT.repr(value)


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Whatever is raised within is a ValueError that names `path` or a file in it, or a FileNotFoundError."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit, GeneratorExit, FileNotFoundError):
        raise
    except BaseException as error:  # a panic of tokenizers' Rust is no Exception
        said = _sentence(error)
        raise ValueError(said if str(path) in said else f"{path}: {said}") from error


def cut(text: str) -> str:
    """A message in one line, its middle left out where a file's own words make it long."""
    line = in_one_line(text)
    return line if len(line) <= 1000 else f"{line[:600]} … {line[-200:]}"


def _sentence(error: BaseException) -> str:
    said = cut(str(error))
    if type(error) is ValueError:
        return said
    if isinstance(error, RecursionError):
        return "it is nested too deep to be read"
    if isinstance(error, MemoryError) or "DefaultCPUAllocator" in str(error):  # the second is torch's
        return "it asks for more memory than there is"
    if isinstance(error, OSError):
        return f"it cannot be read: {error.strerror or said}"
    return f"it is damaged or of a kind that is not read ({type(error).__name__}: {said})"


def read_json(path: Path, *, unique: bool = False) -> dict[str, Any]:
    """The JSON object of a file. Raises ValueError with the file's name for anything else."""
    if not path.is_file():
        raise FileNotFoundError(f"{path} is not there, or is no file")
    if (size := path.stat().st_size) > LARGEST:
        raise ValueError(f"{path} has {size:,} bytes; up to {LARGEST:,} of JSON are read")
    return parse_json(path.read_bytes(), str(path), unique=unique)


def parse_json(data: bytes, name: str, *, unique: bool = False) -> dict[str, Any]:
    """A JSON object, `unique` where a name must not be given twice. Raises ValueError that begins with `name`."""
    try:
        found = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_once if unique else None)
    except UnicodeDecodeError:
        raise ValueError(f"{name} is not JSON: it is no text in UTF-8") from None
    except RecursionError:
        raise ValueError(f"{name} is not JSON that can be read: it is nested too deep") from None
    except ValueError as error:
        if "integer string conversion" in str(error):
            raise ValueError(f"{name} is not JSON that can be read: a number has too many digits") from None
        raise ValueError(f"{name} is not JSON: {cut(str(error))}") from None
    if not isinstance(found, dict):
        raise ValueError(f"{name} is not a JSON object")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = Counter(key for key, _ in pairs)
        raise ValueError(f"it gives {brief(names.most_common(1)[0][0])} twice")
    return found
