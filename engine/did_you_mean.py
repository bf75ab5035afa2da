"""What to say of a name that nobody knows: it, the likely one, and those that exist."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches


def unknown(what: str, name: str, known: Iterable[str]) -> ValueError:
    """The error to raise for an unknown name: `unknown model 'gpt2-124'; did you mean 'gpt2-124m'? (there are: …)`."""
    names = sorted(known)
    begun = [one for one in names if one.lower().startswith(name.lower())] if name else []
    near = begun or get_close_matches(name.lower(), names, n=1, cutoff=0.5)
    guess = f"; did you mean {near[0]!r}?" if near else ""
    return ValueError(f"unknown {what} {name!r}{guess} (there are: {', '.join(names)})")


def listed(problems: Sequence[str], most: int = 5) -> str:
    """Several problems as one line that stays readable where there are hundreds."""
    more = len(problems) - most
    return "; ".join(problems[:most]) + (f"; and {more} more" if more > 0 else "")
