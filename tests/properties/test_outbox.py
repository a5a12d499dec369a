"""Hypothesis claims, finishes, fails, kills and takes over: every job is done once, and every index tells the truth."""

from datetime import timedelta

from doubles import START
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from archive.errors import ClaimLostError
from archive.models.outbox import STATES, Outbox

RUNNERS = st.sampled_from(["one", "two", "three"])
KEYS = [f"job{number}" for number in range(6)]


class OutboxWalk(RuleBasedStateMachine):
    @initialize()
    def begin(self):
        self.outbox, self.now, self.done = Outbox(), START, []
        self.held: dict[str, set[str]] = {"one": set(), "two": set(), "three": set()}
        """What each runner believes that it holds."""

    @rule(key=st.sampled_from(KEYS))
    def promise(self, key):
        self.outbox.promise(key, "issue", {}, self.now)

    @rule(runner=RUNNERS, limit=st.integers(0, 3))
    def claim(self, runner, limit):
        claimed = self.outbox.claim(runner, self.now, limit)
        assert len(claimed) <= limit
        assert all(job.due <= self.now for job in claimed)
        self.outbox.beat(runner, "host", 1, "boot:1", self.now)
        self.held[runner] |= {job.key for job in claimed}

    @rule(runner=RUNNERS, data=st.data(), outcome=st.sampled_from(["done", "wait", "give_up"]))
    def end(self, runner, data, outcome):
        if not self.held[runner]:
            return
        key = data.draw(st.sampled_from(sorted(self.held[runner])))
        self.held[runner].discard(key)
        try:
            job = self.outbox.verify_claim(key, runner)
        except ClaimLostError:
            return
        if outcome == "done":
            self.done.append(key)
            self.outbox.done(job, self.now)
        elif outcome == "wait":
            self.outbox.wait(job, self.now + timedelta(seconds=2), "signing.timestamp-unavailable")
        else:
            self.outbox.give_up(job, self.now, "templates.template-failed")

    @rule(runner=RUNNERS)
    def take_over(self, runner):
        """The runner is dead to the others, but may itself still believe in its claims."""
        self.outbox.release(runner, self.now)

    @rule(key=st.sampled_from(KEYS))
    def hasten(self, key):
        if (job := self.outbox.find_job(key)) is None:
            return
        before = (job.state, job.due)
        assert self.outbox.hasten(job, self.now) == (before[0] == "waiting" and before[1] > self.now)
        assert job.due == (self.now if before[0] == "waiting" and before[1] > self.now else before[1])

    @rule(seconds=st.integers(1, 3))
    def wait(self, seconds):
        self.now += timedelta(seconds=seconds)

    @invariant()
    def nothing_is_done_twice(self):
        assert len(self.done) == len(set(self.done))

    @invariant()
    def every_index_tells_the_truth(self):
        jobs = list(self.outbox.jobs.values())
        assert all(job.state in STATES for job in jobs)
        assert set(self.outbox.waiting) == {(job.due, job.key) for job in jobs if job.state == "waiting"}
        assert set(self.outbox.claims) == {(job.runner, job.key) for job in jobs if job.state == "claimed"}
        assert self.outbox.counts() == {state: [job.state for job in jobs].count(state) for state in STATES}
        assert set(self.outbox.troubled) == {job.key for job in jobs if job.reason and job.state != "given_up"}
        assert list(self.outbox.in_trouble()) == sorted(job.key for job in jobs if job.reason)


TestOutboxWalk = OutboxWalk.TestCase
TestOutboxWalk.settings = settings(max_examples=60, stateful_step_count=30)
