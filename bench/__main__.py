"""`python -m bench [MODULE…]` measures, prints a table, writes var/bench.json; exit code 1 where a bound is broken."""

import sys
from pathlib import Path

from rich.console import Console

from bench.table import MODULES, gather, keep, show

rows = gather(sys.argv[1:] or MODULES)
keep(rows, Path("var/bench.json"))
show(rows, Console(width=None if sys.stdout.isatty() else 120))
sys.exit(any(not each["ok"] for each in rows))
