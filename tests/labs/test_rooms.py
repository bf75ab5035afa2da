"""What import-linter cannot see: labs stand in folders with digits and hyphens."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = sorted(path for path in (ROOT / "labs").rglob("*.py"))
# The anchors of the specs are the labs' catalogue, plots take the course's colours, and
# facts stand in a lab's words as on slides.
ALLOWED = (
    "engine",
    "build.parse",
    "build.parse.source",
    "build.spec.deck",
    "build.findings.diagnostic",
    "build.files.installed",
    "build.files.commands",
    "build.files.course",
    "build.files.places",
    "build.resolve.braces",
    "build.resolve.expression",
    "build.resolve.fact_text",
    "build.resolve.query",
    "build.theme",
    "labs",
)


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_lab_imports_the_engine_and_the_anchors_only(path: Path) -> None:
    ours = {
        name
        for name in imported(path)
        if name.split(".")[0] in {"engine", "build", "animations", "labs", "coursewright"}
    }
    strangers = {name for name in ours if not name.startswith(ALLOWED)}
    assert not strangers
