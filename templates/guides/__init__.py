"""Guides for those who use the pages: Markdown by reader and language, with pictures of the pages themselves.

They read as well in the repository as in the pages, which show them under ``/help``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token
from PIL import Image

FOLDER: Final = Path(__file__).parent
"""Where the guides lie."""
NAMES: Final = ("applicant", "verify", "clerk")
"""One for each sort of reader, in the order in which they are shown."""
STATIC: Final = "../static/"
"""What the address of a picture begins with in a guide."""
MARKDOWN: Final = MarkdownIt("commonmark", {"html": False})


@dataclass(frozen=True, slots=True)
class Guide:
    """A guide as a page shows it."""

    title: str
    sections: tuple[tuple[str, str], ...]
    """Anchor and title of each section."""
    html: str


@cache
def load_guide(name: str, language: str, static: str) -> Guide:
    """Read a guide of ``NAMES``; ``static``: what the address of a picture begins with in a page."""
    tokens = MARKDOWN.parse((FOLDER / f"{name}.{language}.md").read_text(encoding="utf-8"))
    headings = [(token, after.content) for token, after in pairwise(tokens) if token.type == "heading_open"]
    for token, title in headings:
        token.attrSet("id", anchor_of(title))
    for token in _within(tokens, "image"):
        _picture(token, static)
    for token in _within(tokens, "link_open"):
        token.attrSet("href", str(token.attrGet("href")).removesuffix(f".{language}.md"))
    sections = tuple((anchor_of(title), title) for token, title in headings if token.tag == "h2")
    return Guide(headings[0][1], sections, MARKDOWN.renderer.render(tokens, MARKDOWN.options, {}))


def anchor_of(title: str) -> str:
    """Give the anchor of a heading, as those who show Markdown make it."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def _within(tokens: Sequence[Token], kind: str) -> Iterator[Token]:
    """Yield the tokens of a kind within the lines of a text."""
    return (child for token in tokens for child in token.children or () if child.type == kind)


def _picture(token: Token, static: str) -> None:
    """Give a picture its address in a page, and its size, so that nothing moves when it comes."""
    name = str(token.attrGet("src")).removeprefix(STATIC)
    with Image.open(FOLDER / STATIC / name) as picture:
        width, height = picture.size
    for key, value in (("src", static + name), ("width", width), ("height", height), ("loading", "lazy")):
        token.attrSet(key, value)
