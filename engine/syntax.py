"""What one piece of Python source says, read without running it: its normal form and what it names.

Two pieces of the same normal form do the same thing: comments, docstrings and layout are not in it, and
it does not depend on the version of Python that reads it.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Import:
    """`from <level dots><module> import <names>`, or `import <module>` with no names."""

    module: str
    names: tuple[str, ...] = ()
    level: int = 0

    def targets(self, package: str) -> Iterator[str]:
        """Every dotted name that this may load, seen from a module of `package`; not all are modules."""
        base = self.module
        if self.level:
            parts = package.split(".")
            base = ".".join([*parts[: len(parts) - self.level + 1], *filter(None, [self.module])])
        yield base
        yield from (f"{base}.{name}" for name in self.names)


@dataclass(slots=True)
class Reading:
    """What some statements contain. `form` is the digest of their normal form."""

    form: str = ""
    imports: list[Import] = field(default_factory=list)
    strings: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)


def read(nodes: Iterable[ast.AST]) -> Reading:
    """Read some statements as one piece."""
    reading = Reading()
    words: list[str] = []
    for node in nodes:
        if not _is_idle(node):
            _visit(node, words, reading)
    reading.form = hashlib.sha256("\0".join(words).encode("utf-8", "surrogatepass")).hexdigest()
    return reading


def _visit(node: ast.AST, words: list[str], reading: Reading) -> None:
    """Append the node's normal form to `words`. Fields that are empty are left out: newer Pythons add some."""
    match node:
        case ast.Import():
            reading.imports += [Import(alias.name) for alias in node.names]
        case ast.ImportFrom():
            reading.imports.append(Import(node.module or "", tuple(alias.name for alias in node.names), node.level))
        case ast.Constant(value=str(text)):
            reading.strings.add(text)
        case ast.Name():
            reading.names.add(node.id)
        case ast.If() if _is_for_types(node.test):
            for statement in node.orelse:
                _visit(statement, words, reading)
            return
    words.append(type(node).__name__)
    for name in node._fields:
        value = getattr(node, name, None)
        if value is None or value == [] or name in ("ctx", "kind", "type_comment"):
            continue
        words.append(name)
        if isinstance(value, ast.AST):
            _visit(value, words, reading)
        elif isinstance(value, list):
            for part in value:
                if not isinstance(part, ast.AST):
                    words.append(repr(part))
                elif not _is_idle(part):
                    _visit(part, words, reading)
        else:
            words.append(repr(value))
    words.append(")")


def _is_idle(node: ast.AST) -> bool:
    """A string that stands alone does nothing: a docstring, of whatever it may be."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _is_for_types(test: ast.expr) -> bool:
    """`if TYPE_CHECKING:`, whose body never runs."""
    return (test.id if isinstance(test, ast.Name) else getattr(test, "attr", "")) == "TYPE_CHECKING"


def binds(statement: ast.stmt) -> set[str]:
    """The module-level names that a statement makes or may change.

    An expression statement (`TABLE.update(…)`) may change whatever it mentions. `*` stands for the names
    of a star import.
    """
    names: set[str] = set()
    for node in _outside_functions(statement):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                names.add(node.name)
            case ast.Import() | ast.ImportFrom():
                names.update(alias.asname or alias.name.partition(".")[0] for alias in node.names)
            case ast.Name(ctx=ast.Store()):
                names.add(node.id)
            case ast.Attribute(ctx=ast.Store()) | ast.Subscript(ctx=ast.Store()):
                names.add(_root(node))
            case ast.Expr() if not _is_idle(node):
                names.update(inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name))
    return names


def _outside_functions(statement: ast.stmt) -> Iterator[ast.AST]:
    """The statement and all inside it that runs when the module is loaded."""
    yield statement
    if not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        for child in ast.iter_child_nodes(statement):
            yield from _outside_functions(child) if isinstance(child, ast.stmt) else ast.walk(child)


def _root(node: ast.expr) -> str:
    """`x` of `x.a["b"].c`."""
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
