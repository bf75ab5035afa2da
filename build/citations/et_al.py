"""Lists of names that end in `and others`: a style says those as it says the names that it leaves out itself."""

from __future__ import annotations

from functools import cache
from typing import Any

from build.citations.entry import OTHERS


@cache
def know_others() -> None:
    """Let citeproc take a last name `others` as BibTeX means it: it has no way to be told of names that nobody gives.

    All names that are given are shown, or as many as the style shows of a list as long.
    """
    from citeproc.model import Name

    usual = Name.process

    def process(
        self: Any, item: Any, variable: str, context: Any = None, sort_options: Any = None, **more: Any
    ) -> object:
        names = item.reference.get(variable, [])
        if len(names) > 1 and names[-1].get("literal") == OTHERS:
            least, first = (self.get_option(name, context, sort_options) for name in ("et-al-min", "et-al-use-first"))
            given = len(names) - 1
            shown = min(first, given) if 0 < least <= len(names) else given
            et_al = {"et-al-min": 1, "et-al-use-first": shown, "et-al-use-last": "false"}
            sort_options = {**(sort_options or {}), **et_al}
        return usual(self, item, variable, context, sort_options, **more)

    Name.process = process
