"""A view is bound to its row of the table."""

import pytest

from archive.web.views import page


def test_a_view_of_a_page_or_method_that_the_table_has_not_cannot_be_written():
    with pytest.raises(KeyError):
        page("no-such-page")
    with pytest.raises(KeyError):
        page("home", "POST")
