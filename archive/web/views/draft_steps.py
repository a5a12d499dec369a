"""The steps of the one form: each a plain form, saved with its button, and on the way by a small script."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from pyramid.httpexceptions import HTTPSeeOther

from archive.errors import ArchiveError
from archive.services.drafting.errors import DraftClashError
from archive.services.drafting.model import Saved
from archive.web.form.answers import refusal
from archive.web.form.merging import ITEMS, WAS, Flat, merge, read_was, sent
from archive.web.form.names import nested
from archive.web.form.pages import FormPage
from archive.web.views import page
from archive.words import say

REMOVE: Final = "remove "
"""What the value of a button begins with that takes a row away; the row's name follows."""


@page("draft-step")
def show_step(request: Any) -> Any:
    """Show a step; of a draft that was sent, what became of it."""
    found = FormPage(request, request.matchdict["draft"], request.matchdict["step"])
    return _sent(request, found) or found.show()


@page("draft-step", "POST")
def save_step(request: Any) -> Any:
    """Save a step as it was filled in, and go on where nothing is wrong with it."""
    found = FormPage(request, request.matchdict["draft"], request.matchdict["step"])
    if sent := _sent(request, found):
        return sent
    merged, both = merge(*_windows(request, found), found.kept)
    typed, by_script = _typed(found, merged), "application/json" in request.headers.get("Accept", "")
    try:
        if both:
            raise DraftClashError
        _save(request, found, typed)
    except ArchiveError as error:
        request.undo()
        return refusal(request, error) if by_script else found.show(typed, error, both=both)
    again = FormPage(request, found.draft.id, found.step.code)
    if by_script:
        return _told(request, again)
    if request.POST.get("do", "next") == "next" and again.own_faults:
        return again.show(status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _go(request, found)


def _sent(request: Any, found: FormPage) -> Any:
    """Lead to what became of a draft that was sent; None for one that was not."""
    application = found.draft.application
    return HTTPSeeOther(request.route_path("application", application=application)) if application else None


def _windows(request: Any, found: FormPage) -> tuple[Flat, Flat]:
    """Give what the form was shown with, and what it says now: without a row that is taken away."""
    sections, do = found.step.sections, str(request.POST.get("do", ""))
    removed = f"{do.removeprefix(REMOVE)}/" if do.startswith(REMOVE) else ""
    told = dict(sent(request.POST.items(), sections))
    mine = {name: text for name, text in told.items() if not (removed and f"{name}/".startswith(removed))}
    return read_was(str(request.POST.get(WAS, "")), sections), mine


def _typed(found: FormPage, merged: Flat) -> dict[str, Any]:
    """Give section → what was typed."""
    sections = found.step.sections
    values = nested(merged.items(), sections)
    if ITEMS in sections:
        values[ITEMS] = [code for name, code in merged.items() if code and name.startswith(f"{ITEMS}/")]
    if "project" in sections:
        told = values.get("project", {})
        chosen = told.pop("project", "") if isinstance(told, dict) else ""
        values["project"] = {"project": chosen} if chosen else told
    return values


def _save(request: Any, found: FormPage, typed: Mapping[str, Any]) -> None:
    """Save each section that was sent."""
    seen = found.draft.edition
    for section, values in typed.items():
        saved: Saved = found.drafts.save(request.archive, request.actor, found.draft.id, section, values, seen=seen)
        seen = saved.edition


def _go(request: Any, found: FormPage) -> Any:
    """Go on to the next step, or stay where a row was added or taken away."""
    do, _, name = str(request.POST.get("do", "next")).partition(" ")
    if do == "next":
        return _to(request, found.draft.id, found.after, {})
    table = name if do == "add" else name.rpartition("/")[0]
    return _to(request, found.draft.id, found.step.code, {"add": name} if do == "add" else {}, f"field-{table}")


def _to(request: Any, draft: str, step: str, query: Mapping[str, str], anchor: str | None = None) -> Any:
    """Lead to a step, which says that all was saved."""
    query = {"done": "saved", **query}
    return HTTPSeeOther(request.route_path("draft-step", draft=draft, step=step, _query=query, _anchor=anchor))


def _told(request: Any, again: FormPage) -> Any:
    """Tell the script that all was saved, and what is wrong with it."""
    told = {
        "sentence": say("page.saved-now", request.language, moment=_clock(request)),
        "faults": [
            {"field": fault.field, "sentence": fault.sentence, "code": fault.code}
            for fault in map(again.shower().tell, again.own_faults)
        ],
    }
    return request.render("json", told)


def _clock(request: Any) -> str:
    """Give the hour and minute now."""
    zone = request.registry.settings["archive.timezone"]
    return f"{request.now().astimezone(zone):%H:%M}"
