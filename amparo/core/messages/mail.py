"""A message as a mail: plain words, and the same words as simple HTML."""

from __future__ import annotations

import html
import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from amparo.core.messages.port import Message
from amparo.languages import RIGHT_TO_LEFT

LINK = re.compile(r"https://[^\s&\"'\u2066-\u2069]*[^\s&\"'\u2066-\u2069.,;:!?)]")


def build(message: Message, sender: str, name: str, now: datetime) -> EmailMessage:
    """The mail of a message, from `name` <`sender`>. Each attempt has the same Message-ID, so that a mail that went
    twice arrives as one."""
    mail = EmailMessage(policy=SMTP)
    domain = sender.rpartition("@")[2]
    mail["From"] = Address(display_name=name, addr_spec=sender)
    mail["To"] = Address(addr_spec=message.to)
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{message.ref}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    if not message.kind.transactional:
        if message.unsubscribe:
            mail["List-Unsubscribe"] = f"<{message.unsubscribe}>"
            mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        else:
            mail["List-Unsubscribe"] = f"<mailto:{sender}?subject=unsubscribe>"
    mail.set_content(message.body, cte="quoted-printable")
    mail.add_alternative(as_html(message.body, message.lang, message.subject), subtype="html", cte="quoted-printable")
    # Only now: it moves headers that begin with Content into the first part.
    mail["Content-Language"] = tag(message.lang)
    # The library draws the line between the parts by lot, and puts it into the mail only when it is written.
    mail.set_boundary(f"=_{message.ref}")
    return mail


def tag(lang: str) -> str:
    """A language of ours as BCP 47 writes it: zh-hans is zh-Hans."""
    first, *rest = lang.split("-")
    return "-".join([first.lower(), *(part.title() if len(part) == 4 else part.upper() for part in rest)])


def as_html(body: str, lang: str, title: str) -> str:
    """Paragraphs at blank lines, and https links that can be pressed. Nothing else is markup."""
    direction = "rtl" if lang.split("-")[0] in RIGHT_TO_LEFT else "ltr"
    paragraphs = [_paragraph(p) for p in re.split(r"\n\s*\n", body.strip())]
    return (
        f'<!doctype html>\n<html lang="{tag(lang)}" dir="{direction}">\n<head><meta charset="utf-8">'
        f"<title>{html.escape(title)}</title></head>\n<body>\n" + "\n".join(paragraphs) + "\n</body>\n</html>\n"
    )


def _paragraph(text: str) -> str:
    escaped = html.escape(text, quote=False)
    # After escaping, an & of a link is &amp; and stays within it.
    linked = LINK.sub(lambda m: f'<a href="{m[0]}">{m[0]}</a>', escaped.replace("&amp;", "\0")).replace("\0", "&amp;")
    return "<p>" + linked.replace("\n", "<br>\n") + "</p>"
