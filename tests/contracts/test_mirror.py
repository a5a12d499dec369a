"""Every module has its test file, at the same path under tests."""

import ast
from pathlib import PurePath

from sources import functions, is_docstring, modules, tracked, tree

LINES = 8
DECLARATIONS = {
    "errors": "tests/contracts/test_errors.py",
    "settings": "tests/contracts/test_settings.py",
    "interfaces": "the suites that every adapter passes",
    "model": "the tests of what makes the values and what reads them",
}
"""Modules that declare and do nothing are tested there; with a function in them they need a file of their own."""


def code_lines(module: ast.Module) -> int:
    """Lines that carry code: neither blank, nor comment, nor docstring, nor import."""
    skipped = [node for node in ast.walk(module) if is_docstring(node) or isinstance(node, ast.Import | ast.ImportFrom)]
    return len(lines_of(ast.walk(module)) - lines_of(skipped))


def lines_of(nodes) -> set[int]:
    """The lines on which nodes begin or end, and those between for what is not a block."""
    return {
        line
        for node in nodes
        if isinstance(node, ast.stmt | ast.expr)
        for line in ([node.lineno] if hasattr(node, "body") else range(node.lineno, node.end_lineno + 1))
    }


def does_something(module: ast.Module) -> bool:
    """Say whether any function has more than a docstring."""
    return any(not all(map(is_docstring, function.body)) for function in functions(module))


def needs_test(name: str) -> bool:
    """Say whether a module must have a test file of its own."""
    declares = PurePath(name).stem in DECLARATIONS and not does_something(tree(name))
    return code_lines(tree(name)) >= LINES and not declares


def test_file(name: str) -> str:
    """The test file of a module: ``archive/__main__.py`` has ``tests/archive/test_main.py``."""
    path = PurePath(name)
    return str("tests" / path.with_name(f"test_{path.stem.strip('_')}.py"))


test_file.__test__ = False


def test_every_module_has_its_test_file():
    assert [name for name in modules() if needs_test(name) and test_file(name) not in tracked()] == []


def test_the_lines_that_carry_code_are_counted():
    source = (
        '"""Words."""\n\nimport os\n\n# more\nX = (\n    1,\n    2,\n)\n\n\ndef f():\n    """Words."""\n    return os\n'
    )
    assert code_lines(ast.parse(source)) == 6


def test_an_interface_does_nothing():
    assert not does_something(ast.parse('class I:\n    def f():\n        """Promise."""\n'))
    assert does_something(ast.parse('class I:\n    def f():\n        """Do."""\n        return 1\n'))
