"""The frame: help, languages, errors as sentences, exit codes."""

import json
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from cli_fixture import call, chancery, write_ini
from rich.cells import cell_len

from archive.cli import frame
from archive.cli.frame import COMMANDS, Command, Group
from archive.cli.frame import chancery as root
from archive.errors import ClockBackwardsError
from archive.words import LANGUAGES
from templates.labels import FOLDER, read_labels

LABELS = read_labels(FOLDER)


def commands(group, path=()):
    """Every command: its path and itself."""
    context = click.Context(group, info_name="chancery")
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield (*path, name), command
        if isinstance(command, Group):
            yield from commands(command, (*path, name))


ALL = dict(commands(root))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_every_command_says_what_it_does_in_each_language(path, language):
    answer = call("--language", language, *path, "--help")
    assert answer.code == 0
    assert LABELS[f"cli.help.{'-'.join(path)}"][language].split()[0] in answer.out


@pytest.mark.parametrize("noun", ["case", "jobs", "kind", "user"])
def test_a_group_s_line_names_every_command_of_it(noun):
    words = LABELS[f"cli.help.{noun}"]["en"]
    assert [path[1] for path in ALL if path[0] == noun and len(path) > 1 and path[1] not in words] == []


@pytest.mark.parametrize(("path", "command"), ALL.items(), ids=map(" ".join, ALL))
def test_every_option_says_what_it_means(path, command):
    named = {param.name for param in command.params if isinstance(param, click.Option)}
    missing = {name for name in named if f"cli.option.{name}" not in LABELS}
    assert missing == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_every_argument_says_what_it_is(path, language):
    names = [
        each.make_metavar(click.Context(ALL[path])) for each in ALL[path].params if each.param_type_name == "argument"
    ]
    answer = call("--language", language, *path, "--help")
    assert [name for name in names if not re.search(rf"^  {re.escape(name)} +\S", answer.out, re.MULTILINE)] == []


def test_an_option_says_that_it_must_be_given_and_its_default():
    assert "[必填]" in call("case", "review", "--help").out
    assert "[默认 100; 1<=x<=1000000]" in call("licence", "list", "--help").out


def test_an_option_of_several_commands_says_what_it_is_in_each():
    assert "默认为经办人所在机关" in call("licence", "issue", "--help").out
    assert "所属机关" in call("user", "add", "--help").out


def test_usage_is_in_the_reader_s_language():
    assert call("--help").out.startswith("用法：chancery [选项] 命令 [参数]...\n")
    assert "\n选项：\n" in call("case", "show", "--help").out
    assert call("--language", "en", "--help").out.startswith("Usage: chancery [OPTIONS] COMMAND [ARGS]...\n")


def test_a_group_alone_answers_with_its_help():
    answer = call("case")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("用法：chancery case [选项] 命令")
    assert "命令用法有误" not in answer.err


WRONG = (
    ("no-such",),
    ("case", "sho"),
    ("case", "show"),
    ("case", "show", "a", "b"),
    ("case", "show", "--no-such"),
    ("case", "show", "a", "--jsn"),
    ("case", "decide", "a"),
    ("licence", "list", "--limit", "x"),
    ("licence", "list", "--limit", "0"),
    ("licence", "list", "--limit", "99999999999999999999"),
    ("licence", "list", "--limit"),
    ("licence", "list", "--json=1"),
    ("licence", "issue", "--kind", "k", "--out", "d", "--from", "no-such.csv"),
    ("licence", "issue", "--kind", "k", "--out", "d", "--from", "."),
    ("licence", "issue", "--kind", "k", "--out", __file__, "--from", __file__),
    ("licence", "show", "a", "--at", "yesterday"),
    ("user", "add", "a"),
    ("user", "add", "a", "--role", "king"),
    ("--language", "zh", "--config"),
)


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_what_is_wrong_with_a_command_line_is_said_in_chinese(arguments):
    answer = call(*arguments)
    assert answer.code == 2
    words = re.sub(r"'[^']*'|chancery[a-z -]*--help|^\t.*$|1<=x<=1000000", "", answer.err, flags=re.MULTILINE)
    assert re.findall(r"[A-Za-z]{3,}", words) == []


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_what_is_wrong_with_a_command_line_is_said_in_english(arguments):
    assert "命令用法有误" not in call("--language", "en", *arguments).err or arguments[0] == "--language"


LANGUAGE_OF = {"zh": "命令用法有误", "en": "The command line is wrong"}


