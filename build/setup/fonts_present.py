"""Exit 0 if the fonts that text is measured and drawn with are on this machine. Needs only the standard library."""

import os
import sys
from pathlib import Path

NEEDED = {"carlito-regular.ttf", "caladea-regular.ttf", "dejavusansmono.ttf", "dejavusans.ttf"}
LINUX = ["/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts"]
FOLDERS = [*LINUX, "/Library/Fonts", "~/Library/Fonts"]

found = {name.lower() for folder in FOLDERS for _, _, names in os.walk(Path(folder).expanduser()) for name in names}
sys.exit(0 if found >= NEEDED else 1)
