"""What the files beside a folder's tokenizer.json say of its tokens, its ends and its form of conversation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tokenizers import AddedToken, Tokenizer

from engine.checkpoint_files.boundary import brief, read_json


def tokenizer_settings(folder: Path) -> dict[str, Any]:
    """The settings of a folder's tokenizer; null is as if it were not there."""
    files = [_json(folder / name) for name in ("special_tokens_map.json", "tokenizer_config.json")]
    return {key: value for file in files for key, value in file.items() if value is not None}


def added_tokens(folder: Path, settings: Mapping[str, Any], encoding: Tokenizer) -> list[AddedToken]:
    """The tokens that settings or added_tokens.json add to those that an encoding has, in the order of their ids."""
    listed = settings.get("added_tokens_decoder", {})
    if not isinstance(listed, dict) or not all(
        place.isdecimal() and isinstance(token, dict) and isinstance(token.get("content"), str)
        for place, token in listed.items()
    ):
        raise ValueError(f"{folder / 'tokenizer_config.json'}: added_tokens_decoder={brief(listed)} lists no tokens")
    found = {int(place): AddedToken(token["content"], **_flags(token)) for place, token in listed.items()}
    for text, place in _json(folder / "added_tokens.json").items():
        if not isinstance(place, int):
            raise ValueError(f"{folder / 'added_tokens.json'}: {brief(text)} has no whole number")
        found.setdefault(place, AddedToken(text, normalized=False))
    return [found[place] for place in sorted(found) if encoding.token_to_id(found[place].content) is None]


def _flags(token: Mapping[str, Any]) -> dict[str, bool]:
    names = ("special", "normalized", "lstrip", "rstrip", "single_word")
    return {name: token[name] for name in names if isinstance(token.get(name), bool)}


def chat_template(folder: Path, given: Any) -> tuple[str | None, list[str]]:
    """A template of its own file, or one in the settings; where several stand by name but none for all, those names."""
    path = folder / "chat_template.jinja"
    if path.is_file():
        try:
            return path.read_text(encoding="utf-8"), []
        except UnicodeDecodeError:
            raise ValueError(f"{path} is no text in UTF-8") from None
    found, named = given, {}
    if isinstance(given, list) and all(isinstance(entry, dict) for entry in given):
        named = {str(entry.get("name")): entry.get("template") for entry in given}
        found = named.get("default")
    elif isinstance(given, dict):
        named, found = given, given.get("default")
    if found is not None and not isinstance(found, str):
        raise ValueError(f"{folder / 'tokenizer_config.json'}: chat_template={brief(given)} is no text")
    return found, sorted(named)


def end_ids(folder: Path) -> set[int]:
    """The tokens that a file calls the end of a text, of a model or of the text part of a larger one."""
    return {token for name in ("generation_config.json", "config.json") for token in _end_ids(folder / name)}


def _end_ids(path: Path) -> Iterable[int]:
    said = _json(path)
    for part in (said, said.get("text_config")):
        found = part.get("eos_token_id") if isinstance(part, dict) else None
        for token in found if isinstance(found, list) else [found]:
            if token is None:
                continue
            if not isinstance(token, int) or isinstance(token, bool):
                raise ValueError(f"{path}: eos_token_id={brief(found)} is no whole number, nor a list of them")
            yield token


def token_text(folder: Path, settings: Mapping[str, Any], name: str) -> str:
    """A special token, plain or with its properties."""
    found = settings[name]
    text = found.get("content") if isinstance(found, dict) else found
    if not isinstance(text, str):
        raise ValueError(f"{folder / 'tokenizer_config.json'}: {name}={brief(found)} is no text")
    return text


def _json(path: Path) -> dict[str, Any]:
    return read_json(path) if path.is_file() else {}
