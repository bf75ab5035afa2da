"""One Python statement as its literals, each with a name, and the form of all the rest.

Two outlines tell `seq_len 4096 → 8192` from a formula that was rewritten. Comments, docstrings, types
and the words of errors are in neither: none of them changes a number.
"""

from __future__ import annotations

import ast
import builtins
import hashlib
from dataclasses import dataclass, field

from engine.units import UNITS

# A literal inside one of these is named by what stands around it: `seq_len=Count(4096)` is `seq_len`.
_PLAIN_CALLS = frozenset({*dir(builtins), *UNITS, "MappingProxyType", "field", "replace"})
_LONGEST = 60  # characters of a literal that is kept as it is


@dataclass(frozen=True, slots=True)
class Outline:
    """`values` are the literals by name, in order: `seq_len`, `n_heads`, a second one `n_heads#2`."""

    form: str
    values: dict[str, str]


@dataclass
class _Writer:
    words: list[str] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)

    def literal(self, name: str, text: str) -> None:
        key, number = name, 1
        while key in self.values:
            number += 1
            key = f"{name}#{number}"
        self.values[key] = text
        self.words.append("literal")

    def visit(self, node: ast.AST, name: str) -> None:
        """Write a node down; `name` is what a literal here is called."""
        if isinstance(node, ast.expr) and (text := _literal(node)) is not None:
            self.literal(name, text)
            return
        match node:
            case ast.Expr(value=ast.Constant(value=str())) | ast.Raise() | ast.Subscript(value=ast.Name(id="Literal")):
                return
            case ast.Dict(keys=keys, values=values):
                self.words.append("{")
                for key, value in zip(keys, values, strict=True):
                    if isinstance(key, ast.Constant):
                        self.visit(value, str(key.value))
                    else:
                        self.each(key, name)
                        self.visit(value, name)
                return
            case ast.keyword(arg=str(argument), value=value):
                self.words.append(argument)
                self.visit(value, argument)
                return
            case ast.Call(func=called, args=given, keywords=keywords):
                self.visit(called, name)
                inner = _last(called)
                for one in given:
                    self.visit(one, name if inner in _PLAIN_CALLS or not inner else inner)
                for keyword in keywords:
                    self.visit(keyword, name)
                return
            case ast.Subscript(value=value, slice=ast.Constant(value=key)):
                self.visit(value, name)
                self.words.append(repr(key))
                return
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    self.visit(target, name)
                self.visit(value, _last(targets[0]) or name)
                return
            case ast.AnnAssign(target=target, value=value):
                self.visit(target, name)
                self.each(value, _last(target) or name)
                return
            case ast.arguments():
                self.arguments(node, name)
                return
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                name = node.name
        self.words.append(type(node).__name__)
        for part in node._fields:
            if part not in ("ctx", "kind", "type_comment", "returns", "annotation"):
                self.each(getattr(node, part, None), name)
        self.words.append(")")

    def each(self, value: object, name: str) -> None:
        if isinstance(value, ast.AST):
            self.visit(value, name)
        elif isinstance(value, list):
            for one in value:
                self.each(one, name)
        elif value is not None:
            self.words.append(repr(value))

    def arguments(self, node: ast.arguments, name: str) -> None:
        """Parameters by name, and their defaults named by them."""
        plain = [*node.posonlyargs, *node.args]
        self.words += [one.arg for one in (*plain, *node.kwonlyargs)]
        defaults: list[ast.expr | None] = [None] * (len(plain) - len(node.defaults)) + list(node.defaults)
        for argument, default in zip([*plain, *node.kwonlyargs], [*defaults, *node.kw_defaults], strict=True):
            self.each(default, argument.arg)


def outline(statement: ast.stmt) -> Outline:
    """Read one statement of a module."""
    writer = _Writer()
    writer.visit(statement, "")
    return Outline(
        hashlib.sha256("\0".join(writer.words).encode("utf-8", "surrogatepass")).hexdigest()[:8], writer.values
    )


def _literal(node: ast.expr) -> str | None:
    """The text of a literal: a number, a string, or a row of them. None for everything else."""
    match node:
        case ast.Constant(value=value) if value is not ...:
            return _short(value) if isinstance(value, str) else repr(value)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
            return repr(-value)
        case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts) if parts:
            texts = [_literal(one) for one in parts]
            return None if None in texts else _short(f"({', '.join(filter(None, texts))})")
    return None


def _short(text: str) -> str:
    """A long text by its beginning and its digest."""
    if len(text) <= _LONGEST:
        return text
    return f"{text[:_LONGEST]}… ({hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:8]})"


def _last(node: ast.expr) -> str:
    """The last name of `a.b.c`, which is what people call it."""
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
