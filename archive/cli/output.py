"""What the command prints: tables and sentences for people, JSON for programs."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, is_dataclass
from datetime import UTC, date, datetime, tzinfo
from itertools import chain, repeat
from typing import Any, Final

import click

from archive.cli.logbook import find_log
from archive.errors import code_of
from archive.texts import is_readable
from archive.words import find_words, in_words, say, tell_moment

WIDE: Final = 200
"""Columns of a page that neither a terminal nor COLUMNS bounds."""
BETWEEN: Final = {"zh": "", "en": " "}
"""What stands between two sentences of a language."""
UNBOUND: Final = 10_000
"""Columns in which any table fits."""
SPOKEN: Final = frozenset(
    (
        "enabled",
        "factor",
        "in_use",
        "level",
        "origin",
        "part",
        "receipt",
        "result",
        "roles",
        "state",
        "status",
        "verb",
        "verdict",
        "what",
    )
)
"""Columns whose cells are words of ours (``word.*``); what stands elsewhere is somebody's own."""
STYLES: Final = {
    "valid": "green",
    "not_valid": "red",
    "indeterminate": "yellow",
    "unreadable": "magenta",
    "failed": "red",
}
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


def explain(error: BaseException, language: str, zone: tzinfo = UTC) -> tuple[str, str]:
    """Give an error's code and its sentence, with what exactly was wrong in it; an error without a code is ours."""
    if code := code_of(error):
        return code, in_words(code, str(error), language, zone)
    log = find_log()
    values = {"detail": type(error).__name__, "log": log and log.baseFilename}
    return "cli.unexpected", say("cli.unexpected", language, **values)


