"""Where the course lies: its rooms, its look, and what is made of it."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DIST = ROOT / "dist"
THEME = ROOT / "deck_specs" / "theme.toml"  # the default look
VERDICT = "verdict.json"  # below dist/labs/ID: how the lab went when it was run last
