"""Read, when it is imported, is which facts there are: a process that forks has it for all its children."""

from engine.provenance import discover

discover()
