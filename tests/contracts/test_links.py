"""Every link in what we wrote leads somewhere: files, places within them, pictures."""

from itertools import pairwise

import pytest
from markdown_it import MarkdownIt
from sources import ROOT, text, tracked

from templates.guides import anchor_of

PAGES = [name for name in tracked() if name.endswith(".md")]
MARKDOWN = MarkdownIt("commonmark").enable("table")
ELSEWHERE = ("http://", "https://", "mailto:")


def links(name):
    """Yield where a page leads to."""
    for token in MARKDOWN.parse(text(name)):
        for child in token.children or ():
            if address := child.attrGet("href") or child.attrGet("src"):
                yield str(address)


def anchors(name):
    """Give the places within a page that can be led to."""
    tokens = MARKDOWN.parse(text(name))
    return {anchor_of(after.content) for token, after in pairwise(tokens) if token.type == "heading_open"}


@pytest.mark.parametrize("name", PAGES)
def test_every_link_leads_somewhere(name):
    lost = []
    for address in links(name):
        file, _sign, place = address.partition("#")
        target = (ROOT / name).parent / file if file else ROOT / name
        if address.startswith(ELSEWHERE):
            continue
        if not target.exists() or (place and place not in anchors(str(target.resolve().relative_to(ROOT)))):
            lost.append(address)
    assert lost == []


def test_pages_are_found():
    assert "README.md" in PAGES
