"""House rules: what a reviewer would say each time, said by a machine.

A rule looks at one tracked file and gives a sentence for each place that breaks it; ``tests/house_rules`` shows that
each rule catches what it is for, and holds every file against all of them.
"""

import ast
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import Final

CLOCKS: Final = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "time": {"time", "time_ns", "localtime", "gmtime", "ctime"},
}
"""Names whose attributes tell what time it is; monotonic clocks measure, they do not tell."""
LOGGERS: Final = {"getLogger", "get_logger", "getChild"}
SKIPS: Final = {"skip", "skipif", "skipIf", "skipUnless", "importorskip", "SkipTest", "Skipped", "exit"}
"""How a test can leave itself out, of the modules in ``SKIPPERS``; ``pytest.exit`` even leaves out what follows."""
SKIPPERS: Final = {"pytest", "mark", "unittest", "outcomes"}
FILE_CALLS: Final = {"open", "ZipFile", "TarFile", "PdfDocument", "connect"}
"""What opens a file by its path: as a name of its own, or of something that was imported."""
FILE_METHODS: Final = {
    *("read_bytes", "read_text", "write_bytes", "write_text", "fdopen"),
    *("iterdir", "glob", "rglob", "is_file", "is_dir", "mkdir", "touch", "unlink"),
}
TEMPORARY: Final = {"tempfile", "shutil"}
"""Modules whose calls make, copy or remove files."""
PERSISTED: Final = {"BTrees", "persistent", "archive", "signing", "storage", "templates", "zope", "rfc8785"}
"""What a model may import besides the standard library; zope for ``implementer``, rfc8785 for the bytes it gives."""
MACHINE_PATHS: Final = re.compile(r"(?<![\w.])/(?:work|root)/(?=\w)|(?<![\w.])/tmp/\w|\.librar" + r"y\b")
REGISTRIES: Final = re.compile(
    r"py" + r"pi\.org|pythonhosted\.org|npmjs\.(?:org|com)|crates\.i" + r"o\b|proxy\.golang\.org|"
    r"repo1?\.maven\.(?:apache\.)?org|(?:deb|security|snapshot)\.debian\.org"
)
EXCUSE: Final = re.compile(r"#\s*(noqa|type:\s*ignore)(.*)")
REASON: Final = re.compile(r"(?:: ?[A-Z]+\d++(?:, ?[A-Z]+\d++)*|\[[a-z-]+(?:, ?[a-z-]+)*\])[-#:\s]+\w")


def check_clock(text: str) -> Iterator[str]:
    """The clock is injected: nothing else asks what time it is."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Attribute) and node.attr in CLOCKS.get(_last_name(node.value), ()):
            yield f"line {node.lineno}: {ast.unparse(node)} asks the clock; take a clock as an argument"


def check_files(text: str) -> Iterator[str]:
    """Services keep bytes in the blob store, and read no files."""
    tree = ast.parse(text)
    origins = _origins(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _opens(node, origins):
            yield f"line {node.lineno}: {ast.unparse(node.func)} opens a file; keep bytes by digest"


def check_temporary(text: str) -> Iterator[str]:
    """Services make no files, not for a moment either."""
    tree = ast.parse(text)
    origins = _origins(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and origins.get(_first_name(node.func)) in TEMPORARY:
            yield f"line {node.lineno}: {ast.unparse(node.func)} makes a file; keep bytes by digest"


def check_persisted(text: str) -> Iterator[str]:
    """Models hold our classes, builtins and BTrees: what is not imported cannot be assigned."""
    for node in ast.walk(ast.parse(text)):
        for name in _imported(node):
            if name not in PERSISTED | sys.stdlib_module_names:
                yield f"line {node.lineno}: {name} is another's; a pickle that names it binds us to it"


def check_machine(text: str) -> Iterator[str]:
    """No path of somebody's machine."""
    yield from _matches(MACHINE_PATHS, text, "is a path of one machine")


def check_registry(text: str) -> Iterator[str]:
    """No host of a package registry: whoever installs has one set."""
    yield from _matches(REGISTRIES, text, "is the host of a package registry")


def check_excuse(text: str) -> Iterator[str]:
    """What silences a tool names the rule and says why."""
    for number, line in enumerate(text.splitlines(), 1):
        if (found := EXCUSE.search(line)) and not REASON.match(found[2]):
            yield f"line {number}: {found[0]} names no rule or gives no reason"


def check_log(text: str) -> Iterator[str]:
    """A module logs by ``archive.logs``: events with named values, in one form."""
    for node in ast.walk(ast.parse(text)):
        if (
            isinstance(node, ast.Call)
            and _last_name(node.func) in LOGGERS
            and [*map(ast.unparse, node.args)] == ["__name__"]
        ):
            yield f"line {node.lineno}: {ast.unparse(node)} logs in words of its own; take logger_of(__name__)"


