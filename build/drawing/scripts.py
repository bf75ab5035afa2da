"""What a script does not have: letters apart, italics. Programs slant upright letters where italics are asked for."""

from __future__ import annotations

import re

_JOINED = "\u0600-\u08ff\u0900-\u0dff\ufb50-\ufdff\ufe70-\ufefc"  # Arabic and its kin, and the scripts of India
_CJK = "\u1100-\u11ff\u2e80-\u303e\u3041-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff01-\uff9f" + (
    "\U00020000-\U0003ffff"
)
_IDEOGRAPHS = "\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7ff\uf900-\ufaff"
_WESTERN = "0-9A-Za-z\u00c0-\u024f"
_SOUTH_EAST = "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Tibetan, Burmese, Khmer
_COMPLEX = re.compile(f"[\u0590-\u05ff\ufb1d-\ufb4f{_JOINED}{_SOUTH_EAST}]")
_APART = re.compile(f"[{_JOINED}]")
_UPRIGHT = re.compile(f"[\u0590-\u05ff\ufb1d-\ufb4f{_JOINED}{_CJK}{_SOUTH_EAST}]")
_BESIDE = re.compile(f"(?<=[{_IDEOGRAPHS}])(?=[{_WESTERN}])|(?<=[{_WESTERN}])(?=[{_IDEOGRAPHS}])")
GAP = 0.28  # of the size: what viewers leave between an ideograph and a Latin letter or digit, at most

IDEOGRAPHIC = ("ja", "ko", "zh")  # languages
OTHERS_FONT = 0.2  # how much wider than ours the font may be that a viewer has for Arabic, Hebrew or India's letters
WIDE_DOT = 0.75  # of the size: how much wider viewers may set a middle dot there than a Western font has it


def gaps(text: str) -> int:
    """How often an ideograph stands beside a Latin letter or a digit."""
    return 0 if text.isascii() else len(_BESIDE.findall(text))


def is_complex(text: str) -> bool:
    """Whether a text has letters of a script that the theme's fonts lack and whose fonts are of many widths."""
    return not text.isascii() and bool(_COMPLEX.search(text))


def is_joined(text: str) -> bool:
    """Whether a text has letters that come apart where they are spaced."""
    return not text.isascii() and bool(_APART.search(text))


def has_no_italics(text: str) -> bool:
    """Whether a text has letters of a script without italics."""
    return not text.isascii() and bool(_UPRIGHT.search(text))
