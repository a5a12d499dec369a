"""What a browser says of itself, in words."""

import pytest

from archive.web.browsers import BROWSERS, SYSTEMS, tell_browser
from archive.words import LANGUAGES, find_words

BEGUN = "Mozilla/5.0 ({}) AppleWebKit/537.36 (KHTML, like Gecko) {}"
WINDOWS, PHONE, ANDROID = "Windows NT 10.0; Win64; x64", "iPhone; CPU iPhone OS 18_0 like Mac OS X", "Linux; Android 14"


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        (BEGUN.format(WINDOWS, "Chrome/131.0.0.0 Safari/537.36"), "Chrome on Windows"),
        (BEGUN.format(WINDOWS, "Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0"), "Edge on Windows"),
        (BEGUN.format(PHONE, "Version/18.0 Mobile/15E148 Safari/604.1"), "Safari on iOS"),
        (BEGUN.format(PHONE, "CriOS/131.0 Mobile/15E148 Safari/604.1"), "Chrome on iOS"),
        (BEGUN.format(ANDROID, "Version/4.0 Chrome/116.0 MQQBrowser/6.2 MicroMessenger/8.0.50"), "WeChat on Android"),
        (
            BEGUN.format("Phone; OpenHarmony 5.0", "Chrome/114.0 Safari/537.36 HuaweiBrowser/5.0"),
            "Huawei Browser on HarmonyOS",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 15.1; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox on macOS"),
        (BEGUN.format("X11; Linux x86_64", "HeadlessChrome/131.0.0.0 Safari/537.36"), "Chrome on Linux"),
        ("curl/8.5.0", "Another browser on another system"),
        ("", "Another browser on another system"),
    ],
)
def test_a_browser_and_its_system_are_told_by_what_they_are_called(agent, told):
    assert tell_browser(agent, "en") == told


def test_each_has_a_name_in_each_language():
    codes = [f"browser.{code}" for code in BROWSERS] + [f"system.{code}" for code in SYSTEMS]
    assert [code for code in codes for language in LANGUAGES if not find_words(code, language)] == []
