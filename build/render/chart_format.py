"""Numbers at the ticks of a chart: the format's own codes, and what they print."""

from __future__ import annotations

import math
import re

from build.drawing.scale import Scale

SHORTEST = "#,##0.###"  # thousands parted, and no more decimals than there are
YEAR = "0"
_THOUSAND = 1000
_MIXED = "[<1]General;#,##0"
_SEPARATOR = ";"
_TOP = re.compile(r'\[=(?P<top>[^\]]+)\](?P<code>[^";]*)"(?P<unit>[^"]*)";(?P=code)')
_CODE = re.compile(r"(?P<parted>#,##)?0(?P<decimals>\.0+)?(?P<percent>%)?")


def axis_format(code: str, scale: Scale, unit: str = "") -> str:
    """The code to write for an axis; `unit` stands behind its highest number alone.

    Office programs print a bare point for `#,##0.###`, so it is never written.
    """
    if unit:
        plain = axis_format(code, scale)
        return f'[={_plain(scale.ticks()[-1])}]{plain}"{unit}";{plain}' if _SEPARATOR not in plain else plain
    if code != SHORTEST:
        return code
    ticks = scale.ticks()
    if all(tick % 1 == 0 for tick in ticks):
        return "#,##0"
    if max(map(abs, ticks)) < _THOUSAND:
        return "General"
    return _MIXED if scale.base else "#,##0." + "0" * max(len(_plain(tick).partition(".")[2]) for tick in ticks)


def tick_text(value: float, code: str) -> str:
    """A number as an office program prints it. Raises ValueError for a code that is not known here."""
    if top := _TOP.fullmatch(code):
        number = tick_text(value, top["code"])
        return number + top["unit"] if math.isclose(value, float(top["top"])) else number
    if code == _MIXED:
        code = "General" if value < 1 else "#,##0"
    if code == "General":
        return _plain(value)
    found = _CODE.fullmatch(code)
    if found is None:
        raise ValueError(f"the number format {code!r} of a chart's axis is none like General, 0, 0.0, #,##0 or 0%")
    decimals = len(found["decimals"] or ".") - 1
    scaled = value * 100 if found["percent"] else value
    return f"{scaled:{',' if found['parted'] else ''}.{decimals}f}" + (found["percent"] or "")


def _plain(value: float) -> str:
    text = f"{value:.10f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
