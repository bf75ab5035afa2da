"""Packages that are installed only where a job needs them: what to tell somebody who has not got one."""

from __future__ import annotations

OURS = frozenset({"animations", "build", "coursewright", "engine", "labs"})
_SET_UP_BY = {"pypdfium2": "make look", "openxml_audit": "make test"}  # the others: make setup


def not_installed(error: ModuleNotFoundError) -> str:
    """Which package is missing and what installs it. Raises the error again where the module is one of ours."""
    package = (error.name or "").partition(".")[0]
    if not package or package in OURS:
        raise error
    return f"{package} is not installed\n  hint: {_SET_UP_BY.get(package, 'make setup')}"
