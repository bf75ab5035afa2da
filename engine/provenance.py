"""Which facts there are and what each depends on, found in the source alone: nothing is imported or run.

A fact depends on its own function, on what that uses of its own file, on every whole engine module that
those import (and so on, imports inside functions included), and on every data file beside those that
one of these names. The digest of all that, written beside a recorded value, tells when it is stale.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.home import ENGINE, Home
from engine.reach import Tree
from engine.units import UNITS

KINDS = ("computed", "measured", "published", "graded")
RESULTS = frozenset({*UNITS, "Table", "Series", "Matrix"})


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something wrong with the facts, and where."""

    path: str
    line: int
    code: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message} [{self.code}]" + (f"\n  hint: {self.hint}" * bool(self.hint))


class FactsError(ValueError):
    """The files of facts do not say what the facts are."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(map(str, self.findings)))


@dataclass(frozen=True, kw_only=True)
class Definition:
    """A fact as its source states it. `whole` are the files (modules, data) that it depends on as a whole."""

    name: str
    kind: str
    unit: str
    says: str
    path: str
    line: int
    digest: str
    whole: frozenset[str]

    @property
    def defined(self) -> str:
        return f"{self.path}:{self.line}"

    def finding(self, code: str, message: str, hint: str = "") -> Finding:
        """Something about this fact, told at its place."""
        return Finding(path=self.path, line=self.line, code=code, message=f"fact {self.name!r} {message}", hint=hint)


_FOUND: dict[Home, tuple[object, Mapping[str, Definition]]] = {}
"""What was found in each home, with the state of its files then: a lab and a record ask for each fact anew."""


def discover(home: Home = ENGINE) -> Mapping[str, Definition]:
    """All facts of a home by name. Raises FactsError with everything that is wrong, duplicate names included.

    A course cannot name a fact as the product does. Raises OSError and ValueError where its ledger cannot be read.
    """
    if not (home.root / home.folder).is_dir():
        return {}
    tree, taken = Tree(home), home.taken()
    state = tree.state(), taken
    if home not in _FOUND or _FOUND[home][0] != state:
        _FOUND[home] = state, _read(tree, home.package, taken)
    return _FOUND[home][1]


def _read(tree: Tree, package: str, taken: Mapping[str, str]) -> Mapping[str, Definition]:
    found: dict[str, Definition] = {}
    findings: list[Finding] = []
    for module in sorted(name for name in tree.modules if name.startswith(f"{package}.")):
        try:
            body = tree.parse(tree.modules[module]).body
        except SyntaxError as error:
            findings.append(_unreadable(error))
            continue
        for statement in body:
            if not isinstance(statement, ast.FunctionDef) or not (kind := _kind(statement, body)):
                continue
            path, name = tree.relative(tree.modules[module]), statement.name
            wrong = _wrong(statement)
            if other := found[name].defined if name in found else taken.get(name):
                wrong.append(f"it is defined in {other} too")
            findings += [
                Finding(path=path, line=statement.lineno, code="F201", message=f"fact {name!r}: {fault}")
                for fault in wrong
            ]
            if wrong:
                continue
            try:
                digest, whole = tree.depends(module, statement, kind)
            except SyntaxError as error:
                findings.append(_unreadable(error))
                continue
            found[name] = Definition(
                name=name,
                kind=kind,
                unit=_result(statement),
                says=(ast.get_docstring(statement) or "").splitlines()[0],
                path=path,
                line=statement.lineno,
                digest=digest,
                whole=whole,
            )
    if findings:
        raise FactsError(dict.fromkeys(findings))
    return found


def _unreadable(error: SyntaxError) -> Finding:
    return Finding(path=error.filename or "", line=error.lineno or 1, code="F202", message=f"not Python: {error.msg}")


def _kind(function: ast.FunctionDef, body: list[ast.stmt]) -> str:
    """Which of the three decorators marks a function, under whatever name it was imported; or nothing."""
    names = {
        alias.asname or alias.name: alias.name
        for statement in body
        if isinstance(statement, ast.ImportFrom) and (statement.module or "").split(".")[-1] == "fact"
        for alias in statement.names
    }
    for decorator in function.decorator_list:
        marker = decorator.func if isinstance(decorator, ast.Call) else decorator
        said = marker.attr if isinstance(marker, ast.Attribute) else names.get(name := getattr(marker, "id", ""), name)
        if said in KINDS:
            return said
    return ""


def _result(function: ast.FunctionDef) -> str:
    """The unit that the return annotation names."""
    match function.returns:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.Constant(value=str(name)):
            return name
    return ""


def _wrong(function: ast.FunctionDef) -> list[str]:
    """What keeps a marked function from being a fact."""
    wrong = []
    if not _result(function):
        wrong.append("its return type is its unit, and it has none")
    elif _result(function) not in RESULTS:
        wrong.append(f"{_result(function)} is not a unit; there are: {', '.join(sorted(RESULTS))}")
    arguments = function.args
    if arguments.posonlyargs or arguments.args or arguments.kwonlyargs or arguments.vararg or arguments.kwarg:
        wrong.append("a fact takes no arguments: one name, one experiment")
    if not (ast.get_docstring(function) or "").strip():
        wrong.append("its docstring says what the number is, and it has none")
    return wrong
