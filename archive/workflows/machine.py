"""The machine behind every workflow: a table of steps, and one question to it."""

from dataclasses import dataclass

from archive.permissions import Permission
from archive.workflows.errors import StepNotAllowedError


@dataclass(frozen=True)
class Step:
    """One row: who may bring what from which states into which."""

    verb: str
    sources: tuple[str, ...]
    target: str
    permission: Permission


@dataclass(frozen=True)
class Workflow:
    """A table of steps; a verb has one row for each state that it starts from."""

    name: str
    start: str
    steps: tuple[Step, ...]
    refusal: type[StepNotAllowedError] = StepNotAllowedError
    """What is raised where a step is not allowed."""

    def find_step(self, verb: str, state: str) -> Step | None:
        """Give the step ``verb`` from ``state``, or None where it is not allowed."""
        return next((step for step in self.steps if step.verb == verb and state in step.sources), None)

    def get_step(self, verb: str, state: str) -> Step:
        """Give the step ``verb`` from ``state``; ``StepNotAllowedError``, as ``refusal`` has it."""
        if (step := self.find_step(verb, state)) is None:
            raise self.refusal(f"{verb}: {state}")
        return step

    def verbs(self, state: str) -> frozenset[str]:
        """Every verb that is possible in ``state``."""
        return frozenset(step.verb for step in self.steps if state in step.sources)
