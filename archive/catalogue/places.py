"""Where in a rules file something stands: the reader of TOML gives values without their lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class RulesFile:
    """A rules file as it was read."""

    name: str
    text: str
    values: dict[str, Any]

    def place(self, path: Sequence[str | int]) -> str:
        """Give ``<file>:<line>`` of what lies at ``path``, such as ``("items", 0, "materials", 2, "types")``.

        The line is that of the innermost step of the path that can be found: a table's header, or what is inside it.
        """
        lines = self.text.splitlines()
        table, index = (*path[:2], "", 0)[:2]
        headers = [number for number, line in enumerate(lines) if line.strip() == f"[[{table}]]"]
        if not isinstance(index, int) or index >= len(headers):
            return f"{self.name}:{_find(lines, 0, len(lines), str(table)) + 1}"
        begin, end = headers[index], (*headers[index + 1 :], len(lines))[0]
        return f"{self.name}:{_descend(lines, begin, end, path[2:]) + 1}"


def _descend(lines: list[str], begin: int, end: int, path: Sequence[str | int]) -> int:
    """Follow a path inside a table; gives the last line that could be found."""
    found = begin
    for step in path:
        if isinstance(step, str):
            found = _find(lines, found, end, step)
        else:
            rows = [number for number in range(found + 1, end) if lines[number].lstrip().startswith("{")]
            found = rows[step] if step < len(rows) else found
    return found


def _find(lines: list[str], begin: int, end: int, name: str) -> int:
    """Give the first line from ``begin`` on that sets or heads ``name``, else ``begin``."""
    pattern = re.compile(rf"(^|[\s{{.\[]){re.escape(name)}(\s*=|\])")
    return next((number for number in range(begin, end) if pattern.search(lines[number])), begin)
