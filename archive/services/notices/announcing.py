"""Puts notices into inboxes as events are recorded, in the same transaction: ``Recorder.tell``."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from archive.catalogue.model import Catalogue
from archive.models.notices import Notice
from archive.models.root import Archive
from archive.services.notices.table import RULES
from archive.services.notices.telling import values_of_act
from archive.services.recording import Happened
from archive.words import LANGUAGES, find_words
from templates.interfaces import IKinds

MOST: Final = 8
"""Notices that one event may have: a notice's id is the event's number times this, plus its place."""

Send = Callable[[Archive, int, Sequence[str], datetime], None]
"""Promises that a notice (id) goes out to the users among some inboxes."""


@dataclass(frozen=True)
class Announcer:
    """Says what events mean for people."""

    catalogue: Catalogue
    kinds: IKinds
    send: Send | None = None

    def __call__(self, root: Archive, event: Happened) -> None:
        """Put the notices of an event into the inboxes of those whom the table names; most events have none."""
        for place, rule in enumerate(RULES.get(event.kind, ())):
            audiences = tuple(dict.fromkeys(rule.to(root, event)))
            if not audiences:
                continue
            noun, values = self._values(root, event)
            notice, number = Notice(rule.code, values, (noun, event.subject), event.actor, event.at), event.seq * MOST
            root.notices.add(number + place, notice, audiences)
            if rule.is_sent and self.send is not None:
                self.send(root, number + place, audiences, event.at)

    def _values(self, root: Archive, event: Happened) -> tuple[str, dict[str, Any]]:
        """Give the noun of what an event is about, and what its notices say of it."""
        noun = event.kind.partition(".")[0]
        tell: Mapping[str, Callable[[Archive, Happened], dict[str, Any]]] = {
            "case": self._of_case,
            "licence": self._of_licence,
            "proposal": self._of_proposal,
            "mandate": self._of_mandate,
            "draft": self._of_draft,
        }
        return noun, tell[noun](root, event)

    def _of_case(self, root: Archive, event: Happened) -> dict[str, Any]:
        """Tell of a case: its id, item and project; of a letter also its title and channel."""
        case = root.cases[event.subject]
        item = self._title_of_item(case.item)
        values = {"case": case.id, "item": item, "project": root.projects[case.project].name}
        if "channel" not in event.values:
            return values
        letter = event.values["subject"].partition("/")[2].partition("-")[0]
        title = self.catalogue.get_document_type(letter).title
        what = {language: f"{title[language]} ({case.id} {item[language]})" for language in LANGUAGES}
        return {**values, "what": what, "channel": self._channel(event)}

    def _of_licence(self, root: Archive, event: Happened) -> dict[str, Any]:
        """Tell of a licence: its kind, number, the decision, from when it works; of a delivery also its channel."""
        licence, version = root.licences.get(event.subject)
        title = self.kinds.get_kind(licence.kind).title
        told = event.values.get("effective_from")
        moment = datetime.fromisoformat(told) if told else event.at
        decision = event.values.get("decision", version.decision.number)
        values = values_of_act(title, licence.number, decision, moment)
        if "channel" not in event.values:
            return values
        what = {language: f"{title[language]} {licence.number}" for language in LANGUAGES}
        return {**values, "what": what, "channel": self._channel(event)}

    def _of_proposal(self, root: Archive, event: Happened) -> dict[str, Any]:
        """Tell of a proposal: the act, the licence, who."""
        proposal = root.proposals.by_id[event.subject]
        licence, _version = root.licences.get(proposal.identifier)
        verb = {language: find_words(f"word.{proposal.verb}", language) for language in LANGUAGES}
        title = dict(self.kinds.get_kind(licence.kind).title)
        return {"verb": verb, "kind": title, "number": licence.number, "actor": event.actor}

    def _of_mandate(self, root: Archive, event: Happened) -> dict[str, Any]:
        """Tell of a mandate: who acts for whom, until when; of a counter's also before which authority."""
        mandate = root.mandates[event.subject]
        ends, office = mandate.period.ends, root.authorities.name_in_office(mandate.office, event.at)
        principal = root.projects.name_of_owner(mandate.principal) or mandate.principal
        values = {"principal": principal, "agent": mandate.agent, "moment": ends.isoformat() if ends else ""}
        return {**values, "authority": office} if office else values

    def _of_draft(self, root: Archive, event: Happened) -> dict[str, Any]:
        """Tell of a draft: the project as its owner named it, else its id, and until when it is kept."""
        draft = None if root.drafts is None else root.drafts.find(event.subject)
        told = {} if draft is None else draft.sections.get("project", {})
        name = told.get("name") if isinstance(told, Mapping) else ""
        return {"draft": str(name or event.subject), "moment": event.values["ends_at"]}

    def _title_of_item(self, code: str) -> dict[str, str]:
        """Give an item's code and title by language."""
        title = self.catalogue.get_item(code).title
        return {language: f"{code} {title[language]}" for language in LANGUAGES}

    def _channel(self, event: Happened) -> dict[str, str]:
        """Give the title of a delivery's channel by language."""
        return dict(self.catalogue.get_channel(event.values["channel"]).title)
