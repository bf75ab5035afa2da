"""Single parts of HTML in Markdown: attributes, pictures, films, tables, and what runs in a browser only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from textwrap import dedent

from build.imports.html_table import table_rows
from build.imports.lines import Reading, fence_around
from build.imports.made_lines import MadeLines
from build.parse.labels import starts_with_label

_ATTRIBUTE = re.compile(
    r"(?P<name>[:@\w#.-]+)\s*(?:=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<plain>[^\s\"'=<>`]+)))?"
)
DATA_ADDRESS = re.compile(r"data:(?P<type>image/[\w.+-]+)(?:;[\w=-]+)*?(?P<base>;base64)?,(?P<data>.*)", re.S)
_WIDTH = re.compile(r"(?:^|[\s;])width:\s*([\d.]+(?:%|px|cm|in|mm|pt))")
_LANGUAGE = re.compile(r"\b(?:language|lang)-(?P<name>[\w+#-]+)|class=[\"']?(?:[\w-]+ )*?(?P<mermaid>mermaid)\b", re.I)
_RAW = re.compile(r"<script\b[^>]*>(?P<inside>.*?)</script\s*>", re.I | re.S)
_LENGTH = re.compile(r"[\d.]+(?:%|px|cm|in|mm|pt)")


def attributes_of(written: str) -> dict[str, str]:
    """A tag's attributes by their names."""
    return {
        found["name"].casefold(): unescape(
            next((found[kind] for kind in ("double", "single", "plain") if found[kind] is not None), "")
        )
        for found in _ATTRIBUTE.finditer(written)
    }


def target(path: str) -> str:
    """An address as it stands in round brackets."""
    return f"<{path}>" if re.search(r"[\s()]", path) else path


def data_of(found: re.Match[str]) -> bytes:
    """The bytes of a `data:` address; nothing where they cannot be read."""
    from base64 import b64decode
    from binascii import Error
    from urllib.parse import unquote_to_bytes

    try:
        return b64decode(re.sub(r"\s", "", found["data"])) if found["base"] else unquote_to_bytes(found["data"])
    except (Error, ValueError):
        return b""


def is_drawn(data: bytes) -> bool:
    """Whether a drawing can be read."""
    from build.drawing.svg_file import clean_svg

    try:
        clean_svg(data)
    except ValueError:
        return False
    return True


def picture(said: Mapping[str, str], where: str, reading: Reading) -> str:
    """`<img>` as a picture of Markdown; nothing where a program works out its address."""
    source = said.get("src") or said.get("data-src") or ""
    if not source:
        bound = said.get(":src") or said.get("v-bind:src") or ""
        reading.tell(where, f"<img>: {bound}" if bound else "<img> without src", "save the picture, and name its file")
        return ""
    if embedded := DATA_ADDRESS.fullmatch(source):
        source = f"inline-{len(reading.inlined) + 1}"
        reading.inlined[source] = data_of(embedded)
    style = said.get("style", "")
    width = said.get("width") or next(iter(_WIDTH.findall(style)), "")
    width = f"{width}px" if width.isdigit() else width
    side = re.search(r"float:\s*(left|right)", style)
    wishes = [f"width={width}"] if _LENGTH.fullmatch(width) else []
    wishes += [f".{side[1]}"] if side else []
    caption = f' "{_alt(said["title"])}"' if said.get("title", "").strip() else ""
    behind = f"{{{' '.join(wishes)}}}" if wishes else ""
    return f"![{_alt(said.get('alt', ''))}]({target(source)}{caption}){behind}"


def whole(
    name: str, said: Mapping[str, str], inside: str, written: str, where: str, out: MadeLines, reading: Reading
) -> None:
    """An element with all that it holds."""
    match name:
        case "table":
            out.apart(where, *(table_rows(inside) or [""]))
        case "textarea":
            out.apart(where, *inside.split("\n"))
        case "svg":
            path = f"drawing-{len(reading.inlined) + 1}.svg"
            space = "" if "xmlns=" in written else ' xmlns="http://www.w3.org/2000/svg"'
            data = written.replace("<svg", f"<svg{space}", 1).encode()
            if not is_drawn(data):
                reading.tell(where, "<svg> that cannot be read", "its words stand in its place")
                out.apart(where, " ".join(unescape(re.sub(r"<[^>]*>", " ", inside)).split()))
                return
            reading.inlined[path] = data
            label = re.search(r"<title>([^<]*)</title>", inside)
            out.apart(where, f"![{_alt(said.get('aria-label') or (label[1] if label else ''))}]({path})")
        case "video":
            sources = re.findall(r"<source[^>]*\bsrc=[\"']([^\"']+)", inside)
            film(said.get("src") or next(iter(sources), ""), where, out, reading)
        case "style" | "script" | "template" | "noscript":
            reading.tell(where, f"<{name}>", look=True)
        case _:
            words = " ".join(unescape(re.sub(r"<[^>]*>", " ", inside)).split())
            _elsewhere(name, said.get("src") or said.get("data") or "", words, where, out, reading)


def film(source: str, where: str, out: MadeLines, reading: Reading) -> None:
    """A film that lies beside the deck; a link to another."""
    if source.partition("?")[0].lower().endswith(".mp4") and "://" not in source:
        out.apart(where, f"![]({target(source)})")
    else:
        _elsewhere("video", source, "", where, out, reading)


def _elsewhere(name: str, leads: str, words: str, where: str, out: MadeLines, reading: Reading) -> None:
    """What runs in a browser only: a link to it where there is an address."""
    is_link = leads.startswith(("https://", "http://"))
    about = f": {leads[:200]}" if leads else f": {words[:200]}" if words else ""
    reading.tell(where, f"<{name}>{about}", "a link stands in its place" if is_link else "")
    if is_link:
        out.apart(where, f"<{leads}>")


def _alt(words: str) -> str:
    return re.sub(r"([\[\]\\])", r"\\\1", " ".join(words.split())).replace('"', "'")


def code_rows(said: str, inside: str) -> list[str]:
    """What stands in `<pre>` as a block of code, in the language that its class names."""
    named = _LANGUAGE.search(f"{said} {inside.lstrip()[:300].partition('>')[0]}")
    template = _RAW.search(inside)
    code = template["inside"] if template else unescape(re.sub(r"</?[A-Za-z][^<>]*>", "", inside))
    rows = dedent(code.strip("\n").rstrip()).split("\n")
    rows = [bare if starts_with_label(bare := row.replace("\\:", ":", 1)) else row for row in rows]
    fence = fence_around(rows)
    return [f"{fence}{named['name'] or 'mermaid' if named else ''}", *rows, fence]
