"""Every kind at every level, rendered and sealed by our own parts: all judges that we could find agree on it."""

import atexit
import json
import shutil
import subprocess
import tempfile
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import needs
import pytest
import typst
from judging import check_agreed
from pki_fixture import NOW, pki
from sealer_fixture import sealer, signed_bytes

from archive.settings import read_settings
from signing.model import Level, Placement, SealOrder, Verdict
from signing.trust.anchors import read_snapshot
from signing.validation.judging import judge
from templates.kinds import DOCUMENTS
from templates.model import Annex, Face, Sheet
from templates.settings import SETTINGS
from templates.wiring import Fonts, make_kinds, make_renderer

pytestmark = pytest.mark.judges

KINDS = ("construction_permit", "construction_planning_permit", "land_use_planning_permit")
AUTHORITY, CODE = "示例市自然资源和规划局", "11350200000000001A"
NUMBER = "350205202603020101"
LATER = NOW + timedelta(minutes=5)
PLAN = '#set page("a3", flipped: true)\n#rect(width: 60%, height: 50%)\n#circle(radius: 3cm)\n'


@cache
def workshop():
    """Kinds and renderer, with the fonts of this machine kept for as long as the tests run."""
    fonts = tempfile.mkdtemp(prefix="chancery-fonts-")
    atexit.register(shutil.rmtree, fonts, ignore_errors=True)
    settings = read_settings(SETTINGS, {"templates.fonts.folder": fonts}, {})
    Fonts(settings).keep()
    return make_kinds(settings), make_renderer(settings)


def face(name, sample="sample", **more):
    """A licence with what the archive assigns."""
    kind = workshop()[0].get_kind(name)
    data = json.loads((DOCUMENTS / name / f"v{kind.version}" / f"{sample}.json").read_text())
    data |= {kind.keys["authority"]: AUTHORITY, kind.keys["authority_code"]: CODE}
    data |= {kind.keys["issued_on"]: "2026-03-02", kind.number_key: NUMBER}
    return Face(
        kind=name,
        version=kind.version,
        data=data,
        identifier=f"1.2.156.3005.2.{kind.type_code}.{CODE}.{NUMBER}.001.X",
        verification_url="https://archive.example/v/1",
        made_at=NOW,
        valid_from=date(2026, 3, 2),
        **more,
    )


def seal(rendered, level):
    """Seal as the road of a licence does: the round red seal in its place, certified."""
    page, *box = rendered.seals[0]
    picture = workshop()[1].seal_picture(AUTHORITY)
    words = {"reason": "准予许可", "location": "示例省示例市", "title": f"电子印章：{AUTHORITY}"}
    order = SealOrder("planning", level, NOW, appearance=picture, placement=Placement(page, *box), **words)
    return sealer().seal(rendered.pdf, order)


@cache
def sealed(name, level=Level.B_LTA, sample="sample"):
    """A sealed face."""
    return seal(workshop()[1].render(face(name, sample, annexes=(Annex("附件", "0" * 64, 1),))), level)


@cache
def sealed_annexes(name):
    """Every annex of a kind, sealed; a drawing is a PDF with no words in it."""
    kinds, renderer = workshop()
    plan = typst.compile(PLAN.encode())
    sheets = [Sheet(face(name), rule.name, rule.source, plan) for rule in kinds.get_kind(name).annexes]
    return [seal(renderer.render_annex(sheet), Level.B_LTA) for sheet in sheets]


def agree(judges, pdf, level):
    """Let veraPDF and EU DSS say that a file is whole."""
    check_agreed(judges, pdf, level, pki() / "trust", LATER)


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("name", KINDS)
def test_a_licence_is_pdfa_and_passes_at_every_level(judges, name, level):
    agree(judges, sealed(name, level), level)


@pytest.mark.parametrize("days", [60, 4 * 365])
@pytest.mark.parametrize("level", [Level.B_T, Level.B_LT, Level.B_LTA])
def test_a_timestamped_seal_outlives_the_revocation_lists(judges, level, days):
    pdf, at = sealed(KINDS[0], level), NOW + timedelta(days=days)
    (opinion,) = judges.opinions(pdf, pki() / "trust", at)
    assert opinion.indication == "TOTAL_PASSED"
    assert judge(pdf, at, read_snapshot(pki() / "trust")).verdict == Verdict.VALID


@pytest.mark.parametrize("level", Level)
def test_no_seal_outlives_the_timestamp_authority_s_certificate(judges, level):
    pdf, at = sealed(KINDS[0], level), NOW + timedelta(days=6 * 365)
    (opinion,) = judges.opinions(pdf, pki() / "trust", at)
    assert opinion.indication == "INDETERMINATE"
    assert judge(pdf, at, read_snapshot(pki() / "trust")).verdict == Verdict.INDETERMINATE


@pytest.mark.parametrize("sample", ["sample-long", "sample-worst"])
@pytest.mark.parametrize("name", KINDS)
def test_long_and_worst_data_pass_too(judges, name, sample):
    agree(judges, sealed(name, sample=sample), Level.B_LTA)


@pytest.mark.parametrize("name", KINDS)
def test_annexes_are_pdfa_and_pass(judges, name):
    for annex in sealed_annexes(name):
        agree(judges, annex, Level.B_LTA)


@pytest.mark.parametrize("name", KINDS)
def test_qpdf_finds_nothing_wrong(name, tmp_path):
    run(needs.command("qpdf", "qpdf"), "--check", placed(tmp_path, sealed(name)))


@pytest.mark.parametrize("name", KINDS)
def test_pdfsig_calls_the_signature_valid(name, tmp_path):
    said = run(needs.command("pdfsig", "poppler-utils"), "-nocert", placed(tmp_path, sealed(name, Level.B_B)))
    assert said.count("Signature Validation: Signature is Valid.") == 1
    assert "Total document signed" in said


@pytest.mark.parametrize("name", KINDS)
def test_openssl_verifies_the_cms_over_the_signed_bytes(name, tmp_path):
    content, contents = signed_bytes(sealed(name))
    (tmp_path / "content").write_bytes(content)
    (tmp_path / "cms.der").write_bytes(contents)
    anchors = pki() / "trust" / "root.crt.pem"
    openssl = needs.command("openssl", "openssl")
    moment = str(int(LATER.timestamp()))
    check = ("-CAfile", anchors, "-purpose", "any", "-attime", moment)
    given = ("-inform", "DER", "-in", tmp_path / "cms.der", "-content", tmp_path / "content", "-binary")
    run(openssl, "cms", "-verify", *given, *check, "-out", tmp_path / "out")


def placed(folder: Path, pdf: bytes) -> Path:
    """Put a file where a tool can read it."""
    (folder / "judged.pdf").write_bytes(pdf)
    return folder / "judged.pdf"


def run(*command) -> str:
    """Run a tool, which must be content; give what it said."""
    done = subprocess.run([str(word) for word in command], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
