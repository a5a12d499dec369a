from datetime import UTC, date, datetime, timedelta

import pytest

from archive.errors import ActBackdatedError, VersionNotPromisedError
from archive.models.acts import Act
from archive.models.licences import File, Licence, LicenceVersion, Making, StateSince, TemplateUsed
from archive.models.periods import Period
from archive.workflows.errors import ActNotAllowedError, VersionSupersededError

T0 = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
FACE = File("", "f" * 64, 1000, 1)


def at(days):
    return T0 + days * DAY


def act(verb, days, effective=None, recorded=None):
    effective, recorded = days if effective is None else effective, days if recorded is None else recorded
    return Act(verb, "示许〔2026〕1号", "理由", at(days), at(effective), "anna", at(recorded))


def promise(licence, days, ends=None, begins=None):
    ordinal = len(licence.versions) + 1
    version = LicenceVersion(
        ordinal=ordinal,
        identifier=f"{licence.stem}.{ordinal:03d}.0",
        job=f"job-{ordinal}",
        template=TemplateUsed("construction_permit", 1, "0" * 64),
        holder="示例公司",
        holder_code="91350200DEM0001100",
        data={"GCMC": "示例厂房"},
        decision=act("issue", days),
        valid_from=date(2026, 1, 1),
        valid_until=None,
        in_force=Period(at(days if begins is None else begins), None if ends is None else at(ends)),
        drawings={},
    )
    licence.add_version(version)
    return version


def making(days, recorded=None):
    return Making(FACE, (), (), "typst", at(days), at(days if recorded is None else recorded))


def issue(version, days, recorded=None):
    version.issue(making(days, recorded))


@pytest.fixture
def licence():
    return Licence(
        stem="1.2.156.3005.2.T.I.S",
        kind="construction_permit",
        number="350203202604060101",
        authority="11350200DEM000022R",
    )


@pytest.fixture
def version(licence):
    """Issued on day 0."""
    version = promise(licence, 0)
    issue(version, 0)
    return version


def states(licence, version, *days, known=None):
    return [licence.state_at(version, at(day), None if known is None else at(known)).state for day in days]


def test_a_version_is_promised_until_it_is_issued(licence):
    version = promise(licence, 0)
    assert states(licence, version, 0, 9) == ["promised", "promised"]
    issue(version, 1)
    assert states(licence, version, 0, 1, 9) == ["promised", "valid", "valid"]


def test_a_version_that_is_given_up_is_void_and_stays_so(licence):
    version = promise(licence, 0)
    version.void("templates.template-failed", "…", at(1))
    assert states(licence, version, 0, 1) == ["promised", "void"]
    assert states(licence, version, 1, known=0) == ["promised"]
    with pytest.raises(VersionNotPromisedError, match=r": void$"):
        issue(version, 2)


def test_a_number_means_the_last_version_that_was_issued_by_then_else_the_last_promised_else_the_first(licence):
    first = promise(licence, 2)
    assert [licence.version_at(at(day)) for day in (0, 5)] == [first, first]
    second = promise(licence, 6)
    assert [licence.version_at(at(day)) for day in (0, 5, 6)] == [first, first, second]
    issue(first, 3)
    assert [licence.version_at(at(day)) for day in (2, 5, 6)] == [first, first, first]
    issue(second, 8)
    assert [licence.version_at(at(day)) for day in (7, 8)] == [first, second]


def test_a_version_is_there_from_its_promise_on(licence):
    version = promise(licence, 2)
    assert [version.is_there_at(at(day)) for day in (1, 2, 3)] == [False, True, True]


def test_a_version_is_issued_once(version):
    with pytest.raises(VersionNotPromisedError, match=r": issued$"):
        issue(version, 2)
    with pytest.raises(VersionNotPromisedError, match=r": issued$"):
        version.void("archive.error", "", at(2))


def test_it_is_not_valid_before_its_first_day(licence):
    version = promise(licence, 0, begins=5)
    issue(version, 1)
    assert states(licence, version, 4, 5) == ["promised", "valid"]


def test_it_expires_by_itself(licence):
    version = promise(licence, 0, ends=10)
    issue(version, 0)
    assert states(licence, version, 9, 10) == ["valid", "expired"]