@pytest.mark.parametrize(
    ("ini", "environment", "options", "language"),
    [
        ("", {}, (), "zh"),
        ("archive.language = en\n", {}, (), "en"),
        ("archive.language = en\nstorage.blobs = no store\nno.such.setting = 1\n", {}, (), "en"),
        ("archive.language = fr\n", {}, (), "zh"),
        ("archive.language = en\nno line of an ini\n", {}, (), "zh"),
        ("archive.language = en\n", {"CHANCERY_ARCHIVE_LANGUAGE": "zh"}, (), "zh"),
        ("archive.language = en\n", {"CHANCERY_LANGUAGE": "zh"}, (), "zh"),
        ("archive.language = zh\n", {"CHANCERY_LANGUAGE": "zh"}, ("--language=en",), "en"),
        ("", {"CHANCERY_LANGUAGE": "en"}, ("--language", "zh"), "zh"),
    ],
)
def test_the_language_is_chosen_by_option_environment_setting(
    monkeypatch, tmp_path, ini, environment, options, language
):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert LANGUAGE_OF[language] in call(*options, "case", "show", config=write_ini(tmp_path, ini)).err


def test_an_error_is_said_in_the_language_of_the_settings(tmp_path):
    config = write_ini(tmp_path, "archive.language = en\narchive.jobs.batch = many\n")
    assert "“many”" in call("jobs", "show", config=config).err
    assert not re.search("[\u4e00-\u9fff]", call("jobs", "show", config=config).err)
    assert "Usage:" in call("--help", config=config).out


@pytest.mark.parametrize("path", [(), *ALL], ids=" ".join)
def test_help_fits_a_terminal_of_80_columns_in_chinese(path):
    assert [line for line in call(*path, "--help").out.splitlines() if cell_len(line) > 80] == []


