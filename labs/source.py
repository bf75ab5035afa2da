"""Code that a notebook shows: the engine's own, read where it stands, so that nothing is copied."""

from __future__ import annotations

import difflib
import inspect
import io
import textwrap
import tokenize
from collections.abc import Callable
from typing import Any


def code_of(thing: Callable[..., Any]) -> str:
    """The source of a function or class without its comments, which would tell what is wrong with it."""
    text = textwrap.dedent(inspect.getsource(thing))
    lines = text.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column].rstrip()
    return "\n".join(line for line in lines if line)


def changed_lines(before: Callable[..., Any], after: Callable[..., Any]) -> str:
    """The lines in which two pieces of code differ, `-` before and `+` after; their names count as alike."""
    old = textwrap.dedent(inspect.getsource(before)).replace(before.__name__, after.__name__)
    new = textwrap.dedent(inspect.getsource(after))
    lines = difflib.ndiff(old.splitlines(), new.splitlines())
    return "\n".join(line.rstrip() for line in lines if line[0] in "-+" and line[1:].strip())
