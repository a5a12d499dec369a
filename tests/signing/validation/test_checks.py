"""Whatever a check can find has words in both languages, and the standard's own words."""

import pytest

from signing.model import Verdict
from signing.validation.chains import OUTCOMES
from signing.validation.changes import KINDS
from signing.validation.checks import CHAIN_FINDINGS, PROBLEMS, finding
from templates.labels import FOLDER, Labels, load_labels

VALUES = {"field": "Seal1", "revision": "2", "object": "3", "algorithm": "sha1", "detail": "x"}
CHAINS = [ending for ending, _verdict, _sub in CHAIN_FINDINGS.values() if ending != "algorithm-weak"]
CODES = {
    *PROBLEMS,
    *KINDS.values(),
    *(f"signing.{subject}-{ending}" for subject in ("seal-certificate", "timestamp-certificate") for ending in CHAINS),
}


@pytest.mark.parametrize("code", sorted(CODES))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_finding_has_its_sentence(code, language):
    assert Labels(load_labels(FOLDER)).sentence(code, language, **VALUES)


def test_every_outcome_of_a_chain_has_a_finding():
    assert {outcome for _kind, outcome in OUTCOMES} == set(CHAIN_FINDINGS)


def test_a_finding_carries_the_words_of_the_standard():
    found = finding("signing.no-seal", Verdict.NOT_VALID, "FORMAT_FAILURE", field="a")
    assert found.values == {"indication": "TOTAL-FAILED", "sub_indication": "FORMAT_FAILURE", "field": "a"}
    assert finding("x.y", Verdict.INDETERMINATE, "TRY_LATER").values["indication"] == "INDETERMINATE"
