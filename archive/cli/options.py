"""Options that several commands share."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from functools import wraps
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import click

from archive import moments
from archive.cli.desk import Desk
from archive.cli.frame import Option
from archive.model import Decision
from archive.words import FIRST, LANGUAGES, find_words, say

FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER: Final = click.Path(file_okay=False, path_type=Path)
COUNT: Final = click.IntRange(1, 1_000_000)

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def option(*names: str, **named: Any) -> Decorator:
    """Declare an option whose help is ``cli.option.<name>``."""
    return click.option(*names, cls=Option, **named)


class Word(click.Choice[str]):
    """One of some words of ours: given by its code, or as tables show it in either language."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Give the code; ``click.BadParameter`` for what is no such word."""
        plain = unicodedata.normalize("NFKC", str(value)).strip().casefold()
        meant = (code for code in self.choices if plain in _shown(code))
        return super().convert(next(meant, value), param, ctx)


def _shown(code: str) -> set[str]:
    """Give how people see a code: itself, and its words with and without what stands in brackets."""
    words = (unicodedata.normalize("NFKC", find_words(f"word.{code}", language)) for language in LANGUAGES)
    return {code, *(part.casefold() for each in words for part in (each, each.partition("(")[0]) if part)}


as_json: Final = option("--json", "as_json", is_flag=True)
acting: Final = option("--as", "acting", metavar="USER", envvar="CHANCERY_AS")
no_wait: Final = option("--no-wait", "no_wait", is_flag=True)


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the options say of a decision, as they were typed."""

    number: str | None
    ground: str | None
    decided_at: str | None
    effective_from: str | None

    def decide(self, desk: Desk, default: Decision | None = None) -> Decision:
        """Make the decision, with what ``default`` says where nothing was typed; without it, it was decided now.

        A day alone is the moment that is known of that day. ``click.BadParameter`` for a moment that is none.
        """
        zone, known = desk.settings["archive.timezone"], default or Decision("", "", desk.clock())
        decided = known.decided_at if self.decided_at is None else parse_moment(self.decided_at, zone, known.decided_at)
        return Decision(
            self.number or known.number,
            self.ground or known.ground,
            decided,
            known.effective_from if self.effective_from is None else parse_moment(self.effective_from, zone, decided),
        )


def decision_options(required: bool) -> Decorator:
    """Declare what a decision says; the command gets it as ``ruling``."""

    def add(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def with_ruling(
            *arguments: Any,
            number: str | None,
            ground: str | None,
            decided_at: str | None,
            effective_from: str | None,
            **named: Any,
        ) -> Any:
            return function(*arguments, ruling=Ruling(number, ground, decided_at, effective_from), **named)

        made: Callable[..., Any] = with_ruling
        for each in options:
            made = each(made)
        return made

    options = (
        option("--effective-from", metavar="TIME"),
        option("--decided-at", metavar="TIME"),
        option("--ground", required=required),
        option("--decision", "number", required=required, metavar="NUMBER"),
    )
    return add


def parse_moment(text: str, zone: ZoneInfo, now: datetime | None = None, *, of_day: time = time.min) -> datetime:
    """Read a moment as ``archive.moments`` does; ``click.BadParameter`` for what is none."""
    try:
        return moments.parse_moment(text, zone, now, of_day=of_day)
    except ValueError:
        context = click.get_current_context(silent=True)
        language = getattr(context and context.obj, "language", FIRST)
        raise click.BadParameter(say("archive.moment-invalid", language), param_hint=repr(text)) from None
