"""Deliveries by subject."""

from archive.models.deliveries import Deliveries


def test_each_subject_counts_its_deliveries():
    deliveries = Deliveries()
    made = [deliveries.add(subject, "post") for subject in ("1.2", "1.3", "1.2")]
    assert [one.number for one in made] == [1, 1, 2]
    assert list(deliveries.of("1.2")) == [made[0], made[2]]
    assert (deliveries.find("1.2", 2), deliveries.find("1.2", 3)) == (made[2], None)
