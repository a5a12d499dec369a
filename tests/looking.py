"""What a page is like to people and to machines: a picture of it is kept, and what keeps anybody out is told."""

from pathlib import Path
from typing import Any

from node import install

SCREENS = Path(__file__).parents[1] / "var/screens"
AXE = Path(__file__).parent / "axe"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
CUT = """\
(isPaper) => [...document.body.querySelectorAll("*")].filter((each) => {
  const style = getComputedStyle(each), box = each.getBoundingClientRect();
  if (each.closest(".hidden, .skip, svg, textarea, select") || box.width < 2 || box.height < 2) return false;
  const unseen = [...each.querySelectorAll(".hidden")].reduce((sum, one) => sum + one.innerText.length, 0);
  const isBlock = ["p", "li", "dd", "h2", "a"].includes(each.localName) && each.innerText.length - unseen > 9;
  if (isBlock && box.width < 4 * parseFloat(style.fontSize)) return true;
  if (each.localName === "input") return isPaper && each.value && each.scrollWidth > each.clientWidth + 1;
  return (["hidden", "clip"].includes(style.overflowX) && each.scrollWidth > each.clientWidth + 1)
    || (["hidden", "clip"].includes(style.overflowY) && each.scrollHeight > each.clientHeight + 1);
}).map((each) => each.outerHTML.slice(0, 120))
"""
"""Elements in whose lines hardly a letter stands, or whose text does not fit into them and is not shown; that of fields
can be scrolled to, but on paper."""
TEXT = """\
() => {
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT), found = [];
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (parent.checkVisibility() && !parent.closest(".hidden, select, textarea")) found.push(walker.currentNode.data);
  }
  return found.join("");
}
"""
"""What a page's main part says to the eye."""


def look(page: Any, name: str, *, has_script: bool = True) -> list[Any]:
    """Keep a picture of a page under a name; gives what is wider than the window, and what axe finds serious.

    axe is a script: where the page may have none, it is not asked.
    """
    SCREENS.mkdir(parents=True, exist_ok=True)
    page.evaluate("document.querySelectorAll('img[loading=lazy]').forEach((each) => { each.loading = 'eager' })")
    page.wait_for_load_state("networkidle")
    page.evaluate("scrollTo(0, 0)")
    page.screenshot(path=SCREENS / f"{name}.png", full_page=True)
    wider = [f"wider than the window by {each} px" for each in [page.evaluate(WIDER)] if each > 0]
    return wider + (judge(page) if has_script else [])


def judge(page: Any) -> list[Any]:
    """Give what axe finds serious on a page: the rule, and the element."""
    page.evaluate((install(AXE) / "axe-core/axe.min.js").read_text())
    found = page.evaluate("(rules) => axe.run(document, {runOnly: rules})", RULES)
    return [
        (each["id"], node["html"][:200])
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]


def cut(page: Any, *, is_paper: bool = False) -> list[str]:
    """Give the elements of a page whose text is cut off."""
    found: list[str] = page.evaluate(CUT, is_paper)
    return found


def said(page: Any) -> str:
    """Give what the main part of a page says to the eye."""
    found: str = page.evaluate(TEXT)
    return found
