"""The CJK fonts of this machine: installed, or unpacked under ``var/setup`` by ``make setup``."""

from pathlib import Path

from needs import require

PLACES = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path("var/setup/usr/share/fonts").resolve()]


def font(name: str = "NotoSerifCJK-Regular.ttc") -> Path:
    """A font file, or skip with how to have it."""
    found = next((path for place in PLACES for path in place.rglob(name)), None)
    require(found, f"{name} is not installed (make setup, or apt-get install fonts-noto-cjk fonts-hanazono)")
    return Path(str(found))
