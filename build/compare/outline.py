"""Statements of Python as their literals, each with a name, and the form of all the rest.

Two outlines tell `seq_len 4096 → 8192` from a formula that was rewritten. Comments, docstrings, types
and the words of errors are in neither: none of them changes a number.
"""

from __future__ import annotations

import ast
import builtins
import hashlib
from collections.abc import Iterable, Iterator

from engine.units import UNITS

# A literal inside one of these is named by what stands around it: `seq_len=Count(4096)` is `seq_len`.
_PLAIN_CALLS = frozenset({"", *dir(builtins), *UNITS, "MappingProxyType", "field", "replace"})
_WITHOUT_EFFECT = ("ctx", "kind", "type_comment", "returns", "annotation")
_LONGEST = 60  # characters of a literal that is kept as it is


def outline(statements: Iterable[ast.AST], name: str) -> tuple[str, dict[str, str]]:
    """The digest of the form, and the literals by name: `seq_len`, `n_heads`, a second one `n_heads#2`.

    `name` is that of a literal which nothing near it names.
    """
    words: list[str] = []
    values: dict[str, str] = {}
    for statement in statements:
        _read(statement, name, words, values)
    return digest("\0".join(words).encode("utf-8", "surrogatepass")), values


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:8]


def _read(node: object, name: str, words: list[str], values: dict[str, str]) -> None:
    """Add the `words` of a node's form, and its literals. Without a `name` they are names themselves."""
    match node:
        case (
            None | ast.Raise() | ast.Expr(value=ast.Constant(value=str())) | ast.Subscript(value=ast.Name(id="Literal"))
        ):
            return
        case ast.expr() if name and (text := _literal(node)) is not None:
            count = sum(key.partition("#")[0] == name for key in values)
            values[f"{name}#{count + 1}" if count else name] = text
            words.append("literal")
        case ast.AST():
            names = dict(_named(node))
            words.append(type(node).__name__)
            for field, value in ast.iter_fields(node):
                for part in () if field in _WITHOUT_EFFECT else value if isinstance(value, list) else (value,):
                    _read(part, names.get(part, name), words, values)
            words.append(")")
        case _:
            words.append(repr(node))


def _named(node: ast.AST) -> Iterator[tuple[ast.AST | None, str]]:
    """The parts of a node that name their literals, and those (no name) that are names themselves."""
    match node:
        case ast.Dict(keys=keys, values=values):
            for key, value in zip(keys, values, strict=True):
                if isinstance(key, ast.Constant):
                    yield from ((key, ""), (value, str(key.value)))
        case ast.Subscript(slice=ast.Constant() as key):
            yield key, ""
        case ast.keyword(arg=str(name), value=value):
            yield value, name
        case ast.Call(func=function, args=given) if (name := _last(function)) not in _PLAIN_CALLS:
            yield from ((value, name) for value in given)
        case ast.Assign(targets=[target, *_], value=value) | ast.AnnAssign(target=target, value=value):
            if name := _last(target):
                yield value, name
        case ast.arguments():
            positional = [*node.posonlyargs, *node.args]
            yield from ((value, of.arg) for of, value in zip(positional[::-1], node.defaults[::-1], strict=False))
            yield from ((value, of.arg) for of, value in zip(node.kwonlyargs, node.kw_defaults, strict=True))
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield from ((part, node.name) for part in ast.iter_child_nodes(node))


def _literal(node: ast.AST) -> str | None:
    """The text of a literal: a number, a string, or a row of them. None for everything else."""
    match node:
        case ast.Constant(value=value) if value is not ...:
            return _short(value) if isinstance(value, str) else repr(value)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
            return repr(-value)
        case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts) if parts:
            texts = [_literal(part) for part in parts]
            return None if None in texts else _short(f"({', '.join(filter(None, texts))})")
    return None


def _short(text: str) -> str:
    """A long text by its beginning and its digest."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({digest(text.encode('utf-8', 'surrogatepass'))})"


def _last(node: ast.expr) -> str:
    """The last name of `a.b.c`, which is what people call it."""
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
