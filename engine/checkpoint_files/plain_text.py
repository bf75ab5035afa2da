"""What text must be before it is cut into tokens, and the letters that mark what somebody typed in it."""

from __future__ import annotations

from itertools import islice

PRIVATE = range(0xF0000, 0xFFFFE)
"""Letters without a meaning of their own, two of which stand round what somebody typed."""


def unused_letters(*texts: str) -> tuple[str, str]:
    """Two letters without a meaning that none of the texts has."""
    used = set("".join(texts))
    begin, end = islice((chr(code) for code in PRIVATE if chr(code) not in used), 2)
    return begin, end


def check_text(text: str, what: str = "the text") -> None:
    """Raises ValueError for what no file in UTF-8 can hold."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        half = f"U+{ord(text[error.start]):04X}"
        raise ValueError(f"{what} has {half} at letter {error.start + 1}, half of a surrogate pair alone") from None