@dataclass(frozen=True, slots=True)
class Output:
    """Where a command says what came of it."""

    language: str
    as_json: bool
    """One JSON document to standard output, and nothing else there."""
    zone: tzinfo = UTC
    """Of moments in tables; JSON has them in UTC."""
    names: Mapping[str, Callable[[str], str]] = field(default_factory=dict)
    """Column of codes → what people are shown of a code."""

    def document(self, value: Any) -> None:
        """Print a value as JSON, where JSON was asked for."""
        if self.as_json:
            click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=plain))

    def lines(self, values: Iterable[Any]) -> None:
        """Print each value as JSON in a line of its own, where JSON was asked for."""
        if self.as_json:
            for value in values:
                click.echo(json.dumps(value, ensure_ascii=False, default=plain))

    def say(self, code: str, /, **values: object) -> None:
        """Print a sentence for people."""
        if not self.as_json:
            click.echo(say(code, self.language, **values))

    def reason(self, code: str, detail: str) -> None:
        """Print for people what an error means that happened elsewhere: its sentence with its code."""
        if not self.as_json:
            click.echo(f"{self.meaning(code, detail)} [{code}]")

    def meaning(self, code: str, detail: str) -> str:
        """Give what an error means that happened elsewhere, and which command or option helps."""
        return in_words(code, detail, self.language, self.zone) + _hints([code], self.language)

    def table(self, title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Print rows for people: a table where it fits, else each row as lines of name and value; no code is broken.

        Title and columns are codes' ends (``cli.table.*``, ``cli.column.*``). Where there is no row, ``cli.empty.*``
        says what to do, else ``cli.empty`` that there is none.
        """
        if self.as_json:
            return
        from rich.table import Table  # noqa: PLC0415 - help must be quick

        names = [say(f"cli.column.{column}", self.language) for column in columns]
        cells = [[self._cell(*each) for each in zip(columns, row, strict=True)] for row in rows]
        if not cells:
            named = say(f"cli.table.{title}", self.language)
            click.echo(find_words(f"cli.empty.{title}", self.language) or say("cli.empty", self.language, title=named))
            return
        console = self._head(title)
        grid = Table(*names, show_lines=any("\n" in cell.plain for row in cells for cell in row))
        for row in cells:
            grid.add_row(*row)
        if console.measure(grid, options=console.options.update(width=UNBOUND)).maximum <= console.width:
            console.print(grid)
            return
        for number, row in enumerate(cells):
            click.echo("\n" * bool(number), nl=False)
            _print_block(console, names, row)

    def facts(self, title: str, facts: Mapping[str, object]) -> None:
        """Print facts as lines of name (``cli.column.*``) and value."""
        if self.as_json:
            return
        names = [say(f"cli.column.{name}", self.language) for name in facts]
        _print_block(self._head(title), names, [self._cell(*each) for each in facts.items()])

    def _head(self, title: str) -> Any:
        """Print a title; gives the ``rich.console.Console`` that goes on."""
        from rich.console import Console  # noqa: PLC0415 - help must be quick
        from rich.text import Text  # noqa: PLC0415 - help must be quick

        console = Console(width=None if sys.stdout.isatty() or _asks_for_width(os.environ) else WIDE)
        console.print(Text(say(f"cli.table.{title}", self.language), "bold"))
        return console

    def _cell(self, column: str, value: object) -> Any:
        """Give a cell's ``rich.text.Text``: a word of ours in the reader's language, else the value itself."""
        from rich.text import Text  # noqa: PLC0415 - help must be quick

        text = self.moment(value) if isinstance(value, datetime) else str(value)
        shown = "".join(letter for letter in self.words(column, text) if is_readable(letter) or letter == "\n")
        return Text(shown, STYLES.get(text, "") if column in SPOKEN else "")

    def moment(self, moment: datetime) -> str:
        """Give a moment as people read it, in their zone."""
        return tell_moment(moment, self.zone)

    def words(self, column: str, text: str) -> str:
        """Give for people what words of ours and codes (several by commas) are called; all else is as it stands."""
        if self.as_json or not text or column not in SPOKEN | self.names.keys():
            return text
        return ", ".join(self._word(column, part) for part in text.split(", "))

    def _word(self, column: str, part: str) -> str:
        """Give what a code is called in its column, else what a word of ours is."""
        name = self.names[column](part) if column in self.names else part
        return name if name != part else find_words(f"word.{part}", self.language) or part

    def error(self, error: BaseException) -> None:
        """Print an error: as one line of JSON to standard output, or as a sentence with its code to standard error."""
        if self.as_json:
            self.lines([{"error": self._told(error)}])
        else:
            code, sentence = explain(error, self.language, self.zone)
            codes = map(code_of, (error, *getattr(error, "errors", ())))
            click.echo(f"{sentence}{_hints(codes, self.language)} [{code}]", err=True)

    def _told(self, error: BaseException) -> dict[str, Any]:
        """Tell an error to programs: code and sentence, each fault of data, and each error that it holds."""
        code, sentence = explain(error, self.language, self.zone)
        faults = [asdict(fault) for fault in getattr(error, "faults", ())]
        errors = [self._told(each) for each in getattr(error, "errors", ())]
        held = {name: each for name, each in (("faults", faults), ("errors", errors)) if each}
        return {"code": code, "sentence": sentence, **held}

    @contextmanager
    def progress(self, code: str, total: int) -> Iterator["Bar"]:
        """Show a bar on standard error while the block lasts, where that is a terminal."""
        from rich.console import Console  # noqa: PLC0415 - help must be quick
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415 - help must be quick

        console = Console(stderr=True)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as shown:
            yield Bar(shown, shown.add_task(say(code, self.language), total=total))


def _hints(codes: Iterable[str], language: str) -> str:
    """Say behind a sentence which command or option helps against each of some errors, where one does."""
    hints = (find_words(f"cli.hint.{code}", language) for code in dict.fromkeys(codes))
    return "".join(f"{BETWEEN[language]}{hint}" for hint in hints if hint)


def _asks_for_width(environment: Mapping[str, str]) -> bool:
    """Say whether COLUMNS gives the page a width, which ``rich`` then keeps to, terminal or not."""
    columns = environment.get("COLUMNS", "")
    return columns.isdecimal() and int(columns) > 0


def _print_block(console: Any, names: Sequence[str], cells: Sequence[Any]) -> None:
    """Print one row as lines of name and value; a long line is left to the terminal, which puts nothing into it."""
    from rich.cells import cell_len  # noqa: PLC0415 - help must be quick
    from rich.text import Text  # noqa: PLC0415 - help must be quick

    width = max(map(cell_len, names))
    for name, cell in zip(names, cells, strict=True):
        leads = chain([name + " " * (width - cell_len(name))], repeat(" " * width))
        for lead, line in zip(leads, cell.split(allow_blank=True), strict=False):
            shown = Text.assemble(f"  {lead}  ", line)
            shown.rstrip()
            console.print(shown, soft_wrap=True)


@dataclass(frozen=True, slots=True)
class Bar:
    """A progress bar."""

    shown: Any
    """``rich.progress.Progress``."""
    task: Any

    def reach(self, done: int) -> None:
        """Show that ``done`` steps are done."""
        self.shown.update(self.task, completed=done)
