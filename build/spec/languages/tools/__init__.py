"""What is learnt and taught with, one language a file: `tool_words.py` says what for."""
