"""Sentences by code and language."""

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from archive.errors import CaseUnknownError, ProjectUnknownError, RowsMalformedError
from archive.identifiers.errors import ProjectCodeInvalidError
from archive.identifiers.project import parse_project_code
from archive.permissions import ROLES, Permission
from archive.services.drafting.errors import NumberUnreadError
from archive.services.drafting.parsing import parse_number
from archive.services.errors import SeveralFaultsError
from archive.words import find_last_day, find_words, in_words, say
from archive.workflows.case import CASE
from archive.workflows.licence import LICENCE
from templates.errors import DataInvalidError, Fault, LabelMissingError

CHINA = ZoneInfo("Asia/Shanghai")


def explain(error, language):
    """An error's code and sentence."""
    return error.code, in_words(error.code, str(error), language)


def test_a_sentence_is_filled_in():
    assert say("cli.user-added", "en", user="a", roles="b") == "User a was added: b"


@pytest.mark.parametrize(("language", "told"), [("zh", '「It\'s "9800"」'), ("en", '“It\'s "9800"”')])
def test_what_somebody_typed_is_repeated_in_the_quotes_of_the_reader_s_language(language, told):
    with pytest.raises(NumberUnreadError) as refused:
        parse_number('It\'s "9800"')
    assert f"{told}" in explain(refused.value, language)[1]
    with pytest.raises(ProjectCodeInvalidError) as refused:
        parse_project_code('It\'s "9800"')
    assert f"{told}" in explain(refused.value, language)[1]


def test_a_field_is_told_in_words_and_what_was_typed_in_it_as_it_was_typed():
    told = in_words("archive.project-malformed", "owner «the name of», name «»", "zh")
    assert "：建设单位 「the name of」, 名称 「」。" in told


def test_a_code_without_words_has_none():
    assert find_words("cli.no-such", "en") == ""
    with pytest.raises(LabelMissingError):
        say("cli.no-such", "en")


def test_several_errors_are_told_a_line_each_with_their_codes():
    fault = Fault("templates.field-missing", "/JSDW", "建设单位")
    several = SeveralFaultsError(
        (CaseUnknownError("A-1"), DataInvalidError((fault, fault)), RowsMalformedError("x\ny"))
    )
    code, sentence = explain(several, "zh")
    lines = sentence.split("\n")
    assert code == "archive.several-faults"
    assert [line[:2] for line in lines[1:]] == ["- ", "- ", "  ", "  ", "- "]
    assert lines[1].endswith("[archive.case-unknown]")
    assert lines[4].endswith("必填项未填写，请补填 [templates.data-invalid]")
    assert r"x\ny" in lines[5]


def test_what_a_user_wrote_makes_no_error_of_its_own_among_several():
    keys = "height\narchive.user-unknown root", "b\r\x1b[2K\x85archive.user-unknown root"
    several = SeveralFaultsError((CaseUnknownError("A-1"), *map(CaseUnknownError, keys)))
    code, sentence = explain(several, "en")
    assert len(sentence.splitlines()) == 4
    assert "[archive.user-unknown]" not in sentence
    assert r"height\narchive.user-unknown root" in sentence
    assert in_words(code, str(several), "en") == sentence


def test_an_error_is_explained_with_what_was_wrong():
    assert explain(CaseUnknownError("A-1"), "en")[0] == "archive.case-unknown"
    assert "A-1" in explain(CaseUnknownError("A-1"), "en")[1]


def test_what_was_wrong_is_added_where_the_sentence_has_no_place_for_it():
    assert in_words("archive.project-code-old", "1912-350203", "en").endswith("(1912-350203)")


@pytest.mark.parametrize("detail", [": storage.why-no-store", "： storage.why-no-store", "storage.why-no-store"])
def test_a_detail_whose_first_value_is_empty_begins_with_the_next(detail):
    told = in_words("storage.blob-unavailable", detail, "zh")
    assert told.startswith(f"文件库没有应答或不是本库的：{say('storage.why-no-store', 'zh')}")


@pytest.mark.parametrize("code", ["archive.rate-exceeded", "archive.sign-in-throttled"])
def test_who_is_to_wait_is_told_how_long_as_people_say_it(code):
    assert "（14 秒后）。" in in_words(code, "14", "zh")
    assert in_words(code, "14", "en").endswith(" later (in 14 s).")
    assert in_words(code, "", "en").endswith(" later.")


