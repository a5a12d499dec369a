"""The judges of ``tests/judges``: veraPDF and EU DSS, in one JVM; its conftest starts it once a session."""

import json
import subprocess
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import needs

from signing.model import Level

JAR: Final = Path(__file__).parent / "judges" / "target" / "judges.jar"
OPINIONS: Final = (
    "annotation_overlaps",
    "visual_differences",
    "page_differences",
    "form_fill",
    "annotation",
    "undefined",
)
"""What DSS may hold against a later revision; ``extension`` (of a DSS dictionary, a timestamp) is allowed."""
SUGGESTIONS: Final = (
    "The authority info access is not present!",
    "The revocation info access is not present!",
)
"""Warnings about where our certificates are not served: a matter of the PKI, not of the seal."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What EU DSS says of one seal."""

    indication: str
    """Such as ``TOTAL_PASSED`` (ETSI EN 319 102-1)."""
    sub_indication: str
    level: str
    """Such as ``PAdES-BASELINE-LTA``."""
    problems: tuple[str, ...]
    """Errors, then warnings besides ``SUGGESTIONS``."""
    held: tuple[str, ...]
    """Changes after the seal that DSS holds against the file."""
    extensions: tuple[str, ...]
    """Changes after the seal that DSS allows."""


class Judges:
    """A running JVM with both judges; files go through a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "judged.pdf"
        java = needs.command("java", "default-jdk-headless")
        jar = needs.file(JAR, "make services")
        self._process = subprocess.Popen(
            [java, "-jar", str(jar)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )

    def close(self) -> None:
        """End the JVM."""
        self._process.communicate(timeout=60)

    def faults(self, pdf: bytes) -> tuple[str, ...]:
        """The rules of PDF/A-3b (ISO 19005-3) that ``pdf`` breaks, each ``clause/test message``."""
        answer = self._ask("pdfa", pdf)
        faults = tuple(f"{rule['clause']}/{rule['test']} {rule['message']}" for rule in answer["failed"])
        assert answer["compliant"] is (not faults)
        return faults

    def opinions(self, pdf: bytes, trust: Path, at: datetime) -> tuple[Opinion, ...]:
        """What EU DSS says of each seal as of ``at``, trusting the anchors and CRLs of the folder ``trust`` alone."""
        answer = self._ask("seal", pdf, str(trust), at.strftime("%Y-%m-%dT%H:%M:%SZ"))
        return tuple(_opinion(seal) for seal in answer["seals"])

    def _ask(self, command: str, pdf: bytes, *arguments: str) -> dict[str, Any]:
        """Send a line, read the answer to it."""
        self._file.write_bytes(pdf)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("\t".join((command, str(self._file), *arguments)) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        if "error" in answer:
            raise ValueError(answer["error"])
        return answer


def _opinion(seal: dict[str, Any]) -> Opinion:
    """Read one seal of an answer."""
    changes = seal["modifications"]
    said = (*seal["errors"], *seal["warnings"])
    return Opinion(
        indication=seal["indication"],
        sub_indication=seal["sub_indication"],
        level=seal["level"],
        problems=tuple(words for words in said if words not in SUGGESTIONS),
        held=tuple(f"{kind} {change}" for kind in OPINIONS for change in changes[kind]),
        extensions=tuple(changes["extension"]),
    )


def check_agreed(judges: Judges, pdf: bytes, level: Level, trust: Path, at: datetime) -> None:
    """Let both judges say that a file with one seal is whole: PDF/A-3b, of its level, and nothing held against it."""
    assert judges.faults(pdf) == ()
    (opinion,) = judges.opinions(pdf, trust, at)
    assert (opinion.indication, opinion.level) == ("TOTAL_PASSED", f"PAdES-BASELINE-{level.value.removeprefix('B-')}")
    assert opinion.problems == opinion.held == ()
    assert [change for change in opinion.extensions if change.startswith("MODIFICATION")] == []
