"""Pages that only tell."""

import pytest
from web_fixture import browser


@pytest.mark.parametrize("address", ["/help", "/accessibility"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_they_are_there_in_both_languages(address, language):
    page = browser(language=language).get(address).html
    assert page.h1.text
    assert len(page.main.select("section")) >= 4
