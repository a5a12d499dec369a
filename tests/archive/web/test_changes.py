"""Who changed what, as people read it."""

from datetime import UTC, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from archive_fixture import KINDS

from archive.permissions import Actor
from archive.services.reading.model import EventTold
from archive.web.changes import changes_of, days_of
from archive.web.routes import ROUTES
from archive.web.security import Visitor

PATTERNS = {route.name: route.pattern for route in ROUTES}
REQUEST = SimpleNamespace(
    language="zh",
    service=lambda _interface: KINDS,
    called=lambda name: f"called {name}",
    visitor=Visitor(Actor("auditor", frozenset({"auditor"})), "s", "open"),
    route_path=lambda name, /, **words: PATTERNS[name].format(**words),
    registry=SimpleNamespace(settings={"archive.timezone": ZoneInfo("Asia/Shanghai")}),
)


def event(kind, subject, by="admin", moment=datetime(2026, 11, 22, tzinfo=UTC)):
    return EventTold(1, kind, subject, by, moment, moment, {}, "")


@pytest.mark.parametrize(
    ("kind", "subject", "words", "address"),
    [
        ("user.reset", "user:zhang", ("重置密码", "用户", "zhang"), "/operator/users/zhang"),
        ("token.issued", "user:zhang", ("签发令牌", "用户", "zhang"), "/operator/users/zhang"),
        ("case.accept", "A1", ("受理", "办件", "A1"), "/desk/A1"),
        (
            "template.frozen",
            "land_use_planning_permit/1",
            ("启用证照版本", "证照种类", "建设用地规划许可证（第 1 版）"),
            "",
        ),
        ("batch.decided", "batch:7", ("批量决定", "批量签发", "7"), ""),
        ("jobs.retried", "outbox", ("重新处理任务", "任务", ""), ""),
    ],
)
def test_what_happened_to_which_object_is_said_in_words(kind, subject, words, address):
    (told,) = changes_of(REQUEST, [event(kind, subject)])
    assert (told.what, told.noun, getattr(told.name, "striptags", lambda: told.name)()) == words
    assert (told.address, told.by) == (address, "called admin")


def test_what_happened_on_a_day_where_the_archive_is_stands_together():
    moments = [datetime(2026, 11, 22, hour, tzinfo=UTC) for hour in (17, 15, 1)]
    days = days_of(REQUEST, [event("user.reset", "user:a", moment=moment) for moment in moments])
    assert [(each.day.day, len(each.changes)) for each in days] == [(23, 1), (22, 2)]
