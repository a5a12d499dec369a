"""A draft of the one form, filled in as people type."""

from typing import Any

from archive_fixture import FORM, ITEMS, LINKS, OWNER, PROJECT_CODE, UPLOADS, Office, actor
from samples import sample_of

APPLICANT = actor("applicant", party=OWNER)
TOLD = {"name": "示例厂房一期", "owner": " 示例公司", "owner_code": "９１３５０２００ dem0 001100"}
SHOWN = {"X1-06": "D12", "X2-02": "D20"}
"""Item → document type whose file its annex shows."""


def typed(value: Any) -> Any:
    """A value as people type it: all is text."""
    if isinstance(value, dict):
        return {key: typed(each) for key, each in value.items()}
    if isinstance(value, list):
        return [typed(each) for each in value]
    return {True: "是", False: "否"}[value] if isinstance(value, bool) else str(value)


def typed_data(office: Office, *codes: str) -> dict[str, Any]:
    """The sections ``shared`` and ``data`` for items, out of the kinds' samples."""
    asked = office.form.asked(codes)
    samples = {code: sample_of(ITEMS[code]) for code in codes}
    for code in codes:
        for key in LINKS.get(code, ()):
            samples[code].pop(key, None)
    pool = {key: value for sample in samples.values() for key, value in sample.items()}
    return {
        "shared": {field.key: typed(pool[field.key]) for field in asked.shared if field.key in pool},
        "data": {
            code: {
                field.key: typed(samples[code][field.key]) for field in asked.own[code] if field.key in samples[code]
            }
            for code in codes
        },
    }


class Filler:
    """Fills a draft in, section by section."""

    def __init__(self, office: Office, by: Any = APPLICANT, **begun: Any) -> None:
        self.office, self.by = office, by
        self.draft = office.drafts.begin(office.root, by, **begun)
        self.edition = self.draft.edition

    def save(self, section: str, values: Any) -> Any:
        """Save a section; gives what came of it."""
        saved = self.office.drafts.save(self.office.root, self.by, self.draft.id, section, values, seen=self.edition)
        self.edition = saved.edition
        return saved

    def bring(self, document_type: str, **changes: Any) -> str:
        """Add a file; gives its digest."""
        intake = self.office.material(document_type, **changes).intake
        saved = self.office.drafts.add_material(self.office.root, self.by, self.draft.id, document_type, intake)
        self.edition = saved.edition
        return intake.digest

    def fill(self, *codes: str) -> "Filler":
        """Fill everything in for items."""
        self.save("items", list(codes))
        self.save("applicant", {"applicant": "示例公司", "applicant_code": OWNER})
        if not self.seen.project:
            self.save("project", TOLD)
        self.save("facts", {key: "厂房" if key == "use" else typed(value) for key, value in FORM.items()})
        for section, values in typed_data(self.office, *codes).items():
            self.save(section, values)
        digests = {name: self.bring(name) for name in UPLOADS}
        annexes = {code: {"附图": digests[SHOWN[code]]} for code in codes if code in SHOWN}
        self.save("annexes", annexes)
        return self

    def ask(self, verb: str, **named: Any) -> Any:
        """Ask the service something of the draft."""
        return getattr(self.office.drafts, verb)(self.office.root, self.by, self.draft.id, **named)

    @property
    def seen(self) -> Any:
        """The draft as its owner sees it."""
        return self.ask("view")

    def faults(self) -> set[tuple[str, str, str]]:
        """Every fault: section, path, code."""
        return {(fault.section, fault.path, fault.code.partition(".")[2]) for fault in self.ask("check")}


__all__ = ["APPLICANT", "PROJECT_CODE", "TOLD", "Filler", "typed", "typed_data"]
