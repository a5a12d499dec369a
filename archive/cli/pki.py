"""`chancery pki`: the development PKI, its CRLs, and a server of both."""

from contextlib import suppress
from pathlib import Path

import click

from archive.cli.desk import Desk
from archive.cli.founding import AUTHORITIES, make_pki_for, read_authorities
from archive.cli.frame import Command, Group
from archive.cli.logbook import keep_log
from archive.cli.options import FILE, as_json, option


@click.group(cls=Group)
def pki() -> None:
    """Keys, certificates and CRLs for development."""


@pki.command(cls=Command)
@option("--authorities", type=FILE, default=AUTHORITIES, metavar="TOML")
@as_json
@click.pass_obj
def init(desk: Desk, authorities: Path, as_json: bool) -> None:
    """Make root, issuing CA, seal certificates, timestamp authority and CRLs; exit 1 where one is, or in production."""
    out, rows = desk.output(as_json), read_authorities(authorities)
    folder = make_pki_for(desk, rows)
    out.document({"folder": str(folder), "keys": [row["key"] for row in rows], "trust": str(folder / "trust")})
    out.say("cli.pki-made", folder=folder, trust=folder / "trust")


@pki.command(cls=Command)
@as_json
@click.pass_obj
def renew(desk: Desk, as_json: bool) -> None:
    """Issue again each CRL that ends soon; exit 1 where there is no PKI, its files are damaged, or in production."""
    from signing.wiring import renew_pki  # noqa: PLC0415 - help must be quick

    out = desk.output(as_json)
    renewed = renew_pki(desk.settings, desk.clock)
    out.document({"renewed": list(renewed)})
    out.say("cli.crls-renewed" if renewed else "cli.crls-fresh", count=len(renewed), names=", ".join(renewed))


@pki.command(cls=Command)
@click.argument("key")
@as_json
@click.pass_obj
def revoke(desk: Desk, key: str, as_json: bool) -> None:
    """Revoke a key's certificate and issue the CRL that says so; exit 1 where there is none, or in production."""
    from signing.wiring import revoke_key  # noqa: PLC0415 - help must be quick

    out = desk.output(as_json)
    revoke_key(desk.settings, key, desk.clock)
    out.document({"revoked": key})
    out.say("cli.key-revoked", key=key)


@pki.command(cls=Command)
@click.pass_obj
def serve(desk: Desk) -> None:
    """Serve timestamps and CRLs on loopback until stopped."""
    from signing.wiring import open_server  # noqa: PLC0415 - help must be quick

    keep_log(desk.settings["archive.var"])
    with open_server(desk.settings, desk.clock) as server, suppress(KeyboardInterrupt):
        desk.output(as_json=False).say("cli.pki-serving", url=server.url)
        server.serve_forever()
