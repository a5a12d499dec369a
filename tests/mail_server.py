"""A real SMTP server on a free loopback port, which keeps what it takes and refuses what tests tell it to."""

from email import message_from_bytes, policy
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from servers import free_port


class MailHandler:
    """Keeps mail; answers as it is told."""

    def __init__(self, answers: dict[str, str]) -> None:
        self.answers = answers
        self.taken: list[Any] = []

    async def handle_MAIL(self, _server: Any, _session: Any, envelope: Any, address: str, options: list[str]) -> str:
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self.answers.get("MAIL", "250 OK")

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]) -> str:
        envelope.rcpt_tos.append(address)
        return self.answers.get("RCPT", "250 OK")

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if "DATA" in self.answers:
            return self.answers["DATA"]
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


class MailServer:
    """The server, for as long as the block lasts."""

    def __init__(self, context: Any = None, user: str = "", password: str = "", **answers: str) -> None:
        self.handler = MailHandler(answers)
        self.port = free_port()
        named: dict[str, Any] = {
            "tls_context": context,
            "require_starttls": context is not None,
            "enable_SMTPUTF8": False,
        }
        if user:

            def judge(_server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
                right = given == LoginPassword(user.encode(), password.encode())
                return AuthResult(success=right, handled=right)

            named |= {"authenticator": judge, "auth_required": True, "auth_require_tls": context is not None}
        self.controller = Controller(self.handler, hostname="127.0.0.1", port=self.port, **named)

    def __enter__(self) -> Self:
        self.controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.controller.stop(no_assert=True)

    @property
    def taken(self) -> list[Any]:
        """Every mail that was taken in."""
        return self.handler.taken
