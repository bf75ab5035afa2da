"""Where the product lies: its code and its looks. Where a course lies says `build.files.course`."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
THEME = ROOT / "deck_specs" / "theme.toml"  # the default look, and the names that every theme has
THEMES = THEME.with_name("themes")
VERDICT = "verdict.json"  # below dist/labs/ID: how the lab went when it was run last

# What is said to a process that runs a lab: its course's folder, the theme's file, and `here` for this machine's facts.
COURSE_VARIABLE, THEME_VARIABLE, FACTS_VARIABLE = "COURSEWRIGHT_COURSE", "COURSEWRIGHT_THEME", "COURSEWRIGHT_FACTS"


def has_targets(folder: Path) -> bool:
    """Whether a folder has targets of `make`, as a checkout has and an installed copy has not."""
    return (folder / "Makefile").is_file()
