"""What single tags of HTML are in Markdown: this table is the guide."""

from __future__ import annotations

import re
from collections.abc import Mapping

MARKS: Mapping[str, str] = {
    "b": "**", "strong": "**", "i": "_", "em": "_", "cite": "_", "var": "_", "dfn": "_", "code": "`", "kbd": "`",
    "samp": "`", "tt": "`", "s": "~~", "del": "~~", "strike": "~~",
}  # fmt: skip
SMALL: Mapping[str, str] = {"sub": "~", "sup": "^"}

# What begins and ends a paragraph, or is a region.
APART = frozenset({
    "p", "div", "section", "article", "header", "footer", "main", "center", "figure", "figcaption", "blockquote",
    "details", "summary", "dl", "dt", "dd", "address", "ul", "ol", "nav", "aside", "fieldset",
})  # fmt: skip

# Of the look alone: the first are everybody's, and are not told.
SILENT = frozenset({"span", "small", "big", "u", "mark", "ins", "wbr"})
LOOK = frozenset({
    "font", "label", "abbr", "q", "time", "html", "body", "head", "button", "input", "link", "meta", "picture", "title",
})  # fmt: skip

# Elements that are taken with all that they hold: no slide runs or draws what most of them say.
WHOLE = frozenset({
    "style", "script", "iframe", "object", "canvas", "audio", "template", "form", "select", "math", "noscript", "svg",
    "table", "video", "textarea",
})  # fmt: skip

# Classes and styles that put regions side by side.
COLUMNS = re.compile(
    r"\b(?:columns?|cols|row|multicolumns?|two-?cols?|split|container-fluid|flex|grid|grid-cols-\d+|columns-\w+"
    r"|col-?container|twocols?|threecols?|side-by-side|cols-\d)\b|display:\s*(?:flex|grid)"
)
CLICKS = re.compile(r"v-(?:click|after|clicks|switch)\b", re.I)  # Slidev's
