"""Rows of figures: gathered from the bench modules, shown as one table, kept as JSON.

A row is ``name``, ``value``, ``unit``, ``bound``, ``ok``, ``machine`` (``docs/reference/demo.md``); ``bound`` is the
largest value allowed, or the smallest where ``at_least`` says so; None: the value is only told.
"""

import importlib
import json
import os
import platform
from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.table import Table

Row = dict[str, Any]

MODULES: Final = ("blobs", "renders", "seals", "jobs", "pages")
"""Each has ``rows()``, which measures and gives its rows."""
MARKS: Final = {True: "[green]yes", False: "[red]no"}


def machine() -> str:
    """What the figures were measured on, in short."""
    return f"{os.cpu_count()} x {platform.machine()}, Python {platform.python_version()}"


def row(name: str, value: float | None, unit: str, bound: float | None = None, *, at_least: bool = False) -> Row:
    """Judge a figure against its bound; without a bound it is good, without a value it is not."""
    ok = value is not None and (bound is None or (value >= bound if at_least else value <= bound))
    return {"name": name, "value": value, "unit": unit, "bound": bound, "ok": ok, "machine": machine()}


def not_run(name: str, reason: str) -> Row:
    """A row that says why there is no figure: it is never good."""
    return row(name, None, reason)


def choose(arguments: Sequence[str]) -> Sequence[str]:
    """Give the bench modules that a command line names, or all; ``SystemExit`` (2) says which there are."""
    parser = ArgumentParser("python -m bench")
    parser.add_argument("modules", nargs="*", metavar="MODULE", help=", ".join(MODULES))
    names: list[str] = parser.parse_args(arguments).modules
    if unknown := [name for name in names if name not in MODULES]:
        parser.error(f"no module {', '.join(unknown)}; there are {', '.join(MODULES)}")
    return names or MODULES


def gather(names: Iterable[str] = MODULES) -> list[Row]:
    """Run the bench modules one after the other; what cannot run is a row with its reason, never silence."""
    rows: list[Row] = []
    for name in names:
        try:
            rows += importlib.import_module(f"bench.{name}").rows()
        except Exception as error:  # noqa: BLE001 - one bench that fails must not hide the others' figures
            rows.append(not_run(name, f"did not run: {type(error).__name__}: {error}"))
    return rows


def keep(rows: Sequence[Row], path: Path) -> None:
    """Write the rows for programs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")


def show(rows: Sequence[Row], console: Console) -> None:
    """Print the rows for people."""
    table = Table(title=f"Speed, measured in one run on {machine()}")
    for heading in ("figure", "value", "unit", "bound", "kept"):
        table.add_column(heading)
    for each in rows:
        table.add_row(each["name"], _number(each["value"]), each["unit"], _number(each["bound"]), MARKS[each["ok"]])
    console.print(table)


def _number(value: float | None) -> str:
    """Three significant figures, or nothing."""
    return "" if value is None else f"{value:.3g}"
