"""What a browser says of itself (``User-Agent``), in words: which browser, on which system."""

import re
from typing import Final

from archive.words import say

BROWSERS: Final = {
    "wechat": r"MicroMessenger/",
    "dingtalk": r"DingTalk/",
    "huawei": r"HuaweiBrowser/",
    "qq": r"M?QQBrowser/",
    "uc": r"UCBrowser/",
    "edge": r"Edg(e|A|iOS)?/",
    "opera": r"OPR/",
    "firefox": r"(Firefox|FxiOS)/",
    "chrome": r"((Headless)?Chrome|Chromium|CriOS)/",
    "safari": r"Version/.* Safari/",
}
"""Code of what it is called (``browser.<code>``) → what it says; the first counts, for many name others, too."""

SYSTEMS: Final = {
    "harmony": r"(Open)?Harmony",
    "ios": r"iPhone|iPad|iPod",
    "android": r"Android",
    "windows": r"Windows",
    "macos": r"Macintosh",
    "linux": r"Linux|X11",
}
"""Code of what it is called (``system.<code>``) → what it says; the first counts."""


def tell_browser(agent: str, language: str) -> str:
    """Tell the browser and its system; what neither table knows is another one."""
    browser = say(f"browser.{_find(BROWSERS, agent)}", language)
    return say("browser.on", language, browser=browser, system=say(f"system.{_find(SYSTEMS, agent)}", language))


def _find(table: dict[str, str], agent: str) -> str:
    """Find the first that is said."""
    return next((code for code, said in table.items() if re.search(rf"\b({said})", agent)), "other")
