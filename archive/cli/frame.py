"""The frame of the command: groups whose commands are loaded when they are asked for, help in the reader's language.

Help comes from ``templates/labels/cli.toml``: ``cli.help.<noun>-<verb>`` says what a command does,
``cli.option.<name>`` what an option means, for every command that has it.
"""

import errno
import json
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, tzinfo
from importlib import import_module
from io import StringIO
from pathlib import Path
from traceback import walk_tb
from typing import Any, Final
from zoneinfo import ZoneInfo

import click

import signing.errors
import storage.errors
from archive.cli.desk import Desk
from archive.cli.errors import ConfigMissingError, OutputLostError
from archive.cli.logbook import open_log
from archive.cli.output import Output
from archive.cli.speech import click_words, speak
from archive.errors import ConfigMalformedError, SettingError, code_of
from archive.settings import SETTINGS, read_ini, variable
from archive.words import FIRST, LANGUAGES, find_words, say

FAILED: Final = 1
"""Exit code: refused or failed, with a coded error; or some rows of many."""
MISUSED: Final = 2
"""Exit code: the command line itself is wrong, or the configuration."""
STOPPED: Final = 130
"""Exit code: stopped from the keyboard."""
WRITERS: Final = frozenset({"click.utils", "rich.console"})
"""Modules that write what is for the reader."""
MISUSES: Final = (
    ConfigMissingError,
    SettingError,
    signing.errors.SettingInvalidError,
    signing.errors.TrustFileInvalidError,
    signing.errors.TrustFolderMissingError,
    signing.errors.TrustTooLargeError,
    storage.errors.SettingInvalidError,
)
"""Errors that end with ``MISUSED``: options or settings name what cannot be used. All others end with ``FAILED``."""


def language_of(context: click.Context) -> str:
    """Give the reader's language, which ``_run`` found before anything was said."""
    return str((context.find_root().default_map or {}).get("language", FIRST))


def _label(context: click.Context) -> str:
    """Give the end of a command's code: ``licence-issue``, or ``chancery`` for the whole."""
    return "-".join(context.command_path.split()[1:]) or "chancery"


def _meaning(context: click.Context, sort: str, param: click.Parameter) -> str:
    """Say what an option or argument of a command is: there, else with its noun, else with whatever has the name."""
    path = _label(context).split("-")
    ends = ("-".join([*path[:count], str(param.name)]) for count in range(len(path), -1, -1))
    found = (find_words(f"cli.{sort}.{end}", language_of(context)) for end in ends)
    return next(filter(None, found), "")


class Option(click.Option):
    """An option whose help is a sentence of ours."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Give the option's names and its help; click adds whether it must be given, and its default."""
        self.help = _meaning(ctx, "option", self) or self.help
        return super().get_help_record(ctx)


class _Spoken(click.Command):
    """A command whose help is a sentence of ours; another's keeps its own."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the line of usage."""
        words, pieces = click_words(language_of(ctx)), self.collect_usage_pieces(ctx)
        prefix = say("cli.usage", language_of(ctx))
        formatter.write_usage(ctx.command_path, " ".join(words.get(piece, piece) for piece in pieces), prefix)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command does."""
        words = find_words(f"cli.help.{_label(ctx)}", language_of(ctx)) or self.help or ""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(words)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write every argument, then every option."""
        arguments = [each for each in self.get_params(ctx) if isinstance(each, click.Argument)]
        options = [each for each in self.get_params(ctx) if not isinstance(each, click.Argument)]
        self._list(
            ctx,
            formatter,
            "arguments",
            [(each.make_metavar(ctx), _meaning(ctx, "argument", each)) for each in arguments],
        )
        records = [record for each in options if (record := each.get_help_record(ctx))]
        self._list(ctx, formatter, "options", [(names, self._words(ctx, names, words)) for names, words in records])

    def _list(
        self, context: click.Context, formatter: click.HelpFormatter, title: str, rows: Sequence[tuple[str, str]]
    ) -> None:
        """Write a titled list, if it has rows."""
        if rows:
            formatter.write_paragraph()
            formatter.write(say(f"cli.{title}", language_of(context)) + "\n")
            with formatter.indentation():
                formatter.write_dl(rows)

    def _words(self, context: click.Context, names: str, words: str) -> str:
        """Give an option's help; ``--help`` and ``--version`` are click's own, and said in our words."""
        return find_words(f"cli.option.{names.removeprefix('--')}", language_of(context)) or words


