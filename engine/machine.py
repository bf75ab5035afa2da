"""Where and with what a measurement was made. Never a host's or a person's name."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


def machine() -> Mapping[str, str | int]:
    """The processor's model, how many cores it shows, and the memory in whole GiB."""
    found: dict[str, str | int] = {"cpu": _processor(), "cores": os.cpu_count() or 1}
    try:
        found["memory_gib"] = round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30)
    except (AttributeError, ValueError, OSError):  # a system without sysconf, or one that does not tell
        return found
    return found


def _processor(cpuinfo: Path = Path("/proc/cpuinfo")) -> str:
    if cpuinfo.exists():
        for line in cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines():
            key, _, said = line.partition(":")
            if key.strip() in ("model name", "Model") and said.strip():
                return " ".join(said.split())
    if platform.system() == "Darwin":
        told = subprocess.run(["sysctl", "-n", "machdep.cpu.brand_string"], capture_output=True, text=True, check=False)
        if told.stdout.strip():
            return told.stdout.strip()
    return platform.processor() or platform.machine()


def versions() -> Mapping[str, str]:
    """What ran: Python, torch, and this package, as far as they are installed."""
    found = {"python": platform.python_version()}
    for package in ("torch", "coursewright"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
