from datetime import UTC, datetime

from archive.models.seals import SealLedger, SealUse

T0 = datetime(2026, 1, 1, tzinfo=UTC)


def use(licence):
    return SealUse(
        seal="housing",
        authority="A",
        by="anna",
        decision="1号",
        licence=licence,
        case="C1",
        digest="f" * 64,
        at=T0,
    )


def test_every_use_has_the_next_number_and_stays():
    ledger = SealLedger()
    assert [ledger.append(use(name)) for name in "ab"] == [1, 2]
    assert [one.licence for one in ledger] == ["a", "b"]
