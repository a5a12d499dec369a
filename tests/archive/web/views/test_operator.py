"""The operator's pages."""

from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import timedelta

import pytest
from desk_fixture import come_in
from web_fixture import browser, form_of, issued, newcomer, opened

from archive.models.seals import ABANDONED
from archive.models.watches import Look
from archive.services.health.interfaces import IWatchman
from archive.words import find_words
from signing.model import Answer, Credential

PAGES = ("", "/health", "/jobs", "/letters", "/seals", "/changes", "/authorities", "/users")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_operator_sees_each_of_them(page, language):
    shown = browser("admin", language=language).get(f"/operator{page}").html
    assert shown.h1.text
    assert bool(shown.select_one(".crumbs [aria-current]")) is bool(page), "the first has nothing above it"


@pytest.mark.parametrize("page", PAGES)
def test_an_applicant_sees_none_of_them(page):
    browser("applicant").get(f"/operator{page}", status=403)


def test_who_changed_what_is_found_by_who_did_it():
    page = browser("admin").get("/operator/changes", {"by": "admin"})
    assert {row.text for row in page.html.select("td[data-label=经办人]")} <= {"admin"}
    assert browser("admin").get("/operator/changes", {"cursor": "nonsense"}, expect_errors=True).status_int == 400


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_changed_is_told_without_codes_a_page_at_a_time_and_found_by_its_kind(language):
    for number in range(31):
        newcomer(f"changed-{number}", "agent")
    app = browser("admin", language=language)
    first = app.get("/operator/changes", {"kind": "user"}).html
    rows = first.select("tbody tr:not(.group)")
    assert (len(rows), first.select_one("option[selected]")["value"]) == (30, "user")
    assert not [row.text for row in rows if "user." in row.text or "user:" in row.text]
    assert rows[0].a["href"].startswith("/operator/users/changed-30")
    older = app.get(first.select_one("main p.actions a.quiet")["href"]).html
    assert older.select_one("tbody tr:not(.group) a")["href"].startswith("/operator/users/changed-0")


def test_what_was_done_to_a_user_is_found_by_the_name_that_the_page_shows():
    name = newcomer("looked-up", "agent")
    rows = browser("admin").get("/operator/changes", {"subject": name}).html.select("tbody tr:not(.group)")
    assert [row.b.text for row in rows] == ["添加用户"]


def test_what_a_program_of_ours_did_is_told_without_its_name():
    issued()
    page = browser(newcomer("auditor-m", "auditor")).get("/operator/changes", {"by": "runner"}).html
    assert {cell.text for cell in page.select("td[data-label=经办人]")} == {"系统自动"}


def test_the_card_of_changes_tells_the_number_and_the_time_of_the_list_that_it_leads_to():
    application, app = opened()[0], browser("admin")
    issued()
    newcomer("counted", "agent")
    come_in()
    events = application.transact(lambda root: [one.fields["kind"] for one in root.events.events.values()])
    assert events[-1].startswith("case."), "the last of all is not the operator's to see"
    card = app.get("/operator").html.select_one('a[href$="/operator/changes"]')
    page = app.get("/operator/changes").html
    rows, more = page.select("tbody tr:not(.group)"), page.select_one("main p.actions a.quiet")
    assert card.select_one(".figure").text == f"{len(rows)}{'+' if more else ''}"
    latest = f"{page.select_one('tbody tr.group').text.strip()} {rows[0].td.text}"
    assert card.select("p")[-1].text == f"最近一次 {latest}"


def test_a_kind_that_an_address_names_in_full_stays_chosen():
    chosen = browser("admin").get("/operator/changes", {"kind": "user.added"}).html.select_one("option[selected]")
    assert (chosen["value"], chosen.text) == ("user.added", "添加用户")


@pytest.mark.parametrize(("language", "annex"), [("zh", "附图"), ("en", "Drawings")])
def test_a_use_of_a_seal_leads_to_its_licence_and_says_in_words_why_nothing_was_kept(language, annex):
    identifier, application = issued().identifier, opened()[0]

    def lose(root):
        use = next(use for use in root.seal_ledger.uses.values() if use.licence == identifier and use.file)
        root.seal_ledger.begin(f"lost-{language}", [replace(use, attempt=use.attempt + 1)])
        root.seal_ledger.abandon(f"lost-{language}", application.clock())

    application.transact(lose)
    app = browser(newcomer("auditor-l", "auditor"), language=language)
    row = app.get("/operator/seals", {"licence": identifier}).html.select_one("tbody tr")
    assert [each["href"].split("/")[1] for each in row.select("a")] == ["operator", "licences"]
    assert annex in [each.text for each in row.select("small")]
    told = row.select_one("td:last-child")
    assert told.small.text == ABANDONED
    assert find_words(ABANDONED, language) in told.text


def test_jobs_are_tried_again_from_here():
    app = browser("admin")
    token = app.get("/operator/jobs").forms[0]["csrf_token"].value
    done = app.post("/operator/jobs/retry", {"csrf_token": token}, status=303).follow()
    assert done.html.select_one(".done")
    assert app.post("/operator/jobs/retry", {"csrf_token": token, "job": "no such job"}, status=404)


