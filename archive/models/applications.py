"""Applications (申请): one form with shared materials, asking for one item or several."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from archive.models.dossiers import Dossier
from archive.models.editing import Editable


class Application(Editable):
    """One form as it was submitted; moments are aware UTC."""

    def __init__(
        self,
        *,
        id: str,  # noqa: A002 - its name in the field
        project: str,
        applicant: str,
        applicant_code: str,
        form: Mapping[str, Any],
        submitted_by: str,
        submitted_at: datetime,
        recorded_at: datetime,
    ) -> None:
        super().__init__()
        self.id = id
        self.project = project
        """Project id."""
        self.applicant = applicant
        self.applicant_code = applicant_code
        """统一社会信用代码."""
        self.form = dict(form)
        """Facts as filled in; plain values."""
        self.submitted_by = submitted_by
        self.submitted_at = submitted_at
        """Business time."""
        self.recorded_at = recorded_at
        """Capture time."""
        self.cases: tuple[str, ...] = ()
        """Case ids."""
        self.dossier = Dossier()


@dataclass(frozen=True)
class SubmissionRecord:
    """What came under an applicant's idempotency key."""

    content: str
    """SHA-256 of the submission's canonical JSON."""
    application: str
    """Application id."""
