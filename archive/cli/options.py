"""Options that several commands share."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import click

from archive.cli.desk import Desk
from archive.cli.frame import Option
from archive.model import Decision

FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER: Final = click.Path(file_okay=False, path_type=Path)

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def option(*names: str, **named: Any) -> Decorator:
    """Declare an option whose help is ``cli.option.<name>``."""
    return click.option(*names, cls=Option, **named)


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

    def decide(self, desk: Desk, number: str = "", ground: str = "") -> Decision:
        """Make the decision, with a number and a ground where none was typed; it was decided now if nothing is said.

        ``click.BadParameter`` for a moment that is none.
        """
        zone = desk.settings["archive.timezone"]
        return Decision(
            self.number or number,
            self.ground or ground,
            parse_moment(self.decided_at, zone) if self.decided_at else desk.clock(),
            parse_moment(self.effective_from, zone) if self.effective_from else None,
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


def parse_moment(text: str, zone: ZoneInfo) -> datetime:
    """Read an ISO date (its first moment in ``zone``) or date-time (in ``zone`` unless it says) as UTC.

    ``click.BadParameter`` for anything else.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text!r}: YYYY-MM-DD[THH:MM[:SS]]") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
