"""What a test may need that a machine may lack; a reason ends the sentence "not run here: 3 tests that need …"."""

from __future__ import annotations

import os
import shutil
from ctypes.util import find_library
from importlib.util import find_spec
from pathlib import Path

import pytest

from build.render.office import find_office

READERS = Path(__file__).resolve().parents[2] / ".venv" / "readers" / "node_modules"
FILMS = "manim (make animations installs it)"
CLUSTER = "distributed (make test installs it)"
GIT = "git"
PROC = "Linux's /proc"

office = pytest.mark.skipif(find_office() is None, reason="LibreOffice (make look installs it)")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
chromium = pytest.mark.skipif(CHROMIUM is None, reason="Chromium (build/setup/system.sh browser)")
pdf = pytest.mark.skipif(
    not find_library("pango-1.0") or find_spec("weasyprint") is None, reason="WeasyPrint and Pango (make guides)"
)
fribidi = pytest.mark.skipif(not find_library("fribidi"), reason="FriBidi (apt-get install libfribidi0)")
gift = pytest.mark.skipif(
    not (READERS / "gift-pegjs").is_dir(), reason="gift-pegjs (make test installs it where npm is)"
)
qti_schemas = pytest.mark.skipif(
    not os.environ.get("COURSEWRIGHT_QTI_XSD"), reason="the schemas of QTI 2.1 (COURSEWRIGHT_QTI_XSD names their file)"
)
documents = pytest.mark.skipif(
    not os.environ.get("COURSEWRIGHT_SEEDS"), reason="the course documents (COURSEWRIGHT_SEEDS names their folder)"
)
GPU = "a GPU that PyTorch can use"
KERNELS = "the engine's kernels (python -m engine.kernels.compile)"
