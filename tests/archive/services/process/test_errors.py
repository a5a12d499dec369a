"""What the process around a case refuses."""

from archive.services.process.errors import CorrectionSameError
from archive.words import in_words


def test_the_file_that_was_returned_is_told_by_its_name_and_the_document_by_its_id():
    error = CorrectionSameError("«图.png» (宗地图)", "D12-001")
    assert error.document == "D12-001"
    assert "「图.png」 (宗地图)" in in_words(error.code, str(error), "zh")
