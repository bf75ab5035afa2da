"""The files of data and of works that a spec names, for a look at whether they have changed."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

from build.files.spec_bytes import front_matter_of

_HAS_DATA = re.compile(rb"""^[{ ]?["']?data["']?\s*:|,\s*["']?data["']?\s*:""", re.MULTILINE)
_HAS_FILES = re.compile(rb"""(?:^[{ ]?|,\s*)["']?(?:data|bibliography|csl)["']?\s*:""", re.MULTILINE)


def data_files(spec: Path) -> list[Path]:
    """The files that a spec's front matter names under `data`, `bibliography` and `csl`, there or not.

    A spec without them costs no YAML.
    """
    with suppress(ValueError, RecursionError):
        text = front_matter_of(spec)
        return [spec.parent / name for name in _named(text if _HAS_FILES.search(text) else b"")]
    return []


def has_data(spec: Path) -> bool:
    """Whether a spec's front matter seems to say something under `data`."""
    return _HAS_DATA.search(front_matter_of(spec)) is not None


def _named(text: bytes) -> list[str]:
    if not text:
        return []
    import yaml

    try:
        table = yaml.load(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    except yaml.YAMLError:
        return []  # the build says so
    table = table if isinstance(table, dict) else {}
    entries, works = table.get("data"), table.get("bibliography")
    values = entries.values() if isinstance(entries, dict) else ()
    names = [entry.get("file") for entry in values if isinstance(entry, dict)]
    names += [*(works if isinstance(works, list) else [works]), table.get("csl")]
    return [name.strip() for name in names if isinstance(name, str) and name.strip()]
