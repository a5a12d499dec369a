"""What `chancery demo` and `licence issue` make on a laptop, with every default, as files: the judges agree on each."""

import io
import json
from pathlib import Path

import pytest
from cli_fixture import call
from judging import check_agreed
from PIL import Image, ImageDraw
from samples import sample_of

from archive.app import now
from signing.model import Level

pytestmark = pytest.mark.judges

LAND = "land_use_planning_permit"


@pytest.fixture(scope="module")
def laptop(tmp_path_factory):
    """An ini that says nothing but where; the demo has run there."""
    ini = tmp_path_factory.mktemp("laptop") / "laptop.ini"
    ini.write_text(f"[app:main]\narchive.var = {ini.parent}/var\n")
    answer = call("demo", "--json", config=ini)
    assert answer.code == 0, answer.out + answer.err
    (ini.parent / "summary.json").write_text(answer.out)
    return ini


@pytest.fixture(scope="module")
def summary(laptop):
    return json.loads((laptop.parent / "summary.json").read_text())


def verify_material(judges, path, summary):
    check_agreed(judges, Path(path).read_bytes(), Level.B_LTA, Path(summary["trust"]), now())


def test_both_judges_agree_on_every_file_of_the_demo(judges, summary):
    files = [path for one in summary["licences"] for path in (one["path"], *(each["path"] for each in one["annexes"]))]
    assert len(files) == 6
    for path in files:
        verify_material(judges, path, summary)


def plan(mode="RGB"):
    """A plan as a picture: a boundary, a building, ground that shades off."""
    picture = Image.linear_gradient("L").resize((900, 600)).convert("RGB")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((90, 90, 700, 480), outline="red", width=6)
    draw.ellipse((300, 200, 500, 400), fill="navy")
    return picture.convert(mode)


def written(picture, kind, **options):
    picture.save(stream := io.BytesIO(), kind, **options)
    return stream.getvalue()


def turned():
    """EXIF that says that the picture lies on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return exif


def see_through():
    picture = plan("RGBA")
    picture.putalpha(Image.linear_gradient("L").resize(picture.size))
    return picture


DRAWINGS = {
    "line-work.png": written(plan("1"), "PNG"),
    "palette.png": written(plan("P"), "PNG"),
    "see-through.png": written(see_through(), "PNG"),
    "sixteen-bit.png": written(plan("L").convert("I;16"), "PNG"),
    "photograph.jpg": written(plan(), "JPEG", quality=85),
    "grey.jpeg": written(plan("L"), "JPEG"),
    "print.jpg": written(plan("CMYK"), "JPEG"),
    "turned.jpg": written(plan(), "JPEG", exif=turned(), progressive=True),
}


@pytest.fixture(scope="module")
def issued(laptop):
    """A licence with each drawing as its annex, by ``licence issue``: drawing → its files."""
    folder = laptop.parent / "bulk"
    folder.mkdir()
    for name, content in DRAWINGS.items():
        (folder / name).write_bytes(content)
    rows = [{"id": name, **sample_of(LAND), "annexes": [name]} for name in DRAWINGS]
    (folder / "rows.jsonl").write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    arguments = ("--kind", LAND, "--from", folder / "rows.jsonl", "--out", folder / "out", "--json")
    answer = call("licence", "issue", *arguments, config=laptop)
    assert answer.code == 0, answer.out + answer.err
    made = [[folder / "out" / file for file in row["files"]] for row in answer.json["rows"]]
    assert [len(files) for files in made] == [2] * len(DRAWINGS)
    return dict(zip(DRAWINGS, made, strict=True))


@pytest.mark.parametrize("name", DRAWINGS)
def test_both_judges_agree_on_a_licence_and_its_annex_whatever_picture_it_shows(judges, summary, issued, name):
    for path in issued[name]:
        verify_material(judges, path, summary)
