"""The command judges files, says so to people and programs, and ends with the code that scripts rely on."""

import json
import os
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from cli_fixture import call
from click.testing import CliRunner
from pki_fixture import NOW
from sealed_fixture import base_pdf, rsa_pki, sealed

from archive.cli.output import Output
from archive.cli.verify import exit_code, validate_file, verify
from archive.identifiers.licence import make_identifier
from archive.model import StatusAnswer
from archive.services.verification import Inquiry
from archive.settings import SETTINGS, read_settings
from archive.workflows.licence import LICENCE
from signing.model import Verdict
from signing.settings import SETTINGS as SIGNING
from signing.trust.anchors import read_snapshot
from signing.validation.judging import judge
from storage.errors import DatabaseDamagedError
from templates.labels import FOLDER, Labels, read_labels
from templates.render.xmp import add_identifier

STATES = {step.target for step in LICENCE.steps} | {LICENCE.start}
IDENTIFIER = str(make_identifier("11100000000013338W087", "11350200000000001A", "37080001202411010001"))


@dataclass
class Desk:
    """What the command line gives to the command."""

    language: str = "zh"
    answer: StatusAnswer | None = None
    settings: dict = field(default_factory=lambda: read_settings((*SETTINGS, *SIGNING), {}, {}))
    asked: list = field(default_factory=list)

    def output(self, as_json):
        return Output(self.language, as_json)

    def clock(self):
        return NOW + timedelta(hours=1)

    def find_register(self):
        return None if self.answer is None else self.status_of

    def status_of(self, identifier, digest, at):
        self.asked.append((identifier, digest, at))
        return self.answer


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "good.pdf"
    path.write_bytes(sealed("B-LTA"))
    return path


@pytest.fixture
def licence(tmp_path):
    from sealed_fixture import seal

    path = tmp_path / "licence.pdf"
    path.write_bytes(seal(add_identifier(base_pdf(), IDENTIFIER), rsa_pki()))
    return path


def run(*words, desk=None):
    given = ["--trust", str(rsa_pki() / "trust"), *map(str, words)]
    return CliRunner().invoke(verify, given, obj=desk or Desk())


def lines(result):
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_good_file_is_valid_and_ends_with_0(good):
    result = run("--json", good)
    (line,) = lines(result)
    assert result.exit_code == 0
    assert (line["file"], line["verdict"], line["status"], line["findings"]) == (str(good), "valid", "unknown", [])


def test_files_are_answered_line_by_line_in_their_order(good, tmp_path):
    plain = tmp_path / "plain.pdf"
    plain.write_bytes(base_pdf())
    result = run("--json", plain, good)
    assert [line["verdict"] for line in lines(result)] == ["not_valid", "valid"]
    assert lines(result)[0]["findings"][0]["code"] == "signing.no-seal"
    assert result.exit_code == 1


def test_what_is_no_file_is_unreadable_and_ends_with_3(good, tmp_path):
    plain = tmp_path / "plain.pdf"
    plain.write_bytes(base_pdf())
    (tmp_path / "empty.pdf").write_bytes(b"")
    result = run("--json", tmp_path / "none.pdf", tmp_path, tmp_path / "empty.pdf", plain, good)
    assert [line["findings"][0]["code"] for line in lines(result)[:3]] == [
        "signing.file-missing",
        "signing.file-is-folder",
        "signing.file-empty",
    ]
    assert result.exit_code == 3


def test_a_file_without_permission_is_unreadable(good, monkeypatch):
    opened = os.open

    def refuse(path, *how, **more):
        if path == str(good):
            raise PermissionError(13, "Permission denied")
        return opened(path, *how, **more)

    monkeypatch.setattr("archive.cli.verify.os.open", refuse)
    result = run("--json", good)
    assert lines(result)[0]["findings"][0]["code"] == "signing.file-unreachable"


def test_a_pipe_is_refused_at_once_whether_or_not_somebody_writes_into_it(tmp_path):
    os.mkfifo(pipe := tmp_path / "pipe.pdf")
    writer = os.open(pipe, os.O_RDWR)
    os.write(writer, b"%PDF-")
    inquiry = Inquiry(lambda: None, NOW)
    (held,) = validate_file(pipe, InProcess(), 4, inquiry).report.findings
    assert held.code == "signing.file-unreachable"
    os.close(writer)
    (waiting,) = validate_file(pipe, InProcess(), 4, inquiry).report.findings
    assert waiting.code == "signing.file-unreachable"


def test_a_file_over_the_bound_is_unreadable(good):
    desk = Desk()
    desk.settings["signing.validation.max_bytes"] = 100
    result = run("--json", good, desk=desk)
    assert lines(result)[0]["findings"][0]["code"] == "signing.file-too-large"


