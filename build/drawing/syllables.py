"""Where words may be broken with a hyphen."""

# Languages whose words are long: running text breaks them at the end of any line. English does so on paper only.
HYPHENATING = (
    "bg", "ca", "cs", "da", "de", "el", "es", "et", "fi", "fr", "hr", "hu", "it", "lt", "lv", "nb", "nl", "nn", "no",
    "pl", "pt", "ro", "ru", "sk", "sl", "sr", "sv", "tr", "uk",
)  # fmt: skip
