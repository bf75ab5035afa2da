"""What hatchling asks before it builds: an editable install is all that there is."""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class OnlyEditable(BuildHookInterface):  # type: ignore[misc]
    """Refuses wheels and source archives: decks, specs and facts are read and written in the checkout."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version != "editable":
            self.app.abort("Coursewright runs from its checkout, and no package of it is built: make setup")
