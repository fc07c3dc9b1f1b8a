"""Mail through the city's own mail server."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path

from amparo.core.messages import mail
from amparo.core.messages.port import Message, NotSent, Sent, Status

SECONDS = 20.0


class Security(Enum):
    """How the way to the mail server is encrypted."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


@dataclass(frozen=True)
class SmtpSender:
    """Sends mail from `name` <`sender`> through a mail server. `ca` is a file of certificates to trust instead of
    the system's. What the server answers with 4xx may be tried again; 5xx about the mail itself may not."""

    host: str
    port: int
    sender: str
    name: str = ""
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    security: Security = Security.STARTTLS
    ca: Path | None = None
    seconds: float = SECONDS

    def send(self, message: Message) -> Sent:
        # The library's errors carry recipients: what leaves here is raised outside of `except`, not chained to them.
        try:
            self._send(message)
            return Sent(f"<{message.ref}@{self._domain}>", Status.SENT)
        except smtplib.SMTPNotSupportedError:
            problem = NotSent("The mail server lacks something that this mail needs, such as STARTTLS.", retry=True)
        except smtplib.SMTPAuthenticationError:
            problem = NotSent("The mail server did not accept our user name and password.", retry=True)
        except smtplib.SMTPRecipientsRefused as error:
            problem = _refused("the recipient", max(code for code, _ in error.recipients.values()))
        except smtplib.SMTPSenderRefused as error:
            problem = _refused("the sender", error.smtp_code)
        except smtplib.SMTPConnectError as error:
            problem = NotSent(f"The mail server takes no mail now (code {error.smtp_code}).", retry=True)
        except smtplib.SMTPResponseException as error:
            problem = _refused("the mail", error.smtp_code)
        except smtplib.SMTPException as error:
            # The library calls a server that is silent one that hung up.
            silent = isinstance(error.__context__, TimeoutError)
            why = "did not answer in time" if silent else "broke off"
            problem = NotSent(f"The mail server {why}.", retry=True)
        except ssl.SSLCertVerificationError:
            problem = NotSent("The mail server's certificate cannot be trusted.", retry=True)
        except TimeoutError:
            problem = NotSent("The mail server did not answer in time.", retry=True)
        except OSError:
            problem = NotSent("The mail server cannot be reached.", retry=True)
        raise problem

    @property
    def _domain(self) -> str:
        return self.sender.rpartition("@")[2]

    def _send(self, message: Message) -> None:
        letter = mail.build(message, self.sender, self.name, datetime.now(UTC))
        context = ssl.create_default_context(cafile=str(self.ca) if self.ca else None)
        # The server is told the mail's domain, not the name of this computer.
        if self.security is Security.TLS:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, local_hostname=self._domain, timeout=self.seconds, context=context
            )
        else:
            server = smtplib.SMTP(self.host, self.port, local_hostname=self._domain, timeout=self.seconds)
        try:
            if self.security is Security.STARTTLS:
                server.starttls(context=context)
            if self.user:
                server.login(self.user, self.password)
            server.send_message(letter, self.sender, [message.to])
        except BaseException:
            server.close()
            raise
        # The mail is taken: whatever happens while parting does not matter.
        with contextlib.suppress(smtplib.SMTPException, OSError):
            server.quit()


def _refused(what: str, code: int) -> NotSent:
    """4xx means "not now", 5xx means "never" (RFC 5321, 4.2.1)."""
    if 400 <= code < 500:
        return NotSent(f"The mail server does not take {what} now (code {code}).", retry=True)
    return NotSent(f"The mail server refused {what} (code {code}).", retry=False)