def check_skip(text: str) -> Iterator[str]:
    """What a machine may lack is asked for by ``needs``: a bare skip would pass where everything is required."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Attribute) and node.attr in SKIPS and _last_name(node.value) in SKIPPERS:
            yield f"line {node.lineno}: {ast.unparse(node)} skips even where all is required; ask needs"
        if isinstance(node, ast.ImportFrom) and node.module in SKIPPERS and SKIPS & {each.name for each in node.names}:
            yield f"line {node.lineno}: {ast.unparse(node)} hides a skip; ask needs"


def check_prefix(text: str) -> Iterator[str]:
    """A function's first word says what it does: ``check_x`` yields, ``verify_x`` raises, ``load_x`` takes bytes."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and (wrong := _wrong_prefix(node)):
            yield f"line {node.lineno}: {node.name} {wrong}"


def _wrong_prefix(node: ast.FunctionDef) -> str:
    """What a function's first word promises and its signature does not keep."""
    gives = ast.unparse(node.returns) if node.returns else ""
    takes = [ast.unparse(each.annotation) for each in node.args.args if each.annotation]
    yields = gives.startswith(("Iterator[", "Iterable["))
    match node.name.lstrip("_").split("_"):
        case ["check", _, *_] if not yields and node.name not in CHARACTERS:
            return "yields no findings; what raises is called verify_"
        case ["verify", _, *_] if yields:
            return "yields; what yields findings is called check_"
        case ["load", _, *_] if takes and takes[0] == "Path":
            return "reads a file; load_ takes bytes"
    return ""


def _last_name(node: ast.expr) -> str:
    """The last name of a dotted name, with the underscore of an alias off."""
    return ast.unparse(node).rsplit(".", 1)[-1].lstrip("_")


def _first_name(node: ast.expr) -> str:
    """The name that an expression such as ``a.b(c).d`` begins with; empty where it begins with none."""
    while isinstance(node, ast.Attribute | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _origins(tree: ast.Module) -> dict[str, str]:
    """Each name that is imported → the top-level package that it comes from."""
    return {
        (alias.asname or alias.name).split(".")[0]: package
        for node in ast.walk(tree)
        for package in _imported(node)[:1]
        for alias in getattr(node, "names", ())
    }


def _opens(call: ast.Call, origins: Mapping[str, str]) -> bool:
    """Say whether a call opens a file: by its name, by what it is a method of, or as a path does, by a mode alone."""
    function = call.func
    if isinstance(function, ast.Name):
        return function.id in FILE_CALLS
    if not isinstance(function, ast.Attribute):
        return False
    if function.attr in FILE_METHODS or (function.attr in FILE_CALLS and _first_name(function) in origins):
        return True
    return function.attr == "open" and all(isinstance(each, ast.Constant) for each in call.args)


def _imported(node: ast.AST) -> tuple[str, ...]:
    """The top-level packages that a statement imports."""
    if isinstance(node, ast.Import):
        return tuple(alias.name.split(".")[0] for alias in node.names)
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return (node.module.split(".")[0],)
    return ()


def _matches(pattern: re.Pattern[str], text: str, words: str) -> Iterator[str]:
    """Each place of a pattern."""
    for number, line in enumerate(text.splitlines(), 1):
        for found in pattern.finditer(line):
            yield f"line {number}: {found[0]} {words}"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule and where it holds."""

    check: Callable[[str], Iterator[str]]
    where: tuple[str, ...]
    """Patterns of tracked paths; ``*`` crosses folders."""
    besides: tuple[str, ...] = ()
    """Patterns where it does not hold, each with its reason beside it."""

    def holds_for(self, name: str) -> bool:
        """Say whether a tracked file is held against the rule."""
        return any(fnmatch(name, each) for each in self.where) and not any(fnmatch(name, each) for each in self.besides)


CHARACTERS: Final = {"check_character", "check_digit"}
"""Nouns: the check character of an identifier."""

OURS: Final = ("archive/*.py", "signing/*.py", "storage/*.py", "templates/*.py")

RULES: Final = (
    Rule(check_clock, OURS, besides=("archive/app.py",)),  # the composition root gives everyone the one clock
    Rule(check_prefix, OURS),
    Rule(check_files, ("archive/services/*.py",), besides=("archive/services/inspection.py",)),  # looks into a copy
    Rule(check_temporary, ("archive/services/*.py",), besides=("archive/services/intake.py",)),  # makes that copy
    Rule(check_persisted, ("archive/models/*.py",)),
    Rule(check_machine, ("*",)),
    Rule(check_registry, ("*",)),
    Rule(check_log, OURS),
    Rule(check_skip, ("tests/*.py",), besides=("tests/needs.py",)),  # it skips, or fails where all is required
    Rule(check_excuse, ("*.py",), besides=("tests/rules.py", "tests/house_rules/*")),  # they speak of excuses
)
