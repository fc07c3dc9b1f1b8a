"""What browsers are told to refuse, how much they may send, which hosts the site answers to, and what it signs with."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from amparo.core.storage.place import data_folder

SECRET_FILE = "secret.key"  # noqa: S105 - the name of a file


def kept_secret(folder: Path) -> str:
    """What sessions are signed with: the same for all processes and over restarts, kept beside the outer key for our
    eyes only. Where there is no folder for data, or none that can be written, it is another one each time."""
    path, new = folder / SECRET_FILE, secrets.token_urlsafe(48)
    with suppress(OSError):
        if not path.exists():
            _write(path, new)
        return path.read_text().strip() or new
    return new


def _write(path: Path, secret: str) -> None:
    """Write the file whole; of several processes that start at once, the first one wins."""
    mine = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with open(os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secret)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(mine, path)
    finally:  # also where the disk is full
        mine.unlink(missing_ok=True)


DEBUG = False
SECRET_KEY = os.environ.get("AMPARO_SECRET_KEY") or kept_secret(data_folder())
HOSTS = os.environ.get("AMPARO_HOSTS", "localhost,127.0.0.1,[::1]")
ALLOWED_HOSTS = [name.strip() for name in HOSTS.split(",") if name.strip()]

# Read by amparo.site.middleware. No inline script or style, nothing from anywhere else.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"

SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# A long list of convictions is a few hundred fields; more is a mistake or a script.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_MEMORY_SIZE = 262_144
FILE_UPLOAD_HANDLERS: list[str] = []
