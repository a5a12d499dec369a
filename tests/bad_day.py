"""One licence through a bad day: ordered, waiting with its reason, mended, made once; asked of a real archive."""

import io
from collections.abc import Iterable
from typing import Any

import pikepdf
from archive_fixture import HC, NR
from samples import DRAWING, drawings_of, sample_of

from archive.interfaces import IIssueService, IRegister, IRunner, IUserService
from archive.model import Decision, IssueOrder, JobProgress, Promise
from storage.digests import Digest
from storage.interfaces import IBlobStore

KIND = "land_use_planning_permit"
PATIENCE = 20.0
"""Seconds that a job may take once its trouble is mended."""


def issue(application: Any, key: str, **more: Any) -> Promise:
    """Order a licence."""
    return issue_all(application, [key], **more)[0]


def issue_all(
    application: Any, keys: Iterable[str], kind: str = KIND, authority: str = NR, **more: Any
) -> list[Promise]:
    """Order a licence under each key, in one transaction."""
    name = {NR: "decider-nr", HC: "decider-hc"}[authority]
    decider = application.transact(lambda root: application.get(IUserService).get_actor(root, name))
    decision, issue = Decision("1", "ground", application.clock()), application.get(IIssueService).issue
    given = {"drawings": drawings_of(kind, str(application.get(IBlobStore).put(DRAWING))), **more}
    orders = [IssueOrder(kind, authority, sample_of(kind), decision, key, **given) for key in keys]
    return application.transact(lambda root: [issue(root, decider, order) for order in orders])


def drain(application: Any, promise: Promise, patience: float = 0.0) -> JobProgress:
    """Work on a promise; gives the last progress."""
    return list(application.get(IRunner).drain([promise.job], patience))[-1]


def status(application: Any, promise: Promise) -> str:
    """What the register says of a promise."""
    at = application.clock()
    return application.transact(
        lambda root: application.get(IRegister).status_of(root, promise.identifier, "", at)
    ).status


def kept(application: Any) -> set[Digest]:
    """Every document of the store."""
    return {digest for digest, _put in application.get(IBlobStore).listing()}


def results(application: Any, promise: Promise) -> list[tuple[str, str]]:
    """What the ledger says of each use of a seal for a promise: digest and reason."""
    return application.transact(
        lambda root: [
            (result.digest, result.reason) for _number, use, result in root.seal_ledger if use.job == promise.job
        ]
    )


def licence_of(application: Any, promise: Promise) -> tuple[str, list[str], int, Any]:
    """Number, why each number that the job took is void (empty: it is not), how many versions, and what was made."""

    def tell(root: Any) -> tuple[str, list[str], int, Any]:
        licence, version = root.licences.get(promise.identifier)
        numbers = root.numbers.range(*root.outbox.get_job(promise.job).arguments["series"])
        ours = [taken for taken in numbers.numbers.values() if taken.job == promise.job]
        return licence.number, [taken.void for taken in ours], len(licence.versions), version.making

    return application.transact(tell)


def begin_again(application: Any, promise: Promise) -> int:
    """Let a job be tried at once; gives how often it was tried."""

    def hurry(root: Any) -> int:
        job = root.outbox.get_job(promise.job)
        root.outbox.hasten(job, application.clock())
        return job.attempts

    return application.transact(hurry)


def check_waits(application: Any, promise: Promise, code: str) -> None:
    """Work once on a promise: it waits and says why, and the register knows no licence."""
    attempts = begin_again(application, promise)
    progress = drain(application, promise)
    assert (progress.done, progress.given_up, progress.waiting) == (0, 0, 1)
    assert progress.reasons == {promise.job: code}
    assert begin_again(application, promise) == attempts + 1
    assert status(application, promise) == "unknown"
    assert licence_of(application, promise) == (promise.number, [""], 1, None)
    assert set(results(application, promise)) <= {("", code)}


def check_nothing_is_kept(application: Any, promise: Promise, code: str) -> None:
    """Work on a promise that waits before it has made anything: nothing is put into the store."""
    before = kept(application)
    check_waits(application, promise, code)
    assert kept(application) == before


def check_made_once(application: Any, promise: Promise, key: str, seals: int = 1) -> None:
    """Work on a promise after the mend: one licence under its number, one use of the seal with a result."""
    again = issue(application, key)
    assert (again.identifier, again.number, again.repeated) == (promise.identifier, promise.number, True)
    assert drain(application, promise, PATIENCE).done == 1
    assert status(application, promise) == "valid"
    number, void, versions, making = licence_of(application, promise)
    assert (number, void, versions) == (promise.number, [""], 1)
    files = {file.digest for file in (making.face, *making.annexes)}
    sealed = [digest for digest, _reason in results(application, promise) if digest]
    assert (set(sealed), len(sealed)) == (files, len(files))
    face = application.get(IBlobStore).get(Digest.parse(making.face.digest))
    with pikepdf.open(io.BytesIO(face)) as document:
        assert len(document.Root.AcroForm.Fields) == seals
