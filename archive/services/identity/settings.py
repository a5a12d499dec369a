"""Settings of who somebody is."""

from typing import Final

from archive.settings import Row

SETTINGS: Final[tuple[Row, ...]] = (
    ("archive.sessions.idle", "seconds above 0", "1800", "How long a session lasts that nobody uses."),
    ("archive.sessions.longest", "seconds above 0", "43200", "How long a session lasts at most, used or not."),
    ("archive.tokens.longest", "days", "366", "For how many days the token of a program may be issued."),
    (
        "archive.sign_in.second_factor",
        "one of staff, nobody",
        "staff",
        "Who must show a second factor: staff (all but applicants and agents) or nobody, for demonstrations.",
    ),
    (
        "archive.secret_file",
        "path",
        "var/secret",
        "File of the key that encrypts second factors; made at need, the same on all machines of one archive.",
    ),
    ("archive.oidc.issuer", "text", "", "Address of the provider of unified identity (OpenID Connect); empty: none."),
    ("archive.oidc.client_id", "text", "", "What this archive is called there."),
    (
        "archive.oidc.client_secret_file",
        "path",
        "",
        "File that holds this archive's secret there; nobody else may read it; empty: a client without one.",
    ),
    ("archive.oidc.scopes", "list", "openid profile", "What is asked of the provider."),
    (
        "archive.oidc.algorithms",
        "list",
        "ES256 PS256 RS256",
        "Signatures of ID tokens that count: asymmetric ones only.",
    ),
    (
        "archive.oidc.claims",
        "names",
        "",
        "Claims called otherwise there: display=name email=email phone=phone_number code=credit_code party=agent_of"
        " scope=agent_scope until=agent_until.",
    ),
)
