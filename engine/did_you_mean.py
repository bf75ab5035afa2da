"""What to say of a name that nobody knows: it, the likely one, and those that exist."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from engine.quoted import quoted

LIKE, SURE = 0.55, 0.85  # how alike two names are, from 0 to 1


def nearest(name: str, known: Iterable[str], *, sure: bool = False) -> str | None:
    """The known name that a misspelt one most likely means; `sure`, where all but a letter or two agree."""
    names = {candidate.casefold(): candidate for candidate in known}
    near = get_close_matches(name.casefold(), names, n=1, cutoff=SURE if sure else LIKE)
    return names[near[0]] if near else None


def unknown(what: str, name: str, known: Iterable[str]) -> ValueError:
    """The error to raise for an unknown name: `unknown model 'gpt2-124'; did you mean 'gpt2-124m'? (there are: …)`."""
    names = sorted(known)
    begun = (candidate for candidate in names if name and candidate.casefold().startswith(name.casefold()))
    near = next(begun, None) or nearest(name, names)
    guess = f"; did you mean {quoted(near)}?" if near else ""
    return ValueError(f"unknown {what} {quoted(name)}{guess} (there are: {', '.join(names)})")


def listed(problems: Sequence[str], most: int = 5) -> str:
    """Several problems as one line that stays readable where there are hundreds."""
    more = len(problems) - most
    return "; ".join(problems[:most]) + (f"; and {more} more" if more > 0 else "")
