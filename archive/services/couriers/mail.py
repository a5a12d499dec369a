"""Takes notices out by mail (SMTP, RFC 5321)."""

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import format_datetime
from hashlib import sha256

from zope.interface import implementer

from archive.errors import ArchiveError
from archive.interfaces import Clock
from archive.services.couriers.errors import CourierRefusedError, CourierUnfitError, CourierUnreachableError
from archive.services.couriers.interfaces import ICourier
from archive.services.couriers.model import Address


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over."""

    host: str
    port: int
    tls: str = "starttls"
    """``none starttls tls``."""
    user: str = ""
    password: Callable[[], str] = str
    """Reads the user's password."""
    timeout: float = 20.0
    """Seconds."""
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    """Whose certificates are believed."""


@implementer(ICourier)
@dataclass(frozen=True)
class MailCourier:
    """Hands mail over to one server, one connection a mail."""

    server: MailServer
    sender: str
    clock: Clock

    def send(self, to: Address, subject: str, text: str, *, key: str = "") -> None:
        """Hand a mail over; its id is made of ``key``, so that a receiver knows one that comes twice."""
        message = self._message(to, subject, text, key)
        with _answering(), self._open() as smtp:
            _deliver(smtp, message)

    def _message(self, to: Address, subject: str, text: str, key: str) -> EmailMessage:
        """Write the mail; ``CourierUnfitError``, ``CourierRefusedError`` for addresses that cannot stand in one."""
        if "@" not in self.sender:
            raise CourierUnfitError("archive.couriers.mail.sender")
        message, now = EmailMessage(), self.clock()
        digest = sha256((key or f"{now.isoformat()} {subject}").encode()).hexdigest()
        try:
            message["From"], message["To"] = self.sender, to.value
        except ValueError:
            raise CourierRefusedError(to.channel) from None
        message["Subject"] = " ".join(subject.split())
        message["Date"] = format_datetime(now)
        message["Message-ID"] = f"<{digest[:40]}@{self.sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        return message

    @contextmanager
    def _open(self) -> Iterator[smtplib.SMTP]:
        """Open a connection, kept secret and signed in as the settings say; ``CourierUnfitError``."""
        server = self.server
        password = self._password()
        with self._connect() as smtp:
            try:
                if server.tls == "starttls":
                    smtp.starttls(context=server.context)
                if server.user:
                    smtp.login(server.user, password)
            except (smtplib.SMTPNotSupportedError, ssl.SSLError) as error:
                raise CourierUnfitError(f"{server.host}:{server.port}: {type(error).__name__}") from None
            yield smtp

    def _connect(self) -> smtplib.SMTP:
        """Connect to the server; ``CourierUnfitError`` where it is not who it should be."""
        server = self.server
        if server.tls != "tls":
            return smtplib.SMTP(server.host, server.port, timeout=server.timeout)
        try:
            return smtplib.SMTP_SSL(server.host, server.port, timeout=server.timeout, context=server.context)
        except ssl.SSLError as error:
            raise CourierUnfitError(f"{server.host}:{server.port}: {type(error).__name__}") from None

    def _password(self) -> str:
        """Read the password; ``CourierUnfitError``."""
        if not self.server.user:
            return ""
        try:
            return self.server.password()
        except (ArchiveError, UnicodeDecodeError):
            raise CourierUnfitError("archive.couriers.mail.password_file") from None


@contextmanager
def _answering() -> Iterator[None]:
    """Call what a server does not do by its code; an answer of the kind 5xx will not change by itself."""
    try:
        yield
    except smtplib.SMTPResponseException as error:
        raise (CourierUnfitError if error.smtp_code >= 500 else CourierUnreachableError)(str(error.smtp_code)) from None
    except (OSError, smtplib.SMTPException) as error:
        raise CourierUnreachableError(type(error).__name__) from None


def _deliver(smtp: smtplib.SMTP, message: EmailMessage) -> None:
    """Hand a message over; ``CourierRefusedError`` for its address, its content, or what the server cannot write."""
    try:
        smtp.send_message(message)
    except smtplib.SMTPRecipientsRefused as refused:
        ((code, _words),) = refused.recipients.values()
        raise (CourierRefusedError if code >= 500 else CourierUnreachableError)(str(code)) from None
    except smtplib.SMTPDataError as error:
        raise (CourierRefusedError if error.smtp_code >= 500 else CourierUnreachableError)(
            str(error.smtp_code)
        ) from None
    except smtplib.SMTPNotSupportedError:
        raise CourierRefusedError("SMTPUTF8") from None
