"""Settings of couriers."""

from typing import Final

from archive.settings import Row

SETTINGS: Final[tuple[Row, ...]] = (
    (
        "archive.couriers.for_mail",
        "one of null, log, mail or a dotted name",
        "null",
        "What takes notices out by mail: null (nothing goes out), log (only the log says so), mail (SMTP).",
    ),
    (
        "archive.couriers.for_sms",
        "one of null, log or a dotted name",
        "null",
        "What takes notices out by SMS: null (nothing goes out), log (only the log says so).",
    ),
    ("archive.couriers.mail.host", "text", "localhost", "Mail server (SMTP) that takes mail in."),
    ("archive.couriers.mail.port", "port", "25", "Its port."),
    ("archive.couriers.mail.sender", "text", "", "Address that mail comes from."),
    (
        "archive.couriers.mail.tls",
        "one of none, starttls, tls",
        "starttls",
        "How mail is kept secret on its way: none (where the network is trusted), starttls, tls from the first byte.",
    ),
    ("archive.couriers.mail.user", "text", "", "User at the mail server; empty: nobody signs in."),
    ("archive.couriers.mail.password_file", "path", "", "File of that user's password, which only its owner may read."),
    ("archive.couriers.mail.timeout", "seconds above 0", "20", "How long the mail server may take for an answer."),
    ("archive.couriers.poll", "seconds above 0", "1", "How long it is waited before letters are looked for again."),
    ("archive.couriers.tries", "whole above 0", "10", "How often a letter is tried before it is given up."),
    (
        "archive.couriers.first_delay",
        "seconds above 0",
        "30",
        "Delay after a letter's first failure; each further one doubles it.",
    ),
    ("archive.couriers.longest_delay", "seconds above 0", "7200", "Longest delay between two tries of a letter."),
)
