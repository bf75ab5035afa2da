"""Several kinds of files that are made of one thing, where each may need a package that is not installed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping

from build.files.installed import not_installed


def write_kinds(writers: Mapping[str, Callable[[], None]]) -> tuple[list[str], bool]:
    """The kinds that were written, and whether all were. What the others would take is told on stderr, once for each.

    Raises what writing raises, but for a package that is missing.
    """
    written, missing = list[str](), dict[str, None]()
    for kind, write in writers.items():
        try:
            write()
            written.append(kind)
        except ModuleNotFoundError as error:
            missing[not_installed(error)] = None
    for told in missing:
        print(told, file=sys.stderr)
    return written, not missing