class Command(_Spoken):
    """One command."""


class Group(_Spoken, click.Group):
    """A group whose commands are named ``module:attribute`` and imported when they are asked for."""

    def __init__(self, *arguments: Any, offers: Mapping[str, str] | None = None, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.offers = dict(offers or {})
        """Name → ``module:attribute``."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name every command, in the order of the table."""
        return [*self.offers, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command, or None where there is none."""
        if cmd_name not in self.offers:
            return super().get_command(ctx, cmd_name)
        module, _, name = self.offers[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write every option, then every command; nothing is loaded for that."""
        super().format_options(ctx, formatter)
        language = language_of(ctx)
        prefix = "" if ctx.parent is None else f"{_label(ctx)}-"
        names = self.list_commands(ctx)
        rows = [(name, find_words(f"cli.help.{prefix}{name}", language)) for name in names]
        self._list(ctx, formatter, "commands", rows)


COMMANDS: Final = {
    "demo": "archive.cli.demo.command:demo",
    "init": "archive.cli.init:init",
    "pki": "archive.cli.pki:pki",
    "project": "archive.cli.project:project",
    "case": "archive.cli.case:case",
    "licence": "archive.cli.licence:licence",
    "delivery": "archive.cli.deliveries:delivery",
    "ledger": "archive.cli.ledger:ledger",
    "kind": "archive.cli.kind:kind",
    "authority": "archive.cli.authority:authority",
    "verify": "archive.cli.verify:verify",
    "user": "archive.cli.user:user",
    "mandate": "archive.cli.mandate:mandate",
    "session": "archive.cli.session:session",
    "token": "archive.cli.token:token",
    "jobs": "archive.cli.jobs:jobs",
    "health": "archive.cli.health:health",
    "evolve": "archive.cli.upkeep:evolve",
    "sweep": "archive.cli.upkeep:sweep",
}
"""Name → where it is."""


def _get_config(_context: click.Context, _option: click.Parameter, given: Path | None) -> Path:
    """Give the configuration: as given, else development.ini here, else the checkout's; ``ConfigMissingError``."""
    if given and not given.is_file():
        raise ConfigMissingError(str(given))
    checkout = Path(__file__).parents[2] / "development.ini"
    return given or next((path for path in (Path("development.ini"), checkout) if path.exists()), checkout)


@click.command(cls=Group, offers=COMMANDS, context_settings={"help_option_names": ["--help"], "max_content_width": 120})
@click.option("--language", cls=Option, type=click.Choice(LANGUAGES), is_eager=True, envvar="CHANCERY_LANGUAGE")
@click.option(
    "--config",
    cls=Option,
    type=click.Path(path_type=Path),
    callback=_get_config,
    envvar="CHANCERY_CONFIG",
    metavar="INI",
)
@click.version_option(package_name="chancery", message="chancery %(version)s")
@click.pass_context
def chancery(context: click.Context, language: str, config: Path) -> None:
    """The office that issues, seals and keeps documents."""
    context.obj = context.with_resource(Desk(config, language))


def run(arguments: Sequence[str]) -> int:
    """Run the command; gives the exit code. An error is one sentence with its code, never a traceback."""
    with open_log():
        try:
            return _run(arguments)
        except OSError as error:
            return _failed(error, arguments, find_language(arguments))


def _run(arguments: Sequence[str]) -> int:
    """Run the command with its log open."""
    language = find_language(arguments)
    speak(language)
    try:
        answer = chancery.main(
            list(arguments), prog_name="chancery", standalone_mode=False, default_map={"language": language}
        )
    except click.UsageError as error:
        _misuse(error, "--json" in arguments, language)
        return MISUSED
    except (click.Abort, KeyboardInterrupt) as stop:
        return _stopped(stop, arguments, language)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except SystemExit as end:
        return int(end.code or 0)
    except Exception as error:  # noqa: BLE001 - logged, and said
        return _failed(error, arguments, language)
    return answer if isinstance(answer, int) else 0


def _stopped(stop: BaseException, arguments: Sequence[str], language: str) -> int:
    """Say that the command was stopped; where a process hung up on us, which click takes for that, that it failed."""
    if isinstance(stop.__cause__, EOFError):
        return _failed(stop.__cause__, arguments, language)
    click.echo(say("cli.stopped", language), err=True)
    return STOPPED


def _failed(error: Exception, arguments: Sequence[str], language: str) -> int:
    """Say an error, and log where it came from unless it is ours; gives the exit code."""
    if _is_of_output(error):
        return _lose(error, arguments, language)
    if not code_of(error):
        from archive.logs import logger_of  # noqa: PLC0415 - help must be quick

        logger_of(__name__).error("the command failed", exc_info=error)
    Output(language, "--json" in arguments, find_zone(arguments)).error(error)
    return MISUSED if isinstance(error, MISUSES) else FAILED


def _is_of_output(error: BaseException) -> bool:
    """Say whether an error came up where something was written for the reader, and not in the work itself."""
    names = (frame.f_globals.get("__name__") for frame, _line in walk_tb(error.__traceback__))
    return isinstance(error, OSError) and not WRITERS.isdisjoint(names)


def _lose(error: BaseException, arguments: Sequence[str], language: str) -> int:
    """Say on standard error that output is lost; all else that is written from now on goes nowhere."""
    sys.stdout = StringIO()
    try:
        lost = OutputLostError(errno.errorcode.get(getattr(error, "errno", 0), ""))
        Output(language, as_json=False, zone=find_zone(arguments)).error(lost)
    except OSError:
        sys.stderr = StringIO()
    return FAILED


def find_language(arguments: Sequence[str]) -> str:
    """Give the reader's language, also for a command line that is wrong.

    That is ``--language``, else CHANCERY_LANGUAGE, else the setting ``archive.language`` where it can be read, else
    the first.
    """
    given = _params(arguments)
    language = given["language"] or _find_setting(given["config"], "archive.language")
    return language if language in LANGUAGES else FIRST


def find_zone(arguments: Sequence[str]) -> tzinfo:
    """Give the zone in which an error tells moments: ``archive.timezone`` where it can be read, else UTC."""
    try:
        return ZoneInfo(_find_setting(_params(arguments)["config"], "archive.timezone"))
    except (OSError, ValueError, KeyError):
        return UTC


def _params(arguments: Sequence[str]) -> Mapping[str, Any]:
    """Give the options of the whole command, also of a command line that is wrong."""
    return chancery.make_context("chancery", list(arguments), resilient_parsing=True).params


def _find_setting(config: Path | None, name: str) -> str:
    """Give a setting's text as it is set; its default where it is not, or cannot be read."""
    try:
        found = read_ini(config) if config and config.is_file() else {}
    except ConfigMalformedError:
        found = {}
    default = next(row[2] for row in SETTINGS if row[0] == name)
    return os.environ.get(variable(name), found.get(name, default)).strip()


def _misuse(error: click.UsageError, as_json: bool, language: str) -> None:
    """Say what is wrong with the command line, and where its help is; a group alone is answered by its help."""
    path, detail = error.ctx.command_path if error.ctx else "chancery", error.format_message()
    is_help = isinstance(error, click.exceptions.NoArgsIsHelpError)
    sentence = detail if is_help else say("cli.misused", language, detail=detail.rstrip("."), command=path)
    if as_json:
        click.echo(json.dumps({"error": {"code": "cli.misused", "sentence": sentence}}, ensure_ascii=False))
    else:
        click.echo(sentence, err=True)
