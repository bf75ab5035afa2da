"""What facts go through, origin by origin: functions, constants and entries of data files, found in the source alone.

`engine.reach` tells which files decide a fact, and so whether it is stale. To say *why* a number changed takes
finer pieces: from the fact's function along the names it uses, through imports, to the constant behind it.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache, partial
from typing import Any, NamedTuple

from build.compare.outline import digest, outline
from engine.home import Home
from engine.reach import VOCABULARY, Tree
from engine.syntax import binds, read

_IMPORT = (ast.Import, ast.ImportFrom)


class Origin(NamedTuple):
    """What makes a name of a module, an entry of a YAML table, or a whole data file.

    `values` are its literals by name; `form` is the digest of all else; `uses` are keys of other origins.
    """

    name: str
    path: str
    form: str
    values: Mapping[str, str]
    uses: Sequence[str]


def key_of(path: str, name: str) -> str:
    """`engine/cost/dtypes.py::DTYPE_BYTES`, as `code()` on a slide names it too."""
    return f"{path}::{name}"


def origins(home: Home, starts: Iterable[str]) -> dict[str, Origin]:
    """All that the facts of a home go through, each fact a key. What cannot be parsed has none."""
    return reached(_Engine(home).origin, starts)


def reached(origin_of: Callable[[str], Origin | None], starts: Iterable[str]) -> dict[str, Origin]:
    """All that is behind facts by key, themselves first, then what is nearest."""
    found: dict[str, Origin] = {}
    waiting = [*starts]
    for key in waiting:  # it grows
        if key not in found and (origin := origin_of(key)):
            found[key] = origin
            waiting += origin.uses
    return found


class _Engine:
    """The origins of one home, each read when it is asked for."""

    def __init__(self, home: Home) -> None:
        self.tree = Tree(home)
        self.paths = {name: self.tree.relative(path) for name, path in self.tree.modules.items()}
        self.modules = {path: name for name, path in self.paths.items()}
        self.makers = cache(partial(_makers, self.tree))
        self.data = dict(_data(self.tree))

    def origin(self, key: str) -> Origin | None:
        path, _, name = key.partition("::")
        if path not in self.modules:
            return self.data.get(key)
        module = self.modules[path]
        statements = [made for made in self.makers(module).get(name, ()) if not isinstance(made, _IMPORT)]
        uses = tuple(used for used in dict.fromkeys(self.uses(module, statements)) if used != key)
        return Origin(name, path, *outline(statements, name), uses) if statements else None

    def uses(self, module: str, statements: Sequence[ast.stmt], seen: frozenset[str] = frozenset()) -> Iterator[str]:
        """The keys of all that some statements of a module name."""
        reading = read(statements)
        package = module if self.paths[module].endswith("__init__.py") else module.rpartition(".")[0]
        yield from self.keys(module, sorted(reading.names), seen)
        for imported in reading.imports:
            base, *members = imported.targets(package)
            yield from (key for member in members for key in self.keys(member))
            yield from self.keys(base, imported.names if imported.names not in ((), ("*",)) else None, seen)
        for text in sorted(reading.strings):
            yield from (key for key, origin in self.data.items() if origin.name == text)
            yield from self.keys(text)

    def keys(
        self, module: str, names: Iterable[str] | None = None, seen: frozenset[str] = frozenset()
    ) -> Iterator[str]:
        """The keys of some names of a module, followed through its imports; or of all that it makes itself."""
        makers = self.makers(module)
        for name in makers if names is None else names:
            for statement in makers.get(name) or makers.get("*", []):
                key = key_of(self.paths[module], name)
                if not isinstance(statement, _IMPORT):
                    yield key
                elif names is not None and key not in seen:
                    yield from self.uses(module, [statement], seen | {key})


def _makers(tree: Tree, module: str) -> dict[str, list[ast.stmt]]:
    """The statements of a module by the names that they make, an import of several names once for each.

    None of a module that is neither the engine's nor one of facts.
    """
    makers: dict[str, list[ast.stmt]] = {}
    with suppress(SyntaxError):
        is_read = module in tree.modules and module not in VOCABULARY
        for statement in tree.parse(tree.modules[module]).body if is_read else ():
            for alias in statement.names if isinstance(statement, _IMPORT) else [None]:
                part = type(statement)(**vars(statement) | {"names": [alias]}) if alias else statement
                for name in sorted(binds(part)):
                    makers.setdefault(name, []).append(part)
    return makers


def _data(tree: Tree) -> Iterator[tuple[str, Origin]]:
    """The data files: the entries of a YAML table one by one, anything else as a whole."""
    for file in tree.data:
        path, content = tree.relative(file), file.read_bytes()
        entries = _entries(content) if file.suffix in (".yaml", ".yml") else {}
        for name, entry in entries.items():
            uses = (key_of(path, entry["like"]),) if "like" in entry else ()
            yield (
                key_of(path, name),
                Origin(name, path, "", {field: _text(value) for field, value in flat(entry)}, uses),
            )
        if not entries:
            yield key_of(path, ""), Origin(file.name, path, digest(content.replace(b"\r\n", b"\n")), {}, ())


def _entries(content: bytes) -> Mapping[str, Mapping[str, Any]]:
    """A YAML table's entries by name; nothing where it is none."""
    import yaml

    try:
        table = yaml.load(content, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError:
        return {}
    return table if isinstance(table, dict) and all(isinstance(entry, dict) for entry in table.values()) else {}


def flat(table: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """`mla.kv_latent` of nested fields; what is only said of an entry (`source`) comes last."""
    for name in sorted(table, key=lambda name: name == "source"):
        value = table[name]
        yield from flat(value, f"{before}{name}.") if isinstance(value, Mapping) else [(f"{before}{name}", value)]


def _text(value: Any) -> str:
    return f"({', '.join(map(str, value))})" if isinstance(value, list) else str(value)