def test_a_suspension_ends_when_it_is_lifted(licence, version):
    licence.act(version, act("suspend", 2))
    licence.act(version, act("resume", 4))
    assert states(licence, version, 1, 2, 3, 4) == ["valid", "suspended", "suspended", "valid"]


def test_a_suspended_licence_expires_too(licence):
    version = promise(licence, 0, ends=10)
    issue(version, 0)
    licence.act(version, act("suspend", 2))
    assert states(licence, version, 9, 10) == ["suspended", "expired"]


def test_it_says_since_when_a_state_holds(licence, version):
    assert licence.state_at(version, at(5)) == StateSince("valid", at(0))
    licence.act(version, act("suspend", 2))
    assert licence.state_at(version, at(5)) == StateSince("suspended", at(2))


def test_an_act_may_begin_to_work_later(licence, version):
    licence.act(version, act("rescind", 2, effective=5))
    assert states(licence, version, 4, 5) == ["valid", "rescinded"]


def test_a_revocation_works_back_and_what_was_known_before_is_not_forgotten(licence, version):
    licence.act(version, act("revoke", 8, effective=3))
    assert states(licence, version, 2, 3, 8) == ["valid", "revoked", "revoked"]
    assert states(licence, version, 2, 3, 8, known=7) == ["valid", "valid", "valid"]


@pytest.mark.parametrize("verb", ["suspend", "rescind", "withdraw", "cancel", "lapse", "transfer"])
def test_no_other_act_works_back(licence, version, verb):
    with pytest.raises(ActBackdatedError):
        licence.act(version, act(verb, 8, effective=3))
    assert licence.acts == ()


def test_what_happened_after_a_revocation_s_effect_had_none(licence, version):
    licence.act(version, act("suspend", 4))
    licence.act(version, act("resume", 6))
    licence.act(version, act("revoke", 8, effective=3))
    assert states(licence, version, 2, 4, 6) == ["valid", "revoked", "revoked"]


def test_a_revocation_from_before_the_issue_works_from_the_issue_on(licence):
    version = promise(licence, 5)
    issue(version, 5)
    licence.act(version, act("revoke", 8, effective=1))
    assert states(licence, version, 4, 5) == ["promised", "revoked"]


def test_an_act_counts_from_when_it_was_recorded_for_who_asks_what_was_known(licence, version):
    licence.act(version, act("rescind", 2, recorded=4))
    assert states(licence, version, 3, known=3) == ["valid"]
    assert states(licence, version, 3, known=4) == ["rescinded"]


def test_what_was_cancelled_cannot_be_revived(licence, version):
    licence.act(version, act("cancel", 2))
    for verb in ("resume", "suspend", "revoke", "cancel"):
        with pytest.raises(ActNotAllowedError):
            licence.act(version, act(verb, 3))


def test_a_promised_version_cannot_be_acted_on(licence):
    with pytest.raises(ActNotAllowedError):
        licence.act(promise(licence, 0), act("suspend", 1))


def test_an_expired_licence_may_still_be_revoked(licence):
    version = promise(licence, 0, ends=5)
    issue(version, 0)
    licence.act(version, act("revoke", 8, effective=1))
    assert states(licence, version, 0, 1, 9) == ["valid", "revoked", "revoked"]


def test_the_next_version_replaces_the_one_before_when_it_is_issued(licence, version):
    second = promise(licence, 4)
    assert states(licence, version, 9) == ["valid"]
    issue(second, 6)
    assert states(licence, version, 5, 6) == ["valid", "replaced"]
    assert states(licence, second, 5, 6) == ["promised", "valid"]
    assert (licence.prior_of(second), licence.successor_of(version)) == (version, second)
    assert (licence.prior_of(version), licence.successor_of(second)) == (None, None)
    assert licence.current is second


def test_whoever_acts_on_what_was_replaced_hears_what_took_its_place(licence, version):
    second = promise(licence, 4)
    issue(second, 6)
    for verb in ("suspend", "revoke", "cancel"):
        with pytest.raises(VersionSupersededError, match=f"^{version.identifier}: {second.identifier}$"):
            licence.act(version, act(verb, 7))
    licence.act(second, act("suspend", 7))


