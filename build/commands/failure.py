"""How a command ends that cannot make what it is for: the reason on standard error, and exit code 2."""

from __future__ import annotations

import sys
from pathlib import Path

from build.findings.diagnostic import FindingsError, report
from build.findings.file_messages import display_path, error_text

FAILURES = (OSError, ValueError, RuntimeError)  # of the user's files, machine or wishes; any other is a bug


def failed(error: Exception, spec: Path | None = None) -> int:
    """Print one of FAILURES in a user's words, behind the spec where it is of that. The exit code.

    An OSError is of the file that it names, or of the machine.
    """
    if isinstance(error, FindingsError):
        report(error.findings)
    else:
        place = "" if spec is None or isinstance(error, OSError) else f"{display_path(spec)}: "
        print(f"{place}{error_text(error)}", file=sys.stderr)
    return 2
