"""Units as languages write them, where they do so otherwise than in SI's signs: CLDR's short forms.

Languages in Latin letters keep `s` and `ms`, which they share. Each sign is written with the gap that a number has
before it.
"""

from __future__ import annotations

from collections.abc import Mapping

_FRENCH = {
    " B": " o", " kB": " ko", " MB": " Mo", " GB": " Go", " TB": " To",
    " KiB": " Kio", " MiB": " Mio", " GiB": " Gio", " TiB": " Tio", " GB/s": " Go/s", " TB/s": " To/s",
}  # fmt: skip
_ARABIC = {
    " B": " بايت", " kB": " كيلوبايت", " MB": " م.ب", " GB": " غ.ب", " TB": " تيرابايت",
    " KiB": " كيبي.بايت", " MiB": " ميبي.بايت", " GiB": " غيبي.بايت", " TiB": " تيبي.بايت",
    " GB/s": " غ.ب/ث", " TB/s": " تيرابايت/ث", " s": " ث", " ms": " ملي ث", " µs": " م.ث.",
    " min": " د", " h": " س", " km": " كم", " kg": " كغم",
}  # fmt: skip
UNITS: Mapping[str, Mapping[str, str]] = {
    "ar": _ARABIC,
    "fr": _FRENCH,
    "he": {
        " B": " בייט", " s": " שנ׳", " GB/s": " GB/שנ׳", " TB/s": " TB/שנ׳", " min": " דק׳", " h": " שע׳",
        " km": " ק״מ", " kg": " ק״ג",
    },
    "hi": {
        " B": " बाइट", " s": " से॰", " ms": " मि॰से॰", " GB/s": " GB/से॰", " TB/s": " TB/से॰", " min": " मि॰",
        " h": " घं॰", " km": " कि॰मी॰", " kg": " कि॰ग्रा॰",
    },
    "ja": {
        " s": " 秒", " min": " 分", " h": " 時間", " GB/s": " GB/秒", " TB/s": " TB/秒",
    },
    "ko": {
        " s": "초", " min": "분", " h": "시간",
    },
    "tr": {
        " B": " bayt", " s": " sn", " min": " dk", " h": " sa", " ms": " msn", " µs": " µsn",
        " GB/s": " GB/sn", " TB/s": " TB/sn",
    },
    "zh": {
        " s": "秒", " min": "分钟", " h": "小时", " km": "公里", " ms": "毫秒", " µs": "微秒", " GB/s": " GB/秒",
        " TB/s": " TB/秒",
    },
    "zh-Hant": {
        " s": " 秒", " min": " 分鐘", " h": " 小時", " km": " 公里", " kg": " 公斤", " ms": " 毫秒", " µs": " 微秒",
        " GB/s": " GB/秒", " TB/s": " TB/秒",
    },
}  # fmt: skip


def unit_in(language: str, written: str) -> str:
    """A unit behind a number, ` GB`, as a language writes it: ` Go`; any other as it is."""
    return UNITS.get(language, {}).get(written, written)
