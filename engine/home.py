"""Where facts lie: the functions, the ledger of what they gave, and the product's ledger behind that.

The engine is one home; each course has its own. A course's folder of facts is the package `facts`, whatever it is
called, and all that a fact reads lies in it or in the engine.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from engine.ledger import LEDGER, Ledger, deck_facts, here_beside

ROOT = Path(__file__).resolve().parents[1]
ENGINE_FACTS = "engine/facts"
PACKAGE = "facts"  # what a course's folder of facts is called in an import


@dataclass(frozen=True, kw_only=True)
class Home:
    """Facts that are recorded in one ledger. `folder` holds their modules, as a path from `root`.

    `behind` is the product's ledger, whose facts a course may name too; none where the engine is the course's own.
    """

    root: Path
    folder: str = ENGINE_FACTS
    ledger: Path
    behind: Path | None = None

    @property
    def has_engine(self) -> bool:
        """Whether the engine below `root` is the one that these facts are of."""
        return self.folder.startswith("engine/")

    @property
    def engine(self) -> Path:
        """The folder with the engine that these facts import."""
        return (self.root if self.has_engine else ROOT) / "engine"

    @property
    def package(self) -> str:
        """The dotted name that the modules of facts begin with."""
        return self.folder.replace("/", ".") if self.has_engine else PACKAGE

    @property
    def ledger_here(self) -> Path:
        """What this machine has measured, beside the ledger; git ignores it."""
        return here_beside(self.ledger)

    def module_of(self, path: str) -> str:
        """The dotted name of a module of facts, of its path from `root`."""
        inside = path.removeprefix(f"{self.folder}/").removesuffix(".py").replace("/", ".")
        return f"{self.package}.{inside}"

    def recorded(self, *, here: bool = False) -> Ledger:
        """The facts that slides and films may name: these and the product's. With `here` this machine's measurements.

        Raises OSError and ValueError as reading does, and ValueError for a name that both have.
        """
        own, behind = deck_facts(self.ledger, here=here), self._behind(here=here)
        if both := sorted(own.keys() & behind.keys()):
            places = " and ".join(ledger[both[0]].defined for ledger in (own, behind))
            raise ValueError(f"two facts are called {both[0]!r}, in {places}; rename the course's")
        return Ledger({**behind, **own}, here=here)

    def _behind(self, *, here: bool) -> Ledger:
        return deck_facts(self.behind, here=here) if self.behind else Ledger()

    def taken(self) -> dict[str, str]:
        """The names of the product's facts, which a course cannot give to its own, with their places."""
        return {name: record.defined for name, record in self._behind(here=False).items()}

    def make_importable(self) -> None:
        """Let `facts` be this course's folder, whatever else Python has under that name."""
        if self.has_engine:
            return
        folder = str(self.root / self.folder)
        present = sys.modules.get(PACKAGE)
        if present is not None and list(getattr(present, "__path__", ())) == [folder]:
            return
        for name in [name for name in sys.modules if name == PACKAGE or name.startswith(f"{PACKAGE}.")]:
            del sys.modules[name]
        start = Path(folder, "__init__.py")
        spec = (
            spec_from_file_location(PACKAGE, start, submodule_search_locations=[folder])
            if start.is_file()
            else ModuleSpec(PACKAGE, None, is_package=True)
        )
        assert spec is not None
        spec.submodule_search_locations = [folder]
        package = sys.modules[PACKAGE] = module_from_spec(spec)
        if spec.loader:
            spec.loader.exec_module(package)


ENGINE = Home(root=ROOT, ledger=LEDGER)
