"""The guides say what the pages say: words, addresses and pictures are those that there are, in both languages."""

import re

import pytest
from sources import ROOT, tracked

from archive.web.routes import ROUTES
from archive.words import LANGUAGES
from templates.guides import FOLDER, NAMES
from templates.labels import FOLDER as LABELS
from templates.labels import read_labels

SENTENCES = read_labels(LABELS)
PICTURES = ROOT / "templates/static/guides"
MOST = 1_500_000
"""Bytes of all pictures together."""
QUOTED = {"zh": re.compile("「(.+?)」"), "en": re.compile("“(.+?)”")}
ADDRESS = re.compile(r"`(/[a-z/-]*)`")
PICTURE = re.compile(r"!\[.+?\]\(\.\./static/guides/(\w+)/([\w-]+)\.webp\)")
GUIDES = [(name, language) for name in NAMES for language in LANGUAGES]


def text_of(name, language):
    return (FOLDER / f"{name}.{language}.md").read_text()


def said(language):
    """Every sentence of the pages as a pattern: a value stands where a value is filled in."""
    sentences = (sentence[language] for sentence in SENTENCES.values())
    whole = (re.sub(r"\\{\w+\\}", ".+?", re.escape(sentence)) for sentence in sentences)
    return re.compile("|".join(f"(?:{pattern})" for pattern in whole if re.sub(r"\.\+\?|\W", "", pattern)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_guide_quotes_is_said_by_a_page(language):
    pattern = said(language)
    quoted = {word for name in NAMES for word in QUOTED[language].findall(text_of(name, language))}
    assert sorted(word for word in quoted if not pattern.fullmatch(word)) == []


@pytest.mark.parametrize(("name", "language"), GUIDES)
def test_an_address_in_a_guide_is_a_page_s(name, language):
    patterns = {route.pattern for route in ROUTES}
    named = set(ADDRESS.findall(text_of(name, language)))
    assert named
    assert named <= patterns


@pytest.mark.parametrize("name", NAMES)
def test_a_guide_says_the_same_in_both_languages(name):
    chinese, english = (text_of(name, language) for language in LANGUAGES)
    for pattern in (ADDRESS, re.compile("^(#+) ", re.MULTILINE)):
        assert pattern.findall(chinese) == pattern.findall(english)
    assert [picture for _language, picture in PICTURE.findall(chinese)] == [
        picture for _language, picture in PICTURE.findall(english)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_is_shown_by_a_guide_in_its_language(language):
    shown = {found for name in NAMES for found in PICTURE.findall(text_of(name, language))}
    assert shown == {(language, file.stem) for file in (PICTURES / language).iterdir()}


def test_the_pictures_are_small():
    sizes = [(ROOT / name).stat().st_size for name in tracked() if name.startswith("templates/static/guides/")]
    assert sum(sizes) < MOST


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_leads_to_a_section_that_a_guide_has(language):
    pages = (page.read_text() for page in (ROOT / "templates/pages").glob("*.html"))
    led = {found for page in pages for found in re.findall(r'parts\.guide\("(\w+)", "(\w+)"\)', page)}
    assert {f"page.guide-{topic}" for _name, topic in led} == {
        code for code in SENTENCES if code.startswith("page.guide-")
    }
    for name, topic in led:
        assert f"## {SENTENCES[f'page.guide-{topic}'][language]}\n" in text_of(name, language)
