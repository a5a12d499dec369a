"""Files that come piece by piece: bounded, each for who began it, taken in once they are whole."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import BinaryIO, Final

from zope.interface import implementer

from archive.interfaces import Clock, IIntakeService
from archive.model import Intake
from archive.permissions import Actor, Permission, log_refusal, verify_permission
from archive.services.drafting.interfaces import IUploadService
from archive.services.errors import DrawingUnfitError, MaterialEmptyError, MaterialError, MaterialTooLargeError
from storage.errors import UploadBusyError, UploadsFullError, UploadUnfinishedError, UploadUnknownError
from storage.interfaces import IUploadStore
from storage.model import Checksum, Upload, UploadLimits

DRAWINGS: Final = frozenset({"pdf", "png", "jpg", "jpeg"})
"""Extensions of what an annex sheet can show."""
SETTLED: Final = timedelta(days=1)
"""How long after its beginning an upload that was taken in is known: no longer than the sweep of blobs waits."""


@implementer(IUploadService)
@dataclass(frozen=True)
class UploadService:
    """Keeps uploads until they are taken in, or over."""

    store: IUploadStore
    intake: IIntakeService
    clock: Clock
    limit: int
    """Bytes that a file may have."""
    lifetime: timedelta
    """How long an upload is kept."""
    limits: UploadLimits

    def begin(self, actor: Actor, name: str, length: int) -> Upload:
        """Begin a file (``IUploadService.begin``)."""
        verify_permission(actor, Permission.CASE_SUBMIT)
        plain, _extension = self.intake.parse_name(name)
        if length < 1:
            raise MaterialEmptyError(plain)
        if length > self.limit:
            raise MaterialTooLargeError(f"{plain}: > {self.limit}")
        now = self.clock()
        try:
            return self._begun(actor, plain, length, now)
        except UploadsFullError:
            if not self.sweep(now):
                raise
        return self._begun(actor, plain, length, now)

    def _begun(self, actor: Actor, name: str, length: int, now: datetime) -> Upload:
        """Begin an upload that may be begun; ``UploadsFullError``."""
        made: Upload = self.store.begin(actor.name, name, length, now + self.lifetime, self.limits)
        return made

    def list(self, actor: Actor) -> tuple[Upload, ...]:
        """Give the actor's uploads (``IUploadService.list``)."""
        now = self.clock()
        return tuple(each for each in self._every() if each.owner == actor.name and not self._is_over(each, now))

    def get(self, actor: Actor, upload: str) -> Upload:
        """Give an upload of the actor (``IUploadService.get``)."""
        verify_permission(actor, Permission.CASE_SUBMIT)
        found: Upload = self.store.get(upload)
        if found.owner != actor.name:
            log_refusal(actor, Permission.CASE_SUBMIT, "upload", upload)
            raise UploadUnknownError(upload)
        if self._is_over(found, self.clock()):
            raise UploadUnknownError(upload)
        return found

    def _is_over(self, upload: Upload, now: datetime) -> bool:
        """Say whether an upload is over; what was taken in of it may be swept a day after, where nothing names it."""
        begun = upload.until - self.lifetime
        return upload.until <= now or (upload.outcome is not None and begun + SETTLED <= now)

    def append(
        self, actor: Actor, upload: str, offset: int, source: bytes | BinaryIO, checksum: Checksum | None = None
    ) -> Upload:
        """Write a piece (``IUploadService.append``)."""
        self.get(actor, upload)
        self.store.append(upload, offset, source, checksum)
        return self.get(actor, upload)

    def finish(self, actor: Actor, upload: str, *, drawing: bool = False) -> Intake:
        """Take a whole upload in (``IUploadService.finish``)."""
        found = self.get(actor, upload)
        if found.outcome is None:
            try:
                found = self.store.settle(upload, asdict(self._take(found, drawing=drawing)))
            except MaterialError:
                self.store.remove(upload)
                raise
            except UploadUnfinishedError:
                found = self.get(actor, upload)
                if found.outcome is None:
                    raise
        assert found.outcome is not None, "it is settled"
        return Intake(**found.outcome)

    def bring(self, actor: Actor, name: str, length: int, source: BinaryIO, *, drawing: bool = False) -> Intake:
        """Take a file in that comes at once (``IUploadService.bring``)."""
        upload = self.hold(actor, name, length, source).id
        try:
            return self.finish(actor, upload, drawing=drawing)
        except Exception:
            self.discard(actor, upload)
            raise

    def hold(self, actor: Actor, name: str, length: int, source: BinaryIO) -> Upload:
        """Keep a file that comes at once (``IUploadService.hold``)."""
        upload = self.begin(actor, name, length).id
        try:
            return self.append(actor, upload, 0, source)
        except Exception:
            self.discard(actor, upload)
            raise

    def _take(self, upload: Upload, *, drawing: bool) -> Intake:
        """Take it in, as a drawing where that is asked and it can be one."""
        _plain, extension = self.intake.parse_name(upload.name)
        if drawing and extension in DRAWINGS:
            try:
                return self._taken(upload, drawing=True)
            except DrawingUnfitError:
                return self._taken(upload, drawing=False)
        return self._taken(upload, drawing=False)

    def _taken(self, upload: Upload, *, drawing: bool) -> Intake:
        """Read it from its beginning, and take it in."""
        with self.store.open(upload.id) as file:
            taken: Intake = self.intake.take(file, upload.name, drawing=drawing, caller=upload.owner)
        return taken

    def discard(self, actor: Actor, upload: str) -> None:
        """Forget an upload of the actor (``IUploadService.discard``)."""
        try:
            self.get(actor, upload)
        except UploadUnknownError:
            return
        self.store.remove(upload)

    def sweep(self, now: datetime) -> int:
        """Remove what is over (``IUploadService.sweep``); an upload that a piece comes for right now stays."""
        removed = 0
        for each in list(self._every()):
            if self._is_over(each, now):
                try:
                    self.store.remove(each.id)
                    removed += 1
                except UploadBusyError:
                    continue
        return removed + int(self.store.clear_unfinished(now - self.lifetime))

    def _every(self) -> Iterator[Upload]:
        """Every upload there is."""
        found: Iterator[Upload] = self.store.listing()
        return found
