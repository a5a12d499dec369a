"""What the one form asks, put together from the catalogue's rules and the schemas of the licence kinds."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final

from zope.interface import implementer

from archive.catalogue.model import LONGEST, Catalogue, Item
from archive.models.projects import Project
from archive.models.root import Archive
from archive.permissions import Actor
from archive.services.drafting.fields import choice_of, fields_of_kind, link_fields, own_title
from archive.services.drafting.interfaces import IFormService
from archive.services.drafting.known import known_of
from archive.services.drafting.model import AnnexPlace, Asked, Described, Field, ItemDescribed, Known, Need, ProjectTold
from archive.services.drafting.needs import Sources, needs_of
from archive.services.drafting.reading import read_fields
from archive.services.drafting.rights import get_own_project
from archive.services.recording import Recorder
from templates.interfaces import IKinds

PROJECT: Final = ("name", "owner", "owner_code", "code")
"""What is told of a project that begins; all but its code is needed."""
WHO: Final = ("applicant", "applicant_code")
"""Who applies; left blank, it is the project's owner."""
PART: Final = ("code", "name")
"""What is told of some works, and of a building."""
OTHER: Final = "other"
"""Value of a fact that is none of those that a limit allows."""
FORMATS: Final = {"owner_code": "credit-code", "applicant_code": "credit-code"}
SPREAD: Final[Mapping[str, Callable[[Iterable[Any]], Any]]] = {"longest": min, "most": min, "least": max}
"""Bounds of a field → which of several binds, where items share it."""