def test_help_loads_neither_web_nor_database_and_is_quick():
    program = (
        "import sys, time; begun = time.perf_counter(); from archive.cli.frame import run; run(['--help']);"
        "assert time.perf_counter() - begun < 3; heavy = {'ZODB', 'pyramid', 'pyhanko', 'typst', 'rich'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_language_comes_from_the_environment(monkeypatch):
    monkeypatch.setenv("CHANCERY_LANGUAGE", "en")
    assert "Usage:" in call("--help").out
    monkeypatch.setenv("CHANCERY_LANGUAGE", "xx")
    assert call("jobs").code == 2


def test_a_wrong_command_line_ends_with_2_and_says_where_help_is():
    answer = call("--language", "en", "licence", "issue")
    assert (answer.code, answer.out) == (2, "")
    assert "chancery licence issue --help" in answer.err


def test_a_wrong_command_line_is_json_where_json_is_asked_for():
    answer = call("licence", "issue", "--json")
    assert (answer.code, answer.json["error"]["code"]) == (2, "cli.misused")


def test_an_unknown_command_is_misuse():
    assert call("no-such").code == 2


def test_a_configuration_that_is_not_there_is_named(tmp_path):
    answer = call("jobs", "show", "--json", config=tmp_path / "none.ini")
    assert (answer.code, answer.json["error"]["code"]) == (2, "archive.config-missing")


@pytest.mark.parametrize("words", [("verify", __file__), ("licence", "list")], ids=" ".join)
@pytest.mark.parametrize(
    ("ini", "code"),
    [
        ("no line of an ini\n", "archive.config-malformed"),
        ("archive.no_such = 1\n", "archive.setting-unknown"),
        ("archive.cache = many\n", "archive.setting-malformed"),
        (None, "archive.config-missing"),
    ],
)
def test_a_configuration_that_cannot_be_used_ends_with_2_and_is_one_line_of_json(tmp_path, words, ini, code):
    config = tmp_path / "none.ini" if ini is None else write_ini(tmp_path, ini)
    for_programs, for_people = call(*words, "--json", config=config), call(*words, config=config)
    (line,) = for_programs.out.splitlines()
    assert (for_programs.code, json.loads(line)["error"]["code"]) == (2, code)
    assert (for_people.code, for_people.out) == (2, "")
    assert for_people.err.endswith(f"[{code}]\n")


@pytest.mark.parametrize(
    ("setting", "code"),
    [
        ("storage.blobs = nobody.such:open\n", "storage.setting-invalid"),
        ("signing.timestamps = nobody.such:open\n", "signing.setting-invalid"),
    ],
)
def test_a_setting_that_only_its_package_can_judge_ends_with_2_too(tmp_path, setting, code):
    answer = call("init", "--json", config=write_ini(tmp_path, setting))
    assert (answer.code, answer.json["error"]["code"]) == (2, code)


def test_a_coded_error_is_one_sentence_with_its_code():
    answer = chancery("case", "show", "nobody")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.endswith("[archive.case-unknown]\n")
    assert "nobody" in answer.err
    assert "Traceback" not in answer.err


def test_a_coded_error_is_an_object_in_json():
    answer = chancery("case", "show", "nobody", "--json")
    assert answer.code == 1
    assert answer.json["error"].keys() == {"code", "sentence"}


HOLDER = "张三"


class ForeignError(Exception):
    """An error of somebody else's, with a code of its own sort."""

    code = "NoSuchKey"


@pytest.mark.parametrize("error", [RuntimeError, ForeignError])
def test_an_error_that_nobody_foresaw_is_a_sentence_too(monkeypatch, tmp_path, error):
    def fail(*_arguments, **_named):
        raise error(HOLDER)

    monkeypatch.setattr(root, "main", fail)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    answer = call("--language", "en", "demo")
    (log,) = tmp_path.iterdir()
    assert answer.code == 1
    assert f"{error.__name__}. Give the log {log} " in answer.err
    assert "[cli.unexpected]" in answer.err
    line = json.loads(log.read_text())
    assert line["trace"].splitlines()[-1].endswith(f".{error.__name__}")
    assert HOLDER not in log.read_text()


def test_the_log_that_an_error_names_is_the_archive_s(monkeypatch, tmp_path):
    monkeypatch.setattr("archive.app._configurator", lambda _settings: 1 / 0)
    config = write_ini(tmp_path, "storage.zodb.uri = memory://\n")
    answer = call("licence", "list", config=config)
    log = tmp_path / "var" / "log" / "chancery.log"
    assert f"日志 {log} " in answer.err
    assert "ZeroDivisionError" in log.read_text()


@pytest.mark.parametrize("error", [KeyboardInterrupt, click.Abort])
def test_stopping_it_from_the_keyboard_is_no_failure_of_ours(monkeypatch, error):
    def stop(*_arguments, **_named):
        raise error

    monkeypatch.setattr(root, "main", stop)
    assert call("demo").code == 130


def test_an_exception_of_click_shows_itself(monkeypatch):
    def fail(*_arguments, **_named):
        raise click.FileError("x")

    monkeypatch.setattr(root, "main", fail)
    assert call("demo").code == 1


def test_the_configuration_is_the_one_here_else_the_checkout_s(monkeypatch, tmp_path):
    seen = []
    probe = click.Command(
        "probe", callback=click.make_pass_decorator(frame.Desk)(lambda desk: seen.append(desk.config))
    )
    monkeypatch.setattr(root, "offers", {**COMMANDS})
    monkeypatch.setitem(root.commands, "probe", probe)
    monkeypatch.chdir(tmp_path)
    call("probe")
    (tmp_path / "development.ini").write_text("[app:main]\n")
    call("probe")
    assert seen == [Path(frame.__file__).parents[2] / "development.ini", Path("development.ini")]


def test_a_command_of_another_keeps_its_own_words(monkeypatch):
    monkeypatch.setitem(root.commands, "foreign", Command("foreign", help="Foreign words.", params=[]))
    assert "Foreign words." in call("foreign", "--help").out


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("", "2026-03-02 08:00:00 < 2026-03-02 16:00:00"),
        ("archive.timezone = Asia/Tokyo\n", "2026-03-02 09:00:00 < 2026-03-02 17:00:00"),
        ("archive.timezone = nowhere\n", "2026-03-02 00:00:00 < 2026-03-02 08:00:00"),
        ("archive.timezone = /etc\n", "2026-03-02 00:00:00 < 2026-03-02 08:00:00"),
    ],
)
def test_an_error_tells_moments_in_the_zone_of_the_archive(monkeypatch, tmp_path, setting, told):
    (ini := tmp_path / "a.ini").write_text(f"[app:main]\n{setting}")

    def fail(*_arguments, **_named):
        raise ClockBackwardsError("2026-03-02T00:00:00+00:00 < 2026-03-02T08:00:00Z")

    monkeypatch.setattr(root, "main", fail)
    assert told in call("--config", str(ini), "demo").err


def test_a_process_that_hangs_up_on_the_command_is_an_error_and_not_called_stopped(monkeypatch):
    def hang_up(*_arguments, **_named):
        raise EOFError("the other side is gone")

    monkeypatch.setattr("archive.cli.desk.Desk.output", hang_up)
    answer = call("jobs", "show", "--json")
    assert (answer.code, answer.json["error"]["code"]) == (1, "cli.unexpected")
