"""A language a file: all that a course says by itself in it. Their names are the languages' codes."""
