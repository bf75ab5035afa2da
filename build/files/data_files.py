"""The files of a course's own data that a spec names, for a look at whether they have changed."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

from build.files.spec_bytes import front_matter_of

_HAS_DATA = re.compile(rb"""^[{ ]?["']?data["']?\s*:|,\s*["']?data["']?\s*:""", re.MULTILINE)


def data_files(spec: Path) -> list[Path]:
    """The files that a spec's front matter names under `data`, there or not. A spec without data costs no YAML."""
    with suppress(ValueError, RecursionError):
        return [spec.parent / name for name in _named(_front_matter(spec))]
    return []


def has_data(spec: Path) -> bool:
    """Whether a spec's front matter seems to say something under `data`."""
    return bool(_front_matter(spec))


def _front_matter(spec: Path) -> bytes:
    """The YAML of a spec that has data."""
    text = front_matter_of(spec)
    return text if _HAS_DATA.search(text) else b""


def _named(text: bytes) -> list[str]:
    if not text:
        return []
    import yaml

    try:
        table = yaml.load(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    except yaml.YAMLError:
        return []  # the build says so
    entries = table.get("data") if isinstance(table, dict) else None
    values = entries.values() if isinstance(entries, dict) else ()
    names = [entry.get("file") for entry in values if isinstance(entry, dict)]
    return [name.strip() for name in names if isinstance(name, str) and name.strip()]
