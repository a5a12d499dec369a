"""A process that has everything imported and forks for each command, so that pages of fifty commands take seconds.

What each command is told is all it knows: arguments, folder, environment, and its three streams. It ends as any process
does. That a command works when its process begins with nothing is the matter of ``tests/functional/test_demo.py``.

    python zygote.py serve <socket>             the process
    python -IS zygote.py <socket> <argument>…   a command: its exit code and signals are those of the fork
"""

import os
import signal
import socket
import sys
from array import array

SIZE = 1 << 20
"""Bytes that arguments, folder and environment have at most."""
LATE = ("pyramid.config", "zodburi", "relstorage.zodburi_resolver", "relstorage.adapters.sqlite.adapter", "typst")
"""Modules that are imported when they are first needed."""
PASSED_ON = (signal.SIGTERM, signal.SIGINT)


def ask(address: str, arguments: list[str]) -> int:
    """Have a fork run the command with our streams; gives its exit code."""
    told = "\0\0".join(["\0".join([os.getcwd(), *arguments]), *(f"{name}={text}" for name, text in os.environ.items())])
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as server:
        server.connect(address)
        streams = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array("i", (0, 1, 2)))]
        server.sendmsg([os.fsencode(told)], streams)
        fork = int(server.recv(20))
        for number in PASSED_ON:
            signal.signal(number, lambda number, _frame: os.kill(fork, number))
        return int(server.recv(20))


def serve(address: str) -> None:
    """Fork for each command that is asked for, until we are killed; returns in the forks, as the command."""
    prepare()
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
        listener.bind(address)
        listener.listen(64)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        keepers: list[int] = []
        while True:
            asker = listener.accept()[0]
            keepers = [each for each in keepers if os.waitpid(each, os.WNOHANG) == (0, 0)]
            if keeper := os.fork():
                keepers.append(keeper)
                asker.close()
                continue
            listener.close()
            return keep(asker)


def keep(asker: socket.socket) -> None:
    """Fork the command and tell how it ends; returns as the command."""
    with asker:
        told, streams, _flags, _address = socket.recv_fds(asker, SIZE, 3)
        if fork := os.fork():
            asker.send(b"%d" % fork)
            ended = os.waitstatus_to_exitcode(os.waitpid(fork, 0)[1])
            asker.send(b"%d" % (ended if ended >= 0 else 128 - ended))
            os._exit(0)
    begin(os.fsdecode(told), streams)


def begin(told: str, streams: list[int]) -> None:
    """Become what was told."""
    place, *environment = told.split("\0\0")
    folder, *arguments = place.split("\0")
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(each.split("=", 1) for each in environment)
    sys.argv[1:] = arguments


def prepare() -> None:
    """Import what commands need, and read what the packages' own files say."""
    from importlib import import_module
    from pkgutil import walk_packages
    from warnings import catch_warnings, simplefilter

    from passwords import hash_cheaply
    from remembered import remember

    import archive.cli
    from archive.catalogue.loading import read_catalogue
    from templates.kinds import DOCUMENTS, FolderKinds
    from templates.labels import FOLDER, read_labels

    with catch_warnings():
        simplefilter("ignore")
        commands = (module.name for module in walk_packages(archive.cli.__path__, "archive.cli."))
        for name in (*commands, "archive.app", *LATE):
            import_module(name)
    remember()
    hash_cheaply()
    read_labels(FOLDER), read_catalogue(), FolderKinds(DOCUMENTS, None).all_versions()


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(sys.argv[2])
        from archive.__main__ import main

        main()
    sys.exit(ask(sys.argv[1], sys.argv[2:]))
