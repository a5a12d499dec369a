"""The faults of data, as one sentence for logs."""

from templates.errors import DataInvalidError, Fault


def test_invalid_data_say_every_fault_with_its_label_and_place():
    first = Fault("templates.field-missing", "/JSDW", "建设单位")
    second = Fault("templates.field-too-long", "/GCMC", "工程名称", "≤ 200")
    error = DataInvalidError((first, second))
    assert error.faults == (first, second)
    assert str(error) == (
        "建设单位 (/JSDW): templates.field-missing; 工程名称 (/GCMC): templates.field-too-long (≤ 200)"
    )


def test_a_fault_without_a_place_says_what_it_is_alone():
    assert str(Fault("archive.field-more", "", "", "7")) == "archive.field-more (7)"
