"""Functions fit in a glance, files in a sitting."""

import ast

from sources import Function, functions, text, tracked, tree

FUNCTION_LINES = 50
FILE_LINES = 400


def long_functions(module: ast.Module) -> list[str]:
    """Functions of more than ``FUNCTION_LINES`` lines, the lines of data tables in them left out."""
    sizes = {
        function: function.end_lineno - function.lineno + 1 - table_lines(function) for function in functions(module)
    }
    return [f"{function.name}: {size} lines" for function, size in sizes.items() if size > FUNCTION_LINES]


def table_lines(function: Function) -> int:
    """Lines of the literal tables that a function assigns: constants all the way down."""
    values = [node.value for node in ast.walk(function) if isinstance(node, ast.Assign | ast.AnnAssign) and node.value]
    return sum(value.end_lineno - value.lineno for value in values if is_table(value))


def is_table(value: ast.expr) -> bool:
    """Say whether an expression is a list, tuple, set or dict of nothing but literals."""
    try:
        return isinstance(ast.literal_eval(value), list | tuple | set | dict)
    except ValueError:
        return False


PYTHON = tuple(name for name in tracked() if name.endswith(".py"))


def test_every_function_fits_in_a_glance():
    assert [f"{name}: {long}" for name in PYTHON for long in long_functions(tree(name))] == []


def test_every_file_fits_in_a_sitting():
    assert [name for name in PYTHON if len(text(name).splitlines()) > FILE_LINES] == []


def test_a_long_function_is_caught():
    body = "    x = f()\n" * FUNCTION_LINES
    assert long_functions(ast.parse(f"def g():\n{body}")) == ["g: 51 lines"]
    assert long_functions(ast.parse(f"class C:\n  async def g():\n{body}")) == ["g: 51 lines"]


def test_a_table_in_a_function_is_left_out():
    rows = "        ('a', 1),\n" * FUNCTION_LINES
    assert long_functions(ast.parse(f"def g():\n    table = (\n{rows}    )\n    return table\n")) == []
    calls = rows.replace("1", "f()")
    assert long_functions(ast.parse(f"def g():\n    table = (\n{calls}    )\n    return table\n")) == ["g: 54 lines"]
