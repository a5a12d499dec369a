"""The project's own files, as git tracks them, and their syntax: what the gates read."""

import ast
import functools
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
PACKAGES: Final = ("archive", "signing", "storage", "templates")


@functools.cache
def tracked() -> tuple[str, ...]:
    """Every tracked file that is there, as a path from the root."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return tuple(name for name in listed.split("\0") if name and (ROOT / name).is_file())


def modules() -> tuple[str, ...]:
    """Every tracked module of the four packages."""
    return tuple(name for name in tracked() if name.endswith(".py") and name.split("/")[0] in PACKAGES)


@functools.cache
def text(name: str) -> str:
    """The text of a tracked file; bytes that are no UTF-8 are replaced."""
    return (ROOT / name).read_text(errors="replace")


@functools.cache
def tree(name: str) -> ast.Module:
    """The syntax of a tracked module."""
    return ast.parse(text(name), name)


Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(module: ast.Module) -> Iterator[Function]:
    """Every function and method."""
    return (node for node in ast.walk(module) if isinstance(node, Function))


def is_docstring(node: ast.AST) -> bool:
    """Say whether a statement is but a text."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