def refused(name):
    """A letter to a user that was refused for good; gives its key."""
    application, key = opened()[0], f"mail:7:{name}"

    def give_up(root):
        now = application.clock()
        root.post.give_up(root.post.promise(key, "send", {}, now), now, "archive.courier-refused")

    application.transact(give_up)
    return key


def test_a_letter_that_was_given_up_is_seen_and_sent_again():
    key, app = refused("applicant"), browser("admin")
    page = app.get("/operator/letters")
    row = next(row for row in page.html.select("tbody tr") if key in str(row))
    assert ("放弃" in row.text, row.a["href"]) == (True, "/operator/users/applicant")
    assert "archive.courier-refused" in row.text
    form = form_of(page, "letter")
    form.set("letter", True, index=[box._value for box in form.fields["letter"]].index(key))
    assert form.submit(status=303).follow().html.select_one(".done")
    assert opened()[0].transact(lambda root: root.post.get_job(key).state) == "waiting"
    app.post("/operator/letters/retry", {"csrf_token": form["csrf_token"].value, "letter": "no"}, status=404)


def test_an_auditor_sees_what_is_in_trouble_and_has_nothing_tried_again():
    refused("clerk-nr")
    app = browser(newcomer("auditor-j", "auditor"))
    for page in ("letters", "jobs"):
        shown = app.get(f"/operator/{page}").html
        assert not shown.select("main button, main input[type=checkbox]")
        assert shown.h1
    token = app.get("/inbox").html.select_one("input[name=csrf_token]")["value"]
    app.post("/operator/letters/retry", {"csrf_token": token}, status=403)


@contextmanager
def watches():
    """The watches of the archive, as they were again at the end."""
    application = opened()[0]
    try:
        yield application
    finally:
        application.transact(lambda root: root.watches.by_host.clear())


def card(page, address):
    """What the card says that leads to a list."""
    return page.html.select_one(f'a.door[href="{address}"]').text


def test_health_says_what_to_do_before_a_runner_has_reported():
    app = browser("admin", language="en")
    assert "No runner has reported" in card(app.get("/operator"), "/operator/health#runners")
    assert "chancery jobs run" in app.get("/operator/health").html.main.text


def test_health_tells_what_a_runner_saw_and_each_number_leads_to_its_list():
    with watches() as application:
        application.get(IWatchman).look()
        app = browser("admin", language="en")
        page = app.get("/operator")
        assert "At work" in card(page, "/operator/health#runners")
        assert "days left" in card(page, "/operator/health#keys")
        assert "free of" in card(page, "/operator/health#storage")
        shown = app.get("/operator/health").html
        for address in page.html.select("a.door"):
            name, _, place = address["href"].partition("#")
            assert not place or shown.select_one(f"#{place} table, #{place} .empty"), name
        keys = shown.select("#keys tbody tr")
        assert len([row for row in keys if "Seal key" in row.text and row.select_one(".state.good")]) == 2


def credential(days, **changes):
    """A key that ends in some days, as a runner writes it down."""
    ends = opened()[0].clock() + timedelta(days=days, hours=1)
    return asdict(replace(Credential("seal", "nr", "示例机关", "1f", ends), **changes))


@pytest.mark.parametrize(
    ("row", "kind", "words"),
    [
        ({"days": 61}, "good", "还有 61 天"),
        ({"days": 59}, "wait", "还有 59 天"),
        ({"days": 13}, "bad", "还有 13 天"),
        ({"days": -3}, "void", "已过期 3 天"),
        ({"days": 99, "code": "signing.certificate-revoked"}, "void", "不可用"),
    ],
)
def test_a_key_says_by_icon_word_and_colour_how_long_it_lasts(row, kind, words):
    with watches() as application:
        space = {"free": 2, "total": 100, "database": 4096, "code": "", "detail": ""}
        answer = asdict(Answer(code="signing.timestamp-unavailable", detail="http://tsa.example/"))

        def see(root):
            now = application.clock()
            root.watches.begin("example", now - timedelta(hours=1)).look = Look(
                now, (credential(**row),), answer, space
            )

        application.transact(see)
        shown = browser("admin").get("/operator/health").html
        found = next(each for each in shown.select("#keys tbody tr") if "示例机关" in each.text)
        assert found.select_one(f".state.{kind}").text.strip() == words
        assert found.select_one("use")["href"].endswith(f"#{kind}")
        assert "没有消息" in shown.select_one("#runners .state.bad").text
        assert "signing.timestamp-unavailable" in shown.select_one("#timestamps").text
        assert "不足 3%" in shown.select_one("#storage .state.bad").text


def test_what_waits_is_counted():
    counts = opened()[0].transact(lambda root: root.outbox.counts())
    page = browser("admin").get("/operator").html
    figure = page.select_one('a.door[href="/operator/jobs"] .figure').text
    assert int(figure) == counts["waiting"] + counts["claimed"]
