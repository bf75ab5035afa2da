"""What a piece of engine code reaches: whole modules through all its imports, and the data files they name."""

from __future__ import annotations

import ast
import hashlib
from fnmatch import fnmatch
from functools import lru_cache
from pathlib import Path

from engine.home import ENGINE, Home
from engine.syntax import Reading, binds, read

# How a number is written and how a function is marked: neither changes what comes out of a fact, and a new
# scale must not send people to measure everything again.
VOCABULARY = frozenset({"engine.units", "engine.fact"})
# What a measured fact goes through without naming it: the protocol that samples it.
PROTOCOL = "engine.measure"


class Tree:
    """The Python modules and data files of a home: those of the engine, and those below a course's facts."""

    def __init__(self, home: Home = ENGINE) -> None:
        self._engine = home.engine
        self._root = home.root
        self.modules: dict[str, Path] = {}
        self.data: list[Path] = []
        self._shown: dict[Path, str] = {}  # asked for thousands of times
        self._add(home.engine, "engine")
        if not home.has_engine:
            self._add(home.root / home.folder, home.package)
        self._reached: dict[str, tuple[frozenset[str], frozenset[Path]]] = {}

    def _add(self, folder: Path, package: str) -> None:
        for path in sorted(folder.rglob("*")):
            if path.suffix == ".py":
                parts = (package, *path.relative_to(folder).with_suffix("").parts)
                self.modules[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
            elif path.is_file() and "__pycache__" not in path.parts and not path.name.startswith("facts."):
                self.data.append(path)

    def relative(self, path: Path) -> str:
        """A path as records have it: from the folder that holds the engine, or from the course's."""
        if path not in self._shown:
            top = self._engine.parent if path.is_relative_to(self._engine) else self._root
            self._shown[path] = path.relative_to(top).as_posix()
        return self._shown[path]

    def state(self) -> dict[Path, tuple[int, int]]:
        """What changes when any of the files does."""
        return {path: _state(path) for path in (*self.modules.values(), *self.data)}

    def parse(self, path: Path) -> ast.Module:
        """The module's syntax. Raises SyntaxError with the path as it is shown."""
        return _parsed(path, *_state(path), self.relative(path))

    def depends(self, module: str, fact: ast.FunctionDef, kind: str) -> tuple[str, frozenset[str]]:
        """The digest of everything that a fact of this module depends on, and the whole files among it."""
        own = read(_used(fact, self.parse(self.modules[module]).body))
        modules, data = self._names(own, module)
        if kind == "measured" and PROTOCOL in self.modules:
            modules |= {PROTOCOL}
        modules = self._closure(modules)
        data = data.union(*(self._direct(name)[1] for name in modules))
        parts = [own.form]
        parts += [f"{name} {self._reading(name).form}" for name in sorted(modules)]
        parts += [f"{self.relative(path)} {_content(path, *_state(path))}" for path in sorted(data)]
        digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
        return digest, frozenset(self.relative(path) for path in {self.modules[name] for name in modules} | data)

    def _closure(self, modules: frozenset[str]) -> frozenset[str]:
        seen: set[str] = set()
        waiting = list(modules)
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                waiting += self._direct(name)[0]
        return frozenset(seen)

    def _reading(self, module: str) -> Reading:
        path = self.modules[module]
        return _whole(path, *_state(path), self.relative(path))

    def _direct(self, module: str) -> tuple[frozenset[str], frozenset[Path]]:
        """The modules and data files that one module names."""
        if module not in self._reached:
            self._reached[module] = self._names(self._reading(module), module)
        return self._reached[module]

    def _names(self, reading: Reading, module: str) -> tuple[frozenset[str], frozenset[Path]]:
        is_package = self.modules[module].name == "__init__.py"
        package = module if is_package else module.rpartition(".")[0]
        top = module.partition(".")[0]  # the engine knows nothing of a course
        tops = ("engine",) if top == "engine" else ("engine", top)
        targets = {package, *reading.strings}  # a module may be named in a table and loaded by that name
        for imported in reading.imports:
            targets.update(imported.targets(package))
        # Loading a.b.c runs a and a.b first.
        targets = {name for target in targets if target.startswith(tops) for name in _prefixes(target)}
        of_engine = top == "engine"
        known = (path for path in self.data if of_engine <= path.is_relative_to(self._engine))
        data = frozenset(path for path in known if any(_is_called(path, text) for text in reading.strings))
        return frozenset(targets & self.modules.keys()) - VOCABULARY, data


def _used(fact: ast.FunctionDef, body: list[ast.stmt]) -> list[ast.stmt]:
    """The fact and the statements of its own file that it uses, directly or not, as they stand in the file."""
    makers: dict[str, list[int]] = {}
    for index, statement in enumerate(body):
        for name in binds(statement):
            makers.setdefault(name, []).append(index)
    used: set[int] = set()
    waiting = [body.index(fact), *makers.get("*", [])]
    while waiting:
        index = waiting.pop()
        if index not in used:
            used.add(index)
            waiting += [maker for name in read([body[index]]).names for maker in makers.get(name, [])]
    return [body[index] for index in sorted(used)]


def _prefixes(dotted: str) -> list[str]:
    parts = dotted.split(".")
    return [".".join(parts[:count]) for count in range(1, len(parts) + 1)]


def _is_called(path: Path, text: str) -> bool:
    """Whether a literal names a data file: its name, a path to it, a pattern, or its bare suffix."""
    last = text.replace("\\", "/").rpartition("/")[2]
    if not last or len(last) > 100:
        return False
    return last == path.name or last == path.suffix or ("*" in last and "." in last and fnmatch(path.name, last))


def _state(path: Path) -> tuple[int, int]:
    """What changes when a file is written."""
    stat = path.stat()
    return stat.st_mtime_ns, stat.st_size


@lru_cache(maxsize=1024)
def _parsed(path: Path, _mtime: int, _size: int, shown: str) -> ast.Module:
    try:
        return ast.parse(path.read_bytes(), filename=shown)
    except (SyntaxError, ValueError) as error:  # null bytes are one or the other, and have no place
        message, line = getattr(error, "msg", str(error)), getattr(error, "lineno", None) or 1
        raise SyntaxError(message, (shown, line, None, None)) from None


@lru_cache(maxsize=1024)
def _whole(path: Path, mtime: int, size: int, shown: str) -> Reading:
    return read([_parsed(path, mtime, size, shown)])


@lru_cache(maxsize=1024)
def _content(path: Path, _mtime: int, _size: int) -> str:
    """The digest of a data file, the same whichever line ends a checkout has."""
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