def test_a_moment_before_the_seal_makes_it_not_valid(good):
    assert run("--json", "--at", "2020-01-01", good).exit_code == 1


def test_a_bad_moment_ends_with_2(good):
    assert run("--at", "yesterday", good).exit_code == 2


def bad_trust(tmp_path):
    """Words for a trust folder that cannot be read, and the code of what is wrong with them."""
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "notes.txt").write_text("no certificate")
    missing = [tmp_path / "none", tmp_path / "loop", tmp_path / "odd" / "notes.txt", tmp_path / ("a" * 300), ""]
    return [
        *((path, "signing.trust-folder-missing") for path in missing),
        (tmp_path / "odd", "signing.trust-file-invalid"),
    ]


def test_a_trust_folder_that_cannot_be_read_is_said_by_its_code_and_ends_with_2(good, tmp_path, monkeypatch):
    monkeypatch.chdir(rsa_pki() / "trust")
    for folder, code in bad_trust(tmp_path):
        for_programs, for_people = (call("verify", "--trust", folder, *more, good) for more in (("--json",), ()))
        assert (for_programs.code, for_people.code) == (2, 2)
        assert json.loads(for_programs.out)["error"]["code"] == code
        assert (for_people.out, code in for_people.err) == ("", True)


def test_no_file_ends_with_2():
    assert run("--json").exit_code == 2


class InProcess:
    """Judges without a worker, for tests of what comes after."""

    def validate(self, data, at=None):
        return judge(data, at or NOW + timedelta(hours=1), read_snapshot(rsa_pki() / "trust"))


def ask(licence, desk):
    return validate_file(licence, InProcess(), 1_000_000, Inquiry(desk.find_register, desk.clock()))


@pytest.mark.parametrize(("status", "verdict"), [("valid", "valid"), ("revoked", "not_valid"), ("unknown", "valid")])
def test_the_register_speaks_of_the_licence(licence, status, verdict):
    desk = Desk(answer=StatusAnswer(status, IDENTIFIER, "1"))
    (line,) = lines(run("--json", licence, desk=desk))
    assert (line["verdict"], line["status"], line["identifier"]) == (verdict, status, IDENTIFIER)
    assert desk.asked[0][:2] == (IDENTIFIER, line["digest"])


def test_people_are_told_by_its_code_why_a_register_cannot_be_asked(licence):
    desk = Desk()
    desk.find_register = partial(find_broken, DatabaseDamagedError("the disk is gone"))
    assert "证照登记簿暂时查不到（storage.database-damaged）" in run(licence, desk=desk).output.replace("\n", "")


def find_broken(error):
    raise error


def test_a_licence_that_another_authority_sealed_is_not_valid_without_any_register(tmp_path):
    from sealed_fixture import seal

    forged = tmp_path / "forged.pdf"
    forged.write_bytes(seal(add_identifier(base_pdf(), IDENTIFIER), rsa_pki(), name="housing"))
    result = run("--json", forged)
    assert [(line["verdict"], [each["code"] for each in line["findings"]]) for line in lines(result)] == [
        ("not_valid", ["signing.seal-of-another"])
    ]
    assert result.exit_code == 1


class Slow(Desk):
    """A desk whose clock is behind the sealing's by half of what is tolerated."""

    def clock(self):
        return NOW - timedelta(seconds=30)


def test_a_file_from_a_clock_that_is_a_little_ahead_is_valid_but_not_at_a_moment_that_is_given(tmp_path):
    path, behind = tmp_path / "sealed.pdf", Slow()
    path.write_bytes(sealed("B-T"))
    for more, verdict in (((), "valid"), (("--at", behind.clock().isoformat()), "indeterminate")):
        (line,) = lines(run("--json", *more, path, desk=behind))
        assert line["verdict"] == verdict


@pytest.mark.parametrize("level", ["B-B", "B-T", "B-LTA"])
def test_a_moment_before_the_sealing_is_indeterminate_and_says_why(tmp_path, level):
    path = tmp_path / "sealed.pdf"
    path.write_bytes(sealed(level))
    for hours in (1, 30):
        done = run("--json", "--at", (NOW - timedelta(hours=hours, seconds=-1)).isoformat(), path)
        (line,) = lines(done)
        assert (done.exit_code, line["verdict"]) == (1, "indeterminate")
        assert "signing.sealed-later" in [each["code"] for each in line["findings"]]
        assert {each["values"]["indication"] for each in line["findings"]} == {"INDETERMINATE"}


def test_a_file_without_identifier_is_not_asked_for(good):
    desk = Desk(answer=StatusAnswer("revoked", IDENTIFIER))
    assert ask(good, desk).status == "unknown"
    assert desk.asked == []


