"""What a kind says of its data."""

from archive_fixture import KINDS

KIND = KINDS.get_kind("land_use_planning_permit")


def test_a_role_is_said_by_its_field_once_or_for_each_holder():
    assert KIND.said_of("holder", {"YDDW": "示例公司"}) == ("示例公司",)
    assert KIND.said_of("holder", {"YDDW": ["示例公司", "张示例"]}) == ("示例公司", "张示例")
    assert KIND.said_of("holder", {}) == ()
    assert KIND.said_of("holder_code_type", {"YDDW": "示例公司"}) == ()
