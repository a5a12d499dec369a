"""`chancery user`: who may do what. Whoever has shell access acts as an operator here."""

import os
import sys

import click

from archive.cli.desk import OPERATOR, Desk
from archive.cli.founding import ask_password, tell_password
from archive.cli.frame import Command, Group
from archive.cli.listing import read_list
from archive.cli.options import Word, as_json, option
from archive.interfaces import IUserService
from archive.permissions import ROLES
from archive.services.identity.interfaces import IFactorService
from archive.services.reading.interfaces import IPeopleReading
from archive.words import say


@click.group(cls=Group)
def user() -> None:
    """Users."""


@user.command(cls=Command)
@click.argument("name")
@option("--role", "roles", multiple=True, required=True, type=Word(list(ROLES)))
@option("--authority", default="", metavar="CODE")
@as_json
@click.pass_obj
def add(desk: Desk, name: str, roles: tuple[str, ...], authority: str, as_json: bool) -> None:
    """Add a user."""
    out, service = desk.output(as_json), desk.get(IUserService)
    password = _password(desk, name, as_json)
    desk.transact(lambda root: service.add(root, OPERATOR, name, roles=roles, authority=authority, password=password))
    out.document({"user": name, "roles": list(roles), "authority": authority})
    out.say("cli.user-added", user=name, roles=out.words("roles", ", ".join(roles)))
    tell_password(out, name)


@user.command(cls=Command)
@click.argument("name")
@option("--authority", required=True, metavar="CODE")
@as_json
@click.pass_obj
def move(desk: Desk, name: str, authority: str, as_json: bool) -> None:
    """Let a user act for another authority from now on; an empty code for none."""
    out, service = desk.output(as_json), desk.get(IUserService)
    desk.transact(lambda root: service.move(root, OPERATOR, name, authority))
    out.document({"user": name, "authority": authority})
    out.say("cli.user-moved", user=name, authority=out.words("authority", authority) or "–")


@user.command(cls=Command)
@click.argument("name")
@option("--role", "roles", multiple=True, required=True, type=Word(list(ROLES)))
@option("--authority", default="", metavar="CODE")
@as_json
@click.pass_obj
def roles(desk: Desk, name: str, roles: tuple[str, ...], authority: str, as_json: bool) -> None:
    """Give a user other roles in place of those that it has."""
    out, service = desk.output(as_json), desk.get(IUserService)
    desk.transact(lambda root: service.set_roles(root, OPERATOR, name, roles, authority))
    out.document({"user": name, "roles": list(roles)})
    out.say("cli.user-roles-set", user=name, roles=out.words("roles", ", ".join(roles)))


@user.command(cls=Command)
@click.argument("name")
@click.argument("code")
@as_json
@click.pass_obj
def party(desk: Desk, name: str, code: str, as_json: bool) -> None:
    """Let a user look after the affairs of a legal person; an empty code for none."""
    out, service = desk.output(as_json), desk.get(IUserService)
    desk.transact(lambda root: service.set_party(root, OPERATOR, name, code))
    out.document({"user": name, "party": code})
    out.say("cli.user-party-set", user=name, party=code or "–")


@user.command(cls=Command, name="reset-factor")
@click.argument("name")
@as_json
@click.pass_obj
def reset_factor(desk: Desk, name: str, as_json: bool) -> None:
    """Take the second factor of a user away who lost it."""
    out, service = desk.output(as_json), desk.get(IFactorService)
    desk.transact(lambda root: service.reset(root, OPERATOR, name))
    out.document({"user": name, "factor": False})
    out.say("cli.user-factor-reset", user=name)


@user.command(cls=Command)
@click.argument("name")
@as_json
@click.pass_obj
def disable(desk: Desk, name: str, as_json: bool) -> None:
    """Let a user do nothing any more."""
    out, service = desk.output(as_json), desk.get(IUserService)
    desk.transact(lambda root: service.disable(root, OPERATOR, name))
    out.document({"user": name, "enabled": False})
    out.say("cli.user-disabled", user=name)


@user.command(cls=Command)
@click.argument("name")
@as_json
@click.pass_obj
def enable(desk: Desk, name: str, as_json: bool) -> None:
    """Let a disabled user act again."""
    out, service = desk.output(as_json), desk.get(IUserService)
    desk.transact(lambda root: service.enable(root, OPERATOR, name))
    out.document({"user": name, "enabled": True})
    out.say("cli.user-enabled", user=name)


@user.command(cls=Command)
@click.argument("name")
@as_json
@click.pass_obj
def reset(desk: Desk, name: str, as_json: bool) -> None:
    """Give a user a new password, and enable."""
    out, service = desk.output(as_json), desk.get(IUserService)
    password = _password(desk, name, as_json)
    desk.transact(lambda root: service.reset(root, OPERATOR, name, password))
    out.document({"user": name, "enabled": True})
    out.say("cli.user-reset", user=name)
    tell_password(out, name)


@user.command(cls=Command, name="list")
@as_json
@click.pass_obj
def list_users(desk: Desk, as_json: bool) -> None:
    """List every user."""
    out, reading = desk.output(as_json), desk.get(IPeopleReading)
    rows = [
        (one.user, list(one.roles), one.authority, one.party, one.factor, one.enabled)
        for one in read_list(desk, reading.users)
    ]
    keys = ("user", "roles", "authority", "party", "factor", "enabled")
    out.document({"users": [dict(zip(keys, row, strict=True)) for row in rows]})
    out.table("users", keys, [(name, ", ".join(roles), *rest) for name, roles, *rest in rows])


def _password(desk: Desk, name: str, as_json: bool) -> str:
    """Give a user's password."""
    asks = sys.stdin.isatty() and not as_json
    return ask_password(os.environ, say("cli.ask-password", desk.language, user=name), asks)