def test_what_is_not_replaced_yet_is_still_acted_on(licence, version):
    issue(promise(licence, 4, begins=20), 6)
    licence.act(version, act("suspend", 7))
    assert states(licence, version, 7) == ["suspended"]


def test_what_was_revoked_meanwhile_is_not_replaced(licence, version):
    second = promise(licence, 4)
    licence.act(version, act("revoke", 5))
    with pytest.raises(ActNotAllowedError, match="replace: revoked"):
        licence.issue(second, making(6))
    assert states(licence, second, 6) == ["promised"]


def test_a_licence_issues_its_first_version_and_the_next(licence):
    for days in (0, 4):
        licence.issue(promise(licence, days), making(days))
    assert states(licence, licence.versions[0], 3, 4) == ["valid", "replaced"]


def test_a_void_version_replaces_nothing(licence, version):
    promise(licence, 4).void("archive.error", "", at(5))
    third = promise(licence, 6)
    assert (states(licence, version, 9), licence.current) == (["valid"], version)
    issue(third, 7)
    assert (states(licence, version, 9), licence.prior_of(third)) == (["replaced"], version)
    assert licence.successor_of(version) is third


def test_a_revocation_that_works_back_takes_the_earlier_version_with_it(licence, version):
    second = promise(licence, 4)
    issue(second, 4)
    licence.act(second, act("revoke", 9, effective=2))
    assert states(licence, version, 1, 2, 5) == ["valid", "revoked", "revoked"]
    assert states(licence, second, 5) == ["revoked"]


def test_a_revocation_from_the_replacement_on_leaves_the_earlier_version_replaced(licence, version):
    second = promise(licence, 4)
    issue(second, 4)
    licence.act(second, act("revoke", 9, effective=4))
    assert (states(licence, version, 3, 4), states(licence, second, 4)) == (["valid", "replaced"], ["revoked"])


def test_acts_that_work_from_the_same_moment_work_in_the_order_in_which_they_were_recorded(licence, version):
    for verb in ("suspend", "resume", "transfer"):
        licence.act(version, act(verb, 2))
    assert states(licence, version, 1, 2) == ["valid", "transferred"]


def test_what_expires_at_the_moment_of_an_act_is_expired_for_it(licence):
    version = promise(licence, 0, ends=5)
    issue(version, 0)
    with pytest.raises(ActNotAllowedError, match="suspend: expired"):
        licence.act(version, act("suspend", 5))


def test_a_version_that_expires_when_it_is_replaced_is_replaced(licence):
    version = promise(licence, 0, ends=5)
    issue(version, 0)
    issue(promise(licence, 3, begins=5), 3)
    assert states(licence, version, 4, 5) == ["valid", "replaced"]


def test_an_act_on_the_later_version_leaves_the_replaced_one_replaced(licence, version):
    second = promise(licence, 4)
    issue(second, 4)
    licence.act(second, act("suspend", 6))
    assert (states(licence, version, 7), states(licence, second, 7)) == (["replaced"], ["suspended"])


def test_a_suspension_that_was_lifted_does_not_come_to_the_next_version(licence, version):
    licence.act(version, act("suspend", 1))
    licence.act(version, act("resume", 2))
    second = promise(licence, 4)
    issue(second, 4)
    assert states(licence, second, 4) == ["valid"]


def test_what_was_replaced_was_valid_as_then_known(licence, version):
    issue(promise(licence, 4), 4, recorded=6)
    assert states(licence, version, 5, known=5) == ["valid"]
    assert states(licence, version, 5, known=6) == ["replaced"]


def test_versions_come_in_order(licence, version):
    with pytest.raises(VersionNotPromisedError, match=r": 1\.2\.156"):
        licence.add_version(version)


def test_a_version_is_found_by_its_identifier(licence, version):
    assert licence.find_version(version.identifier) is version
    assert licence.find_version("1.2.3") is None


def test_a_licence_that_was_never_issued_has_no_current_version(licence):
    promise(licence, 0)
    assert licence.current is None


def test_of_a_file_that_was_sealed_before_its_shape_was_kept_it_is_not_known():
    assert FACE.is_landscape is None
