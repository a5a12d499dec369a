"""The description itself."""

from typing import Any

from archive.web.api.answers import answer_edition
from archive.web.api.contract import read_contract
from archive.web.api.operations import operation


@operation("getDocument")
def get_document(request: Any) -> Any:
    """Give the description as JSON."""
    return answer_edition(request, read_contract().document)
