"""What an error means for a job."""

import pytest

from archive.errors import AuthorityUnknownError, ClockBackwardsError, TemplateChangedError, WorkerLostError
from archive.jobs.failures import failure_of
from signing.errors import CertificateRevokedError, KeyPassphraseError, SettingInvalidError, TimestampUnavailableError
from storage.errors import BlobCorruptError, BlobUnavailableError, StoreFullError
from templates.errors import FontMissingError, TemplateFailedError


class ForeignError(Exception):
    """An error of somebody else's, with a code of its own sort."""

    code = "NoSuchKey"


@pytest.mark.parametrize(
    ("error", "tries"),
    [
        (TimestampUnavailableError("away"), 0),
        (CertificateRevokedError("revoked"), 0),
        (StoreFullError("full"), 0),
        (BlobUnavailableError("down"), 0),
        (KeyPassphraseError("wrong"), 0),
        (ClockBackwardsError("behind"), 0),
        (TemplateChangedError("changed"), 0),
        (WorkerLostError("gone"), 3),
        (TemplateFailedError("bad"), 1),
        (BlobCorruptError("bad"), 0),
        (FontMissingError("gone"), 0),
        (AuthorityUnknownError("no seal"), 0),
        (SettingInvalidError("mode 644"), 0),
        (ValueError("odd"), 3),
        (ForeignError("odd"), 3),
    ],
)
def test_what_can_be_mended_is_tried_without_bound(error, tries):
    assert failure_of(error).tries == tries


def test_the_log_is_told_our_own_details_and_of_all_else_where_it_came_from_alone():
    ours = failure_of(TimestampUnavailableError("http://tsa")).told
    assert (ours["code"], ours["detail"]) == ("signing.timestamp-unavailable", "http://tsa")
    unforeseen = failure_of(KeyError("张三"))
    assert "张三" in unforeseen.detail
    assert unforeseen.told == {"code": "archive.work-failed", "trace": "builtins.KeyError"}
