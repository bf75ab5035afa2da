"""Packages that are installed only where a job needs them: what to tell somebody who has not got one."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

from build.files.places import has_targets

OURS = frozenset({"animations", "build", "coursewright", "engine", "labs"})
_SET_UP_BY = {
    "pypdfium2": "make look",
    "openxml_audit": "make test",
    "pikepdf": "make pdf",
    "starlette": "make live",
    "typst": "make pdf",
    "watchfiles": "make live",
    "weasyprint": "make guides",
    "docx": "make guides",
}
# Modules that come with a package of another name; what is not above is set up by `make setup`.
_CALLED = {"docx": "python-docx", "lsprotocol": "pygls"}


def not_installed(error: ModuleNotFoundError) -> str:
    """Which package is missing and what installs it. Raises the error again where the module is one of ours."""
    package = (error.name or "").partition(".")[0]
    if not package or package in OURS:
        raise error
    return f"{_CALLED.get(package, package)} is not installed\n  hint: {installing(package)}"


def installing(package: str) -> str:
    """What somebody types to have a package: a target of our Makefile where they work in its checkout."""
    here = Path.cwd()
    ours = (folder for folder in (here, *here.parents) if (folder / "coursewright.py").is_file())
    has_make = any(map(has_targets, ours))
    return _SET_UP_BY.get(package, "make setup") if has_make else f"pip install '{_package(package)}'"


def _package(module: str) -> str:
    """What pip installs for a module: the extra of ours that has it, else what is named like it."""
    module = _CALLED.get(module, module)
    try:
        wanted = requires("coursewright") or ()
    except PackageNotFoundError:
        return module
    found = (re.match(rf"{re.escape(module)}\b.*extra == ['\"](\w+)", line) for line in wanted)
    return next((f"coursewright[{match[1]}]" for match in found if match), module)
