"""Files of rows for `chancery licence issue`, and what it answers on the stage."""

import csv
import json

from cli_fixture import chancery
from samples import DRAWING, sample_of

LAND = "land_use_planning_permit"
PLANNING = "construction_planning_permit"
PLAN = "图.png"
COUNT = iter(range(1_000_000))


def row(kind=LAND, **changes):
    """Sound data of a kind, with a key that no other test has, and its drawing."""
    return {"id": f"row-{next(COUNT)}", **sample_of(kind), "annexes": [PLAN], **changes}


def write_csv(path, rows):
    (path.parent / PLAN).write_bytes(DRAWING)
    names = list(dict.fromkeys(name for one in rows for name in one))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows([{**one, "annexes": json.dumps(one["annexes"])} for one in rows])
    return path


def write_lines(path, rows):
    (path.parent / PLAN).write_bytes(DRAWING)
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in rows), errors="backslashreplace")
    return path


def issue(path, folder, *more, kind=LAND):
    return chancery("licence", "issue", "--kind", kind, "--from", path, "--out", folder, "--json", *more)


def results(answer):
    return [one["result"] for one in answer.json["rows"]]
