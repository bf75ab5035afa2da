"""Names of models, cards and commands as people read and type them."""

from __future__ import annotations

import re

from engine.readiness.needs import Needs
from engine.readiness.options import Option

PACKET = "coursewright packet FILE"
"""What prints a number again that no other command has."""


def model_name(preset: str) -> str:
    """`Llama 3 8B` of `llama-3-8b`."""
    return " ".join(
        part.upper() if re.fullmatch(r"a?\d+(\.\d+)?[bm]", part) else _capital(part) for part in preset.split("-")
    )


def card_name(card: str) -> str:
    """`A100 80 GB SXM` of `a100-80gb-sxm`."""
    return re.sub(r"(\d)GB", r"\1 GB", card.upper().replace("-", " "))


def _capital(word: str) -> str:
    return word if re.match(r"v?\d", word) else word[:1].upper() + word[1:]


def estimate(what: str, option: Option, **more: object) -> str:
    """`coursewright estimate …` for one server of an option."""
    setup, load = option.setup, option.use.load
    flags: dict[str, object] = {"seq_len": load.prompt, "gpu": setup.card.name, "dtype": setup.dtype}
    flags |= {"cache_dtype": setup.cache_dtype, "reserve": setup.reserve}
    flags |= {"shared": load.shared} if load.shared else {}
    flags |= {"group": setup.group} if setup.group else {}
    flags |= {"cards": setup.cards} if setup.cards > 1 else {}
    flags |= {"link": setup.link.name} if setup.link and what != "capacity" else {}
    flags |= more
    told = " ".join(f"--{name.replace('_', '-')} {value}" for name, value in flags.items() if value is not None)
    return f"coursewright estimate {what} {option.model} {told}"


def cost_command(needs: Needs, option: Option, *, batch: int | None = None) -> str:
    """The command that prints a server's pace and its bill, with all that it has in work or a `batch`."""
    return estimate(
        "cost", option, new_tokens=option.use.load.new_tokens, batch=batch or option.at_once, price=option.offer.price,
        utilisation=needs.utilisation,
    )  # fmt: skip
