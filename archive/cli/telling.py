"""Tells licences in plain values: one in a line, one with every version and act, and which come first."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from archive.cli.desk import Desk
from archive.errors import LicenceLaterError
from archive.workflows.licence import NATIONAL_OPERATIONS, NATIONAL_STATES
from templates.interfaces import IKinds
from templates.kinds import masked_data
from templates.model import DELIMITER


def latest_licences(root: Any, holder: str | None = None, project: str | None = None) -> Iterator[Any]:
    """Give licences, that first whose last version was promised last: of a project, else of a holder, else all."""
    if holder is None and project is None:
        yield from _promised_last(root)
        return
    found = root.licences.of_project(project) if project is not None else root.licences.of_holder(holder)
    yield from sorted(found, key=lambda one: _promise(root, one), reverse=True)


def _promised_last(root: Any) -> Iterator[Any]:
    """Read the events backwards, so that a few licences of many are found soon."""
    for event in reversed(root.events):
        if (fields := event.fields)["kind"] == "licence.promised":
            licence, version = root.licences.get(fields["subject"])
            if version.ordinal == len(licence.versions):
                yield licence


def _promise(root: Any, licence: Any) -> int:
    """Give the number of the event of the promise of a licence's last version."""
    return int(next(root.events.of(licence.versions[-1].identifier)).fields["seq"])


def masked(desk: Desk, name: str, version: int, told: Mapping[str, Any]) -> dict[str, Any]:
    """Give what is told of a licence's data and holder without what its kind keeps personal."""
    kind = desk.get(IKinds).get_kind(name, version)
    key, codes = kind.keys["holder_code"], told["holder_code"].split(DELIMITER)
    masked = {"holder_code": DELIMITER.join(masked_data(kind, {key: code})[key] for code in codes)}
    return masked | ({"data": masked_data(kind, told["data"])} if "data" in told else {})


def tell_line(one: Any, version: Any, now: datetime, known_at: datetime | None = None) -> dict[str, Any]:
    """Tell a licence in one line, as of one of its versions."""
    return {
        "kind": one.kind,
        "number": one.number,
        "holder": version.holder,
        "holder_code": version.holder_code,
        "project": one.project,
        "state": one.state_at(version, now, known_at).state,
        "identifier": version.identifier,
    }


def tell_licence(root: Any, identifier: str, at: datetime, known_at: datetime | None = None) -> dict[str, Any]:
    """Tell a licence in plain values, as it stood at ``at`` by what was recorded until ``known_at`` (None: until now).

    ``LicenceUnknownError``; ``LicenceLaterError`` where there was no such licence yet.
    """
    one, version = root.licences.get(identifier)
    seen = min(at, known_at or at)
    if not version.is_there_at(seen):
        raise LicenceLaterError(f"{identifier}: {version.decision.recorded_at.isoformat()}")
    state = one.state_at(version, at, known_at)
    acts = [_tell_act(*each) for each in one.acts if not known_at or each[1].recorded_at <= known_at]
    return {
        **tell_line(one, version, at, known_at),
        "national_state": NATIONAL_STATES.get(state.state, ""),
        "since": state.since,
        "at": at,
        "authority": one.authority,
        "case": one.case,
        "covers": [asdict(cover) for cover in one.covers],
        "template": version.template.version,
        "data": version.data,
        "versions": [_tell_version(one, each, at, known_at) for each in one.versions if each.is_there_at(seen)],
        "acts": [act for act in acts if act["effective_from"] <= at],
        "later_acts": [act for act in acts if act["effective_from"] > at],
    }


def _tell_version(one: Any, version: Any, at: datetime, known_at: datetime | None) -> dict[str, Any]:
    """Tell one version."""
    making = version.making if version.begins(known_at) and version.making.issued_at <= at else None
    files = () if making is None else (making.face, *making.annexes)
    return {
        "identifier": version.identifier,
        "state": one.state_at(version, at, known_at).state,
        "decision": version.decision.number,
        "valid_from": version.valid_from,
        "valid_until": version.valid_until or "",
        "issued_at": making and making.issued_at,
        "template": f"{version.template.kind} v{version.template.version}",
        "files": [{"name": f.name, "digest": f.digest, "size": f.size, "pages": f.pages} for f in files],
    }


def _tell_act(ordinal: int, act: Any) -> dict[str, Any]:
    """Tell one act."""
    return {
        "version": ordinal,
        "verb": act.verb,
        "national_operation": NATIONAL_OPERATIONS[act.verb],
        "decision": act.number,
        "ground": act.ground,
        "decided_at": act.decided_at,
        "effective_from": act.effective_from,
        "recorded_at": act.recorded_at,
        "by": act.by,
    }


def tell_act_on(root: Any, identifier: str, now: datetime) -> dict[str, Any]:
    """Tell of the last act on a licence, how the licence stands, and then will (empty: the act works already)."""
    one, version = root.licences.get(identifier)
    last = _tell_act(*one.acts[-1])
    now_so, then = one.state_at(version, now), one.state_at(version, last["effective_from"])
    return {
        "identifier": identifier,
        "number": one.number,
        "state": now_so.state,
        "since": now_so.since,
        "act": last,
        "state_then": then.state if last["effective_from"] > now else "",
    }
