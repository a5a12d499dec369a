"""What the command prints: tables and sentences for people, JSON for programs."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, is_dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import Any, Final

import click

from archive.cli.words import explain, find_words, say

WIDE: Final = 200
"""Columns of a table that no terminal bounds."""
STYLES: Final = {"valid": "green", "not_valid": "red", "indeterminate": "yellow", "failed": "red"}
"""Word of a cell → how it is shown."""


def plain(value: Any) -> Any:
    """Make a value one that JSON has: moments in ISO 8601, dataclasses as objects, sets in order."""
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, frozenset | set):
        return sorted(value)
    return str(value)


@dataclass(frozen=True, slots=True)
class Output:
    """Where a command says what came of it."""

    language: str
    as_json: bool
    """One JSON document to standard output, and nothing else there."""
    zone: tzinfo = UTC
    """Of moments in tables; JSON has them in UTC."""

    def document(self, value: Any) -> None:
        """Print a value as JSON, where JSON was asked for."""
        if self.as_json:
            click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=plain))

    def say(self, code: str, /, **values: object) -> None:
        """Print a sentence for people."""
        if not self.as_json:
            click.echo(say(code, self.language, **values))

    def table(self, title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Print a table for people; title and columns are codes' ends (``cli.table.*``, ``cli.column.*``)."""
        if self.as_json:
            return
        from rich.console import Console  # noqa: PLC0415 - help must be quick
        from rich.table import Table  # noqa: PLC0415 - help must be quick
        from rich.text import Text  # noqa: PLC0415 - help must be quick

        console = Console() if sys.stdout.isatty() else Console(width=WIDE)
        table = Table(title=say(f"cli.table.{title}", self.language), title_justify="left")
        for column in columns:
            table.add_column(say(f"cli.column.{column}", self.language), overflow="fold")
        for row in rows:
            table.add_row(*(Text(self._cell(cell), STYLES.get(str(cell), "")) for cell in row))
        console.print(table)

    def _cell(self, value: object) -> str:
        """Give a cell's words: a known word in the reader's language, else the value itself."""
        text = f"{value.astimezone(self.zone):%Y-%m-%d %H:%M:%S}" if isinstance(value, datetime) else str(value)
        words = ", ".join(self._word(part) for part in text.split(", "))
        return "".join(letter for letter in words if letter.isprintable() or letter == "\n")

    def _word(self, text: str) -> str:
        """Give a known word in the reader's language, else the text itself."""
        return (find_words(f"cli.word.{text}", self.language) if text.replace("_", "").isalpha() else "") or text

    def facts(self, title: str, facts: Mapping[str, object]) -> None:
        """Print a two-column table of facts (``cli.column.*`` → value)."""
        names = {say(f"cli.column.{name}", self.language): value for name, value in facts.items()}
        self.table(title, ("fact", "value"), names.items())

    def error(self, error: BaseException) -> None:
        """Print an error: as JSON to standard output, or as one sentence with its code to standard error."""
        code, sentence = explain(error, self.language)
        if self.as_json:
            faults = [asdict(fault) for fault in getattr(error, "faults", ())]
            self.document({"error": {"code": code, "sentence": sentence, **({"faults": faults} if faults else {})}})
        else:
            click.echo(f"{sentence} [{code}]", err=True)

    @contextmanager
    def progress(self, code: str, total: int) -> Iterator["Bar"]:
        """Show a bar on standard error while the block lasts, where that is a terminal."""
        from rich.console import Console  # noqa: PLC0415 - help must be quick
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415 - help must be quick

        console = Console(stderr=True)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as shown:
            yield Bar(shown, shown.add_task(say(code, self.language), total=total))


@dataclass(frozen=True, slots=True)
class Bar:
    """A progress bar."""

    shown: Any
    """``rich.progress.Progress``."""
    task: Any

    def reach(self, done: int) -> None:
        """Show that ``done`` steps are done."""
        self.shown.update(self.task, completed=done)
