"""Letters of fonts that hold signs, as those of Unicode: arrows, ticks, Greek."""

from __future__ import annotations

_PRIVATE = range(0xF000, 0xF100)  # where Office puts a sign's number

# Adobe's and Microsoft's tables of these fonts, the signs that texts use.
_SYMBOL = dict(zip(b"abgdezhqiklmnxoprstufcyw", "αβγδεζηθικλμνξοπρστυφχψω", strict=True)) | dict(
    zip(b"ABGDEZHQIKLMNXOPRSTUFCYW", "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ", strict=True)
)
_SYMBOL |= {
    0xA3: "≤", 0xA5: "∞", 0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°", 0xB1: "±", 0xB3: "≥",
    0xB4: "×", 0xB5: "∝", 0xB6: "∂", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBA: "≡", 0xBB: "≈", 0xBC: "…", 0xC5: "⊕",
    0xC7: "∩", 0xC8: "∪", 0xC9: "⊃", 0xCA: "⊇", 0xCC: "⊂", 0xCD: "⊆", 0xCE: "∈", 0xCF: "∉", 0xD0: "∠", 0xD1: "∇",
    0xD5: "∏", 0xD6: "√", 0xD7: "⋅", 0xD8: "¬", 0xD9: "∧", 0xDA: "∨", 0xDB: "⇔", 0xDC: "⇐", 0xDD: "⇑", 0xDE: "⇒",
    0xDF: "⇓", 0xE5: "∑", 0xF2: "∫", 0x22: "∀", 0x24: "∃", 0x2D: "−", 0x40: "≅", 0x5E: "⊥", 0x7E: "∼", 0x6A: "φ",
    0x56: "ς", 0x4A: "ϑ", 0x76: "ϖ",
}  # fmt: skip
_WINGDINGS = {
    0xE0: "→", 0xDF: "←", 0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xEF: "⇦", 0xF0: "⇨", 0xF1: "⇧", 0xF2: "⇩", 0xF3: "⇔",
    0xFC: "✓", 0xFB: "✗", 0xFD: "☒", 0xFE: "☑", 0xA8: "◻", 0xA7: "▪", 0x6E: "■", 0x6C: "●", 0x71: "❑", 0x76: "❖",
    0xD8: "➢", 0x4A: "☺", 0x4C: "☹", 0x9F: "•", 0xAB: "★", 0x46: "☞", 0x21: "✏", 0x28: "☎", 0x2A: "✉", 0x22: "✂",
    0xE7: "←", 0xF5: "⇒", 0xA4: "◉", 0xA6: "○", 0x6F: "□", 0x77: "◆", 0x75: "◆", 0x74: "◆", 0xB2: "✧",
}  # fmt: skip


def sign_of(words: str, fonts: list[str]) -> tuple[str, int]:
    """Words in which each sign of such a font is Unicode's, and for how many a dot stands."""
    if not any(ord(letter) in _PRIVATE for letter in words):
        return words, 0
    names = " ".join(fonts).casefold()
    first, second = (_SYMBOL, _WINGDINGS) if "symbol" in names else (_WINGDINGS, _SYMBOL)
    found, lost = [], 0
    for letter in words:
        if ord(letter) not in _PRIVATE:
            found.append(letter)
            continue
        sign = first.get(ord(letter) - _PRIVATE.start) or ("" if "symbol" in names or "wing" in names else
                                                           second.get(ord(letter) - _PRIVATE.start))  # fmt: skip
        lost += not sign
        found.append(sign or "•")
    return "".join(found), lost
