"""Settings of this package (rows as in ``archive.settings``: name, type, default, sentence)."""

from typing import Final

SETTINGS: Final[tuple[tuple[str, str, str, str], ...]] = (
    ("templates.fonts.folder", "path", "var/fonts", "Folder of the fonts that the archive keeps, by digest."),
    (
        "templates.fonts.sources",
        "list",
        "/usr/share/fonts /usr/local/share/fonts var/setup/usr/share/fonts",
        "Folders where init looks for the fonts that it keeps.",
    ),
)
