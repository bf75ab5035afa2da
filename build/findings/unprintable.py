"""Characters that no file of text holds and nothing that we write can."""

from __future__ import annotations

import re

# Also the characters that end a line or a paragraph within one, which no shaper of text takes.
UNPRINTABLE = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