def test_where_there_is_no_detail_nothing_says_what_it_would_mean():
    assert in_words("archive.permission-missing", "", "zh") == "没有权限。请由具有相应角色的人员办理。"
    assert in_words("archive.stale-edit", "", "en").startswith(
        "Others changed this meanwhile, and nothing of yours was saved. "
    )


def test_a_moment_within_a_detail_is_told_in_the_zone_of_the_archive():
    told = in_words("archive.act-backdated", "suspend: 2026-03-01T16:30:00+00:00 < 2026-03-02T00:00:00.5Z", "zh", CHINA)
    assert "暂扣：2026-03-02 00:30:00 < 2026-03-02 08:00:00" in told


def test_a_day_is_over_at_its_end_in_one_zone_and_not_in_another():
    over = datetime(2027, 1, 1, 16, tzinfo=UTC)
    for moment in (over, over - datetime.resolution):
        assert (find_last_day(moment, CHINA), find_last_day(moment, UTC)) == (date(2027, 1, 1), None)
    assert find_last_day(over + datetime.resolution, CHINA) is None


def test_words_of_workflows_are_told_only_where_an_error_holds_them():
    assert "吊销" in in_words("archive.act-not-allowed", "suspend: rescinded", "zh")
    assert "suspend" in in_words("archive.user-unknown", "suspend", "zh")
    assert "suspend@office" in in_words("archive.person-not-free", "suspend@office: A-1", "zh")


@pytest.mark.parametrize("workflow", [CASE, LICENCE])
def test_every_step_and_state_of_a_workflow_has_words(workflow):
    words = {workflow.start} | {word for step in workflow.steps for word in (step.verb, step.target)}
    assert [word for word in sorted(words) if not find_words(f"word.{word}", "zh")] == []


@pytest.mark.parametrize(
    ("language", "begin", "between", "end"), [("zh", "，由", "、", "办理"), ("en", " (by: ", ", ", ")")]
)
def test_every_permission_is_told_in_words_with_the_roles_that_carry_it(language, begin, between, end):
    for each in Permission:
        told = in_words("archive.permission-missing", f"anna: {each}", language)
        roles = [find_words(f"word.{role}", language) for role, carried in ROLES.items() if each in carried]
        assert f"{begin}{between.join(roles)}{end}" in told
        assert each not in told


def test_what_only_looks_like_a_permission_stays():
    assert in_words("archive.user-unknown", "case:none anna:case:view", "zh").count("case:none anna:case:view") == 1


def test_a_field_s_code_within_a_detail_becomes_its_sentence():
    told = in_words("templates.data-invalid", "建设单位 (/JSDW): templates.field-missing", "zh")
    assert "必填项未填写" in told
    assert "templates." not in told


def test_several_faults_are_a_line_each():
    one, two = "建设单位 (/JSDW): templates.field-missing", "面积 (/items/1): templates.field-type 1; 2"
    lines = in_words("templates.data-invalid", f"{one}; {two}", "zh").splitlines()
    assert [line.split(" (")[0] for line in lines[1:]] == ["  建设单位", "  面积"]
    assert len(in_words("templates.data-invalid", one, "zh").splitlines()) == 1


@pytest.mark.parametrize(
    ("flow", "code", "topic", "foreign"),
    [(CASE, "archive.step-not-allowed", "办件", "证照"), (LICENCE, "archive.act-not-allowed", "证照", "办件")],
)
def test_what_a_workflow_refuses_is_told_in_words_for_its_thing_and_no_state_is_called_as_its_step(
    flow, code, topic, foreign
):
    for step in flow.steps:
        told = in_words(code, f"{step.verb}: {step.target}", "zh")
        verb, state = re.search(r"：(\S+?)：(.+?)。", told).groups()
        assert (topic in told, foreign in told, verb == state) == (True, False, False)


def test_what_a_stranger_wrote_into_a_detail_moves_nothing_on_a_terminal():
    _code, sentence = explain(ProjectUnknownError("P\x1b]0;evil\x07\n已签发"), "zh")
    assert "P\ufffd]0;evil\ufffd\ufffd已签发" in sentence