@implementer(IFormService)
@dataclass(frozen=True)
class FormService:
    """Says what the form asks; changes nothing."""

    recorder: Recorder
    catalogue: Catalogue
    kinds: IKinds

    def describe(self) -> Described:
        """Give everything that the form can ask (``IFormService.describe``)."""
        return self._described

    @cached_property
    def _described(self) -> Described:
        """Put it together, once: rules and kinds do not change while a process lives."""
        items = sorted(self.catalogue.items.values(), key=lambda item: (item.stage, item.code))
        return Described(
            self.catalogue.version,
            tuple(map(self._item, items)),
            tuple(map(self._fact, self.catalogue.facts)),
            tuple(map(self._building_fact, self.catalogue.building_facts)),
        )

    def asked(self, items: Collection[str]) -> Asked:
        """Give what the form asks for some items together (``IFormService.asked``)."""
        described = {item.code: item for item in self._described.items}
        chosen = [described[self.catalogue.get_item(code).code] for code in dict.fromkeys(items)]
        shared = {key for item in chosen for key in item.shared}
        together: dict[str, list[Field]] = {}
        for field in (field for item in chosen for field in item.fields if field.key in shared):
            together.setdefault(field.key, []).append(field)
        return Asked(
            tuple(map(_narrowed, together.values())),
            {item.code: tuple(field for field in item.fields if field.key not in shared) for item in chosen},
            {item.code: item.annexes for item in chosen},
        )

    def sections(self) -> Mapping[str, tuple[Field, ...]]:
        """Give the fields of the sections that no item changes (``IFormService.sections``)."""
        return self._sections

    @cached_property
    def _sections(self) -> Mapping[str, tuple[Field, ...]]:
        """Put them together, once."""
        described = self._described
        building = _field("buildings", "rows", fields=(*_fields(PART, PART), *described.buildings))
        works = _field("works", "rows", fields=(*_fields(PART, PART), building))
        return MappingProxyType(
            {
                "applicant": tuple(_fields(WHO, ())),
                "project": tuple(_project()),
                "facts": described.facts,
                "parts": (works,),
            }
        )

    def what_is_needed(
        self,
        root: Archive,
        actor: Actor,
        project: str,
        items: Collection[str],
        facts: Mapping[str, Any],
        *,
        given: Collection[str] = (),
    ) -> tuple[Need, ...]:
        """Give every material that some items ask for, and where it comes from (``IFormService.what_is_needed``)."""
        now = self.recorder.moment(root)
        if project:
            get_own_project(root, actor, project, now)
        form, _faults = read_fields("facts", self._described.facts, facts)
        chosen = [self.catalogue.get_item(code) for code in dict.fromkeys(items)]
        results = {item.result.document_type: item for item in chosen}
        return needs_of(Sources(root, self.catalogue, project, form, given, results, now), chosen)

    def known(self, root: Archive, actor: Actor, project: str | ProjectTold, items: Collection[str]) -> Known:
        """Give what the archive knows already (``IFormService.known``)."""
        asked, now = self.asked(items), self.recorder.moment(root)
        if isinstance(project, str):
            found = get_own_project(root, actor, project, now)
        else:
            found = Project("", project.name, project.owner, project.owner_code, now)
        kinds = {code: self.catalogue.get_item(code).result.kind for code in asked.own}
        return known_of(
            (root, actor), found, asked, {code: self.kinds.get_kind(kind) for code, kind in kinds.items() if kind}, now
        )

    def _item(self, item: Item) -> ItemDescribed:
        """Describe an item."""
        kind = self.kinds.get_kind(item.result.kind) if item.result.kind else None
        links = {link.key: link.document_type for link in item.result.links}
        places = (rule for rule in (kind.annexes if kind else ()) if rule.source == "drawing")
        return ItemDescribed(
            code=item.code,
            title=item.title,
            stage=item.stage,
            department=item.department,
            mode=item.mode,
            days=item.days,
            in_force_from=item.in_force_from,
            kind=item.result.kind,
            result=item.result.document_type,
            fields=link_fields(fields_of_kind(kind), links) if kind else (),
            shared=item.form_keys,
            annexes=tuple(AnnexPlace(rule.name, rule.required) for rule in places),
        )

    def _fact(self, name: str) -> Field:
        """Describe a fact; a text of which a limit allows few values is one of them, or another."""
        allowed = dict.fromkeys(
            value
            for procedure in self.catalogue.procedures
            for limit in procedure.limits
            if limit.fact == name
            for value in limit.one_of
        )
        choices = (*allowed, OTHER) if allowed else ()
        return Field(
            key=name,
            type="choice" if choices else self.catalogue.facts[name],
            title=self.catalogue.fact_titles[name],
            choices=tuple(choice_of(name, value) for value in choices),
            longest=LONGEST if self.catalogue.facts[name] == "text" else None,
            least=0 if self.catalogue.facts[name] == "number" else None,
        )

    def _building_fact(self, key: str) -> Field:
        """Describe a fact of a building."""
        kind = {"measure": "number", "count": "whole"}.get(self.catalogue.building_facts[key], "text")
        return _field(key, kind)


def _narrowed(fields: list[Field]) -> Field:
    """Give one field for those of several items: needed where one needs it, in bounds that suit all."""
    bounds = {name: [value for field in fields if (value := getattr(field, name)) is not None] for name in SPREAD}
    narrow: dict[str, Any] = {name: SPREAD[name](values) if values else None for name, values in bounds.items()}
    strict: dict[str, Any] = {
        name: any(getattr(field, name) for field in fields) for name in ("is_required", "is_personal")
    }
    return replace(fields[0], **strict, **narrow)


def _project() -> Iterator[Field]:
    """Describe what is told of a project that begins; its code by its whole name, for its parts have codes too."""
    *others, code = _fields(PROJECT, PROJECT[:3])
    yield from others
    yield replace(code, title=own_title("project_code"), help="form.help.project_code")


def _fields(keys: tuple[str, ...], required: tuple[str, ...]) -> Iterator[Field]:
    """Describe some texts of the form's own."""
    for key in keys:
        form = FORMATS.get(key, "")
        kind = "code" if form or key == "code" else "text"
        yield _field(key, kind, format=form, is_required=key in required, longest=LONGEST)


def _field(key: str, kind: str, **more: Any) -> Field:
    """Describe a field of the form's own, whose title is ``form.field.<key>``."""
    return Field(key, kind, own_title(key), **more)
