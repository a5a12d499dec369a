import pytest

from archive.catalogue.places import RulesFile

TEXT = """\
version = "1"
[[facts]]
name = "low_risk"

[[items]]
code = "X1-01"

[[items]]
code = "X1-02"
materials = [
    { types = ["D01"] },
    { types = ["D02"], when = { low_risk = true } },
]
[items.result]
document_type = "D03"
"""
FILE = RulesFile("a.toml", TEXT, {})


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ((), 1),
        (("version",), 1),
        (("facts", 0, "name"), 3),
        (("items", 0), 5),
        (("items", 0, "materials"), 5),
        (("items", 1, "code"), 9),
        (("items", 1, "materials"), 10),
        (("items", 1, "materials", 1), 12),
        (("items", 1, "materials", 1, "when"), 12),
        (("items", 1, "materials", 7), 10),
        (("items", 1, "result", "document_type"), 15),
        (("items", 9), 5),
        (("nothing", 0), 1),
    ],
)
def test_a_path_is_found_in_the_text(path, line):
    assert FILE.place(path) == f"a.toml:{line}"