@pytest.mark.parametrize("status", sorted(STATES - {"valid"}))
def test_every_other_state_is_not_valid_and_has_its_sentences(licence, status):
    found = ask(licence, Desk(answer=StatusAnswer(status, IDENTIFIER, "1", replaced_by="2")))
    assert found.report.verdict is Verdict.NOT_VALID
    (last,) = found.report.findings
    labels = Labels(read_labels(FOLDER))
    for language in ("zh", "en"):
        assert labels.sentence(last.code, language, **last.values)
        assert labels.sentence(f"word.{status}", language)


def test_another_file_than_the_registered_one_is_indeterminate(licence):
    found = ask(licence, Desk(answer=StatusAnswer("valid", IDENTIFIER, "1", is_registered=False)))
    assert found.report.verdict is Verdict.INDETERMINATE
    assert found.report.findings[-1].code == "archive.file-not-registered"


@pytest.mark.parametrize(("language", "word"), [("zh", "有效"), ("en", "valid")])
def test_people_get_a_table_in_their_language(good, language, word):
    result = run(good, desk=Desk(language))
    assert result.exit_code == 0
    assert word in result.output


def test_a_finding_is_told_to_people_with_its_code(tmp_path):
    plain = tmp_path / "plain.pdf"
    plain.write_bytes(base_pdf())
    result = run(plain, desk=Desk("en"))
    assert "no seal" in result.output


@pytest.mark.parametrize(
    ("level", "zh", "en"),
    [
        ("B-B", "（盖章方自称，未经证明）", "(claimed by the sealer, not proved)"),
        ("B-T", "（时间戳证明）", "(proved by a timestamp)"),
        ("B-LTA", "（时间戳证明）", "(proved by a timestamp)"),
    ],
)
def test_people_are_told_whether_the_time_of_a_seal_is_claimed_or_proved(tmp_path, level, zh, en):
    path = tmp_path / "sealed.pdf"
    path.write_bytes(sealed(level))
    for language, words in (("zh", zh), ("en", en)):
        (line,) = [line for line in run(path, desk=Desk(language)).output.splitlines() if " · " in line]
        assert re.search(rf" · {level} · \d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d ?{re.escape(words)}", line)


def test_a_seal_that_cannot_be_read_leaves_no_empty_line_among_the_details(good, monkeypatch):
    held = good.read_bytes()
    begin = re.search(rb"/Contents ?<(?=[0-9a-fA-F])", held).end()
    good.write_bytes(held[:begin] + b"00" * 50 + held[begin + 100 :])
    monkeypatch.chdir(good.parent)
    rows = [line.split("│") for line in run(good.name).output.splitlines() if line.startswith("│")]
    assert "signing.seal-malformed" in rows[0][-2]
    assert all(cells[-2].strip() for cells in rows)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_advice_sends_who_verifies_with_a_trust_folder_to_it_again(licence, language):
    desk = Desk(language)
    desk.find_register = partial(find_broken, DatabaseDamagedError("the disk is gone"))
    shown = run("--json", licence, desk=desk)
    (finding,) = lines(shown)[0]["findings"]
    assert (finding["code"], shown.exit_code) == ("archive.register-unreachable", 0)
    assert not re.search(r"或用 --trust|alone with --trust", finding["sentence"])


def test_a_long_name_of_a_file_is_not_broken(good):
    long = good.with_name("x" * 200 + ".pdf")
    long.write_bytes(good.read_bytes())
    assert str(long) in run(long).output


def test_a_date_means_its_last_moment(licence):
    desk = Desk(answer=StatusAnswer("valid", IDENTIFIER, "1", is_registered=True))
    run("--at", "2026-03-02", licence, desk=desk)
    assert [at for _identifier, _digest, at in desk.asked] == [datetime(2026, 3, 2, 15, 59, 59, 999999, UTC)]


@pytest.mark.parametrize("text", ["", " ", "9999-99-99"])
def test_a_moment_that_is_none_is_never_taken_for_now(good, text):
    result = run("--at", text, good)
    assert result.exit_code == 2
    assert "2026-03-02T10:00:00+08:00" in result.output


@pytest.mark.parametrize(
    ("verdicts", "code"),
    [
        ([Verdict.VALID], 0),
        ([Verdict.VALID, Verdict.INDETERMINATE], 1),
        ([Verdict.NOT_VALID], 1),
        ([Verdict.NOT_VALID, Verdict.UNREADABLE], 3),
    ],
)
def test_the_worst_decides_how_the_command_ends(verdicts, code):
    assert exit_code(verdicts) == code


def test_names_of_files_are_shown_whatever_bytes_they_hold(good):
    odd = good.with_name(os.fsdecode(b"[red]\xff.pdf"))
    odd.write_bytes(good.read_bytes())
    assert run(odd).exit_code == 0
    assert run("--json", odd).exit_code == 0
