"""Click's messages, by which our words for them are found."""

import ast
import inspect

import click
import pytest

from archive.cli.speech import MODULES, click_words, speak


def messages():
    """Every message that click's modules ask gettext for."""
    for module in MODULES:
        for call in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("_", "ngettext"):
                yield from (each.value for each in call.args if isinstance(each, ast.Constant))


def test_what_we_have_words_for_is_what_click_says():
    ours = {"[OPTIONS]", "COMMAND [ARGS]...", "required"}
    assert click_words("zh").keys() - set(messages()) == ours


@pytest.mark.parametrize(
    ("language", "count", "said"),
    [
        ("zh", 2, "多出的参数：a"),
        ("en", 2, "Got unexpected extra arguments (a)"),
        ("en", 1, "Got unexpected extra argument (a)"),
    ],
)
def test_click_says_one_thing_of_one_and_another_of_several(language, count, said):
    speak(language)
    both = "Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"
    assert click.core.ngettext(*both, count).format(args="a") == said


def test_a_message_without_words_of_ours_stays():
    speak("zh")
    assert click.core._("Choice({choices})") == "Choice({choices})"
