"""`python -m bench [MODULE…]` measures, prints a table, writes var/bench.json.

Exit code 1: a bound is broken; 2: there is no such module.
"""

import sys
from pathlib import Path

from rich.console import Console

from bench.table import choose, gather, keep, show

rows = gather(choose(sys.argv[1:]))
keep(rows, Path("var/bench.json"))
show(rows, Console(width=None if sys.stdout.isatty() else 120))
sys.exit(any(not each["ok"] for each in rows))
