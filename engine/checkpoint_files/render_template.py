"""Fills in a chat template, in a process of its own: a template is somebody's program, and this one can be ended.

Run as a script, with `{"template": …, "variables": {…}, "most": letters}` on standard input; it writes
`{"text": …}` or `{"error": …}`. With `--keep` it does so for every line until its input ends, and for one that has to
be ended it writes `null`. What a template finds here is what transformers gives it.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from datetime import datetime
from typing import Any

from jinja2 import TemplateError, nodes
from jinja2.ext import Extension, loopcontrols
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment

MEMORY, SECONDS = 1 << 30, 2


class Generation(Extension):
    """`{% generation %}` marks what the model said, for training; what stands within is text like any other."""

    tags = {"generation"}  # noqa: RUF012 - as jinja declares it

    def parse(self, parser: Parser) -> nodes.Node:
        line = next(parser.stream).lineno
        return nodes.Scope(parser.parse_statements(("name:endgeneration",), drop_needle=True), lineno=line)


def refuse(message: str = "") -> None:
    raise TemplateError(message)


def to_json(
    value: Any,
    ensure_ascii: bool = False,
    indent: int | None = None,
    separators: tuple[str, str] | None = None,
    sort_keys: bool = False,
) -> str:
    """Without the escapes of HTML that jinja's own filter makes."""
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


def rendered(template: str, variables: dict[str, Any], most: int) -> str:
    """The text of a template. Raises ValueError if it has more than `most` letters."""
    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[Generation, loopcontrols], autoescape=False
    )
    environment.filters["tojson"] = to_json
    environment.globals |= {"raise_exception": refuse, "strftime_now": lambda format: datetime.now().strftime(format)}
    pieces, letters = [], 0
    for piece in environment.from_string(template).generate(**variables):
        letters += len(piece)
        if letters > most:
            raise ValueError(f"it makes a text of more than {most:,} letters")
        pieces.append(piece)
    return "".join(pieces)


def limit() -> None:
    """No more memory and time than a template can need, where the system has such limits."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def answer_to(given: dict[str, Any]) -> dict[str, str]:
    """What is written for a template, from here on under limits."""
    limit()
    try:
        return {"text": rendered(given["template"], given["variables"], given["most"])}
    except MemoryError:
        return {"error": "it asks for more memory than a template may have"}
    except RecursionError:
        return {"error": "it is nested too deep"}
    except TemplateError as error:
        return {"error": error.message or "it refuses them and does not say why"}
    except Exception as error:  # a template can raise what any program can
        return {"error": str(error) if type(error) is ValueError else f"{type(error).__name__}: {error}"}


def in_a_child(line: bytes) -> bytes:
    """The answer to one line, from a copy of this process that ends with it, so no template finds another's traces."""
    reading, writing = os.pipe()
    if (child := os.fork()) == 0:
        try:
            with open(writing, "wb") as answer:
                answer.write(json.dumps(answer_to(json.loads(line))).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with open(reading, "rb") as answer:
        said = answer.read()
    _, status = os.waitpid(child, 0)
    return said if said and status == 0 else b"null"


def main() -> None:
    if sys.argv[1:] == ["--keep"]:
        for line in sys.stdin.buffer:
            sys.stdout.buffer.write(in_a_child(line) + b"\n")
            sys.stdout.buffer.flush()
    else:
        json.dump(answer_to(json.load(sys.stdin)), sys.stdout)


if __name__ == "__main__":
    main()
