"""The verify page with script."""

import pytest

pytestmark = pytest.mark.browser


def test_a_file_that_is_too_large_is_not_sent_and_the_page_says_so(site, page_of, tmp_path):
    large = tmp_path / "large.pdf"
    with large.open("wb") as file:
        file.truncate(50_000_001)
    page, sent = page_of(), []
    page.goto(f"{site.address}/verify")
    page.on("request", lambda request: sent.append(request.method))
    page.set_input_files("[name=file]", large)
    told = page.get_by_role("alert")
    assert "50 MB" in told.inner_text()
    assert "POST" not in sent
    assert page.input_value("[name=file]") == ""
