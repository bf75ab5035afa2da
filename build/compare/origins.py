"""What facts go through, piece by piece: functions, constants and entries of data files, found in the source alone.

`engine.reach` tells which files decide a fact, and so whether it is stale. To say *why* a number changed takes
finer pieces: from the fact's function along the names it uses, through imports, to the constant behind it.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from build.compare.outline import outline
from engine.reach import VOCABULARY, Tree
from engine.syntax import Import, binds, read


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A statement of a module, an entry of a YAML table, or a whole data file.

    `values` are its literals by name; `form` is the digest of all else; `uses` are keys of other pieces.
    """

    name: str
    path: str
    form: str
    values: Mapping[str, str]
    uses: tuple[str, ...]


def key_of(path: str, name: str) -> str:
    """`engine/cost/dtypes.py::DTYPE_BYTES`, as `code()` on a slide names it too."""
    return f"{path}::{name}"


def origins(root: Path, starts: Iterable[tuple[str, str]]) -> dict[str, Piece]:
    """The pieces that some facts, each a (path, name), go through. What cannot be parsed has none."""
    engine = _Engine(root)
    found: dict[str, Piece] = {}
    waiting = [key_of(*start) for start in starts]
    while waiting:
        key = waiting.pop()
        if key not in found and (piece := engine.piece(key)):
            found[key] = piece
            waiting += piece.uses
    return found


def reached(pieces: Mapping[str, Piece], start: str) -> dict[str, int]:
    """Every piece behind one, with how many steps away it is, nearest first."""
    steps = {start: 0} if start in pieces else {}
    for key in (order := list(steps)):  # it grows
        for used in pieces[key].uses:
            if used in pieces and used not in steps:
                steps[used] = steps[key] + 1
                order.append(used)
    return steps


class _Engine:
    """The pieces of one tree, each read when it is asked for."""

    def __init__(self, root: Path) -> None:
        self.tree = Tree(root)
        self.modules: dict[str, _Module] = {}
        self.by_path = {self.tree.relative(path): name for name, path in self.tree.modules.items()}

    def piece(self, key: str) -> Piece | None:
        path, _, name = key.partition("::")
        if path not in self.by_path:
            return self.data.get(key)
        module = self.module(self.by_path[path])
        statement = module.pieces.get(name)
        if statement is None:
            return None
        said = outline(statement)
        uses = [one for one in dict.fromkeys(self.uses(module, statement)) if one != key]
        return Piece(name=name.partition("#")[0], path=path, form=said.form, values=said.values, uses=tuple(uses))

    def module(self, name: str) -> _Module:
        if name not in self.modules:
            try:
                body = self.tree.parse(self.tree.modules[name]).body
            except SyntaxError:
                body = []
            self.modules[name] = _Module(name, self.tree.relative(self.tree.modules[name]), body)
        return self.modules[name]

    def uses(self, module: _Module, statement: ast.stmt) -> Iterator[str]:
        """The keys of all that a statement names."""
        reading = read([statement])
        for name in sorted(reading.names):
            yield from self.resolve(module, name)
        for one in reading.imports:
            yield from self.imported(module, one)
        for text in sorted(reading.strings):
            yield from self.named.get(text, ())
            if text.startswith("engine.") and text in self.tree.modules:
                yield from self.all_of(text)

    def resolve(self, module: _Module, name: str, seen: frozenset[str] = frozenset()) -> Iterator[str]:
        """The pieces that make a name of a module, followed through its imports."""
        here = f"{module.name} {name}"
        if here in seen:
            return
        for made in module.makers.get(name, ()) or module.makers.get("*", ()):
            if isinstance(made, str):
                yield key_of(module.path, made)
            else:
                yield from self.imported(module, made, name, seen | {here})

    def imported(
        self, module: _Module, one: Import, name: str = "", seen: frozenset[str] = frozenset()
    ) -> Iterator[str]:
        """What an import statement brings in; with `name`, only what it binds to this name."""
        base, *_ = one.targets(module.package)
        if not one.names:
            yield from self.all_of(base)
        for wanted in one.names:
            if wanted == "*" and name:
                wanted = name
            if f"{base}.{wanted}" in self.tree.modules:
                yield from self.all_of(f"{base}.{wanted}")
            elif base in self.tree.modules and base not in VOCABULARY:
                yield from self.resolve(self.module(base), wanted, seen)

    def all_of(self, name: str) -> Iterator[str]:
        """Every piece of a module, where it is the engine's."""
        if name in self.tree.modules and name not in VOCABULARY:
            module = self.module(name)
            yield from (key_of(module.path, piece) for piece in module.pieces)

    @cached_property
    def data(self) -> dict[str, Piece]:
        """The data files: the entries of a YAML table one by one, anything else as a whole."""
        found: dict[str, Piece] = {}
        for file in self.tree.data:
            path, content = self.tree.relative(file), file.read_bytes()
            for name, entry in _entries(file, content).items():
                parents = [key_of(path, entry["like"])] if "like" in entry else []
                values = dict(_flat(entry))
                found[key_of(path, name)] = Piece(name=name, path=path, form="", values=values, uses=tuple(parents))
            if not any(key.startswith(key_of(path, "")) for key in found):
                form = hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()[:8]
                found[key_of(path, "")] = Piece(name=file.name, path=path, form=form, values={}, uses=())
        return found

    @cached_property
    def named(self) -> dict[str, list[str]]:
        """Data pieces by the word that names them in code: an entry's name, a file's name."""
        words: dict[str, list[str]] = {}
        for key, piece in self.data.items():
            words.setdefault(piece.name, []).append(key)
        return words


class _Module:
    """A module's statements by the name they make; a name may come from several, or from an import."""

    def __init__(self, name: str, path: str, body: list[ast.stmt]) -> None:
        self.name, self.path = name, path
        self.package = name if path.endswith("__init__.py") else name.rpartition(".")[0]
        self.pieces: dict[str, ast.stmt] = {}
        self.makers: dict[str, list[str | Import]] = {}
        for statement in body:
            if isinstance(statement, ast.Import | ast.ImportFrom):
                self._import(statement)
            elif names := sorted(binds(statement)):
                key = self._free(names[0])
                self.pieces[key] = statement
                for made in names:
                    self.makers.setdefault(made, []).append(key)

    def _import(self, statement: ast.Import | ast.ImportFrom) -> None:
        for alias in statement.names:
            if isinstance(statement, ast.Import):
                one, bound = Import(alias.name), alias.asname or alias.name.partition(".")[0]
            else:
                one, bound = Import(statement.module or "", (alias.name,), statement.level), alias.asname or alias.name
            self.makers.setdefault(bound, []).append(one)

    def _free(self, name: str) -> str:
        """The name, numbered from the second statement that makes it."""
        count = sum(1 for taken in self.pieces if taken.partition("#")[0] == name)
        return f"{name}#{count + 1}" if count else name


def _entries(file: Path, content: bytes) -> Mapping[str, Mapping[str, Any]]:
    """A YAML table's entries by name; nothing where the file is not one."""
    if file.suffix not in (".yaml", ".yml"):
        return {}
    import yaml

    try:
        table = yaml.load(content, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError:
        return {}
    whole = isinstance(table, dict) and all(isinstance(entry, dict) for entry in table.values())
    return table if whole else {}


def _flat(entry: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """`mla.kv_latent` of nested fields; what is only said of an entry (`source`) comes last."""
    for name in sorted(entry, key=lambda name: name == "source"):
        value = entry[name]
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}.")
        else:
            text = f"({', '.join(map(str, value))})" if isinstance(value, list) else str(value)
            yield f"{before}{name}", text
