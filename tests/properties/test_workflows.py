"""Hypothesis walks the two workflows, and compares what the models say with a plain account of what was done."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from archive.models.acts import Act
from archive.models.cases import Case, Cases
from archive.models.licences import File, Licence, LicenceVersion, Making, TemplateUsed
from archive.models.periods import Period
from archive.workflows.case import CASE
from archive.workflows.errors import StepNotAllowedError
from archive.workflows.licence import ACTS, LICENCE

T0 = datetime(2026, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
CASE_VERBS = sorted({step.verb for step in CASE.steps})


class CaseWalk(RuleBasedStateMachine):
    @initialize()
    def begin(self):
        self.case = Case(
            id="C1", application="A1", project="P1", item="X", catalogue="1", authority="A", result_type="D39", data={}
        )
        self.cases = Cases()
        self.cases["C1"] = self.case

    @rule(verb=st.sampled_from(CASE_VERBS))
    def try_a_step(self, verb):
        before, count = self.case.state, len(self.case.taken)
        if verb in CASE.verbs(before):
            taken = self.cases.take(self.case, verb, "anna", (T0, T0))
            assert (taken.source, taken.target, len(self.case.taken)) == (before, self.case.state, count + 1)
        else:
            with pytest.raises(StepNotAllowedError):
                self.cases.take(self.case, verb, "anna", (T0, T0))
            assert (self.case.state, len(self.case.taken)) == (before, count)

    @invariant()
    def what_was_decided_was_accepted_and_reviewed(self):
        if self.case.state in {"approved", "rejected"}:
            assert {"accept", "review"} <= {taken.verb for taken in self.case.taken}

    @invariant()
    def the_case_is_found_in_its_state_and_in_no_other(self):
        states = {"submitted"} | {step.target for step in CASE.steps}
        assert [state for state in states if "C1" in self.cases.in_state("A", state)] == [self.case.state]

    @invariant()
    def the_history_joins_up(self):
        states = [CASE.start] + [taken.target for taken in self.case.taken]
        assert [taken.source for taken in self.case.taken] == states[:-1]
        assert self.case.state == states[-1]


class LicenceWalk(RuleBasedStateMachine):
    """One step an hour; ``lived`` is what somebody who looked every hour has written down."""

    @initialize()
    def begin(self):
        self.hour = 0
        self.licence = Licence(stem="S", kind="permit", number="1", authority="A")
        self.promise()
        self.lived = {}

    @property
    def now(self):
        return T0 + self.hour * HOUR

    @property
    def last(self):
        return self.licence.versions[-1]

    def state(self, version, moment=None, known=None):
        return self.licence.state_at(version, moment or self.now, known).state

    def promise(self):
        ordinal = len(self.licence.versions) + 1
        self.licence.add_version(
            LicenceVersion(
                ordinal=ordinal,
                identifier=f"S.{ordinal:03d}.0",
                job=f"job-{ordinal}",
                template=TemplateUsed("permit", 1, "0" * 64),
                holder="公司",
                holder_code="H",
                data={},
                decision=self.act("issue", self.now),
                valid_from=date(2026, 1, 1),
                valid_until=None,
                in_force=Period(T0),
                drawings={},
            )
        )

    def act(self, verb, effective):
        return Act(verb, "1号", "理由", self.now, effective, "anna", self.now)

    @precondition(lambda self: self.state(self.last) == "promised")
    @rule()
    def issue(self):
        making = Making(File("", "f" * 64, 1, 1), (), (), "typst", self.now, self.now)
        prior = self.licence.prior_of(self.last)
        if prior is None or self.state(prior) == "valid":
            self.licence.issue(self.last, making)
            assert self.state(self.last) == "valid"
        else:
            with pytest.raises(StepNotAllowedError):
                self.licence.issue(self.last, making)

    @precondition(lambda self: self.state(self.last) == "promised")
    @rule()
    def give_up(self):
        self.last.void("archive.error", "", self.now)

    @precondition(lambda self: self.licence.current is not None and self.state(self.licence.current) == "valid")
    @precondition(lambda self: self.last.making is not None or self.last.voided is not None)
    @rule()
    def promise_the_next(self):
        self.promise()

    @rule(verb=st.sampled_from(sorted(ACTS)))
    def act_now(self, verb):
        version = self.licence.current or self.last
        before = self.state(version)
        step = LICENCE.find_step(verb, before)
        if step is None:
            with pytest.raises(StepNotAllowedError):
                self.licence.act(version, self.act(verb, self.now))
            assert self.state(version) == before
        else:
            self.licence.act(version, self.act(verb, self.now))
            assert self.state(version) == step.target

    @precondition(lambda self: self.licence.current is not None)
    @rule(back=st.integers(0, 30))
    def revoke_from_earlier(self, back):
        version, effective = self.licence.current, max(T0, self.now - back * HOUR)
        if "revoke" in LICENCE.verbs(self.state(version)):
            self.licence.act(version, self.act("revoke", effective))
            for hour in range(self.hour + 1):
                moment = T0 + hour * HOUR
                if moment >= max(effective, version.begins()):
                    assert self.state(version, moment) == "revoked"

    @rule()
    def an_hour_passes(self):
        for version in self.licence.versions:
            self.lived[version.ordinal, self.hour] = self.state(version)
        self.hour += 1

    @invariant()
    def what_was_seen_then_can_still_be_said(self):
        for (ordinal, hour), state in self.lived.items():
            moment = T0 + hour * HOUR
            assert self.state(self.licence.versions[ordinal - 1], moment, known=moment) == state

    @invariant()
    def only_one_version_is_alive(self):
        alive = {"valid", "suspended", "transferred"}
        assert sum(self.state(version) in alive for version in self.licence.versions) <= 1


TestCaseWalk = CaseWalk.TestCase
TestCaseWalk.settings = settings(max_examples=50, stateful_step_count=20)
TestLicenceWalk = LicenceWalk.TestCase
TestLicenceWalk.settings = settings(max_examples=60, stateful_step_count=25)
