"""Click's own messages in the reader's language.

Click asks ``gettext`` for each of them; its modules get our look-up in its place. The messages are
``cli.click.*`` of ``templates/labels/cli.toml``: ``en`` is click's own message, word by word.
"""

from collections.abc import Mapping
from typing import Final

import click

from archive.words import every_label

MODULES: Final = (click.core, click.exceptions, click.parser, click.termui, click.types)
"""Where click makes messages."""


def click_words(language: str) -> Mapping[str, str]:
    """Give our words for what click says: click's message → words in ``language``."""
    return {words["en"]: words[language] for code, words in every_label().items() if code.startswith("cli.click.")}


def speak(language: str) -> None:
    """Have click say its messages in ``language`` from now on; one that we have no words for stays as it is."""
    words = click_words(language)

    def one(message: str) -> str:
        return words.get(message, message)

    def one_of_two(singular: str, plural: str, count: int) -> str:
        return one(singular if count == 1 else plural)

    for module in MODULES:
        vars(module).update(_=one, ngettext=one_of_two)
