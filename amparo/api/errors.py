"""What can go wrong with a request, in one shape: a code, a sentence, and names that come near."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from amparo.law.errors import LawError, UnknownName

LONGEST = 300
"""Letters of a sentence: it may quote what was sent."""


class Code(StrEnum):
    """What went wrong, for programs."""

    UNKNOWN_PLACE = "unknown_place"
    UNKNOWN_QUESTION = "unknown_question"
    UNKNOWN_SITUATION = "unknown_situation"
    UNKNOWN_FACT = "unknown_fact"
    UNKNOWN_FILE = "unknown_file"
    UNKNOWN_LANGUAGE = "unknown_language"
    BAD_VALUE = "bad_value"
    BAD_REQUEST = "bad_request"
    NOT_JSON = "not_json"
    TOO_LARGE = "too_large"
    NO_SUCH_ADDRESS = "no_such_address"
    WRONG_METHOD = "wrong_method"


KINDS = {
    "jurisdiction": Code.UNKNOWN_PLACE, "question": Code.UNKNOWN_QUESTION, "situation": Code.UNKNOWN_SITUATION,
    "law file": Code.UNKNOWN_FILE, "language": Code.UNKNOWN_LANGUAGE,
}  # fmt: skip


class Refused(Exception):
    """A request that cannot be answered, with the status to say so."""

    def __init__(self, status: int, code: Code, sentence: str, near: list[str] | None = None):
        super().__init__(code)
        self.status, self.code, self.sentence, self.near = status, code, sentence, near or []


def body(code: Code, sentence: str, near: list[str] | None = None) -> dict[str, Any]:
    """The one shape of all errors."""
    short = sentence if len(sentence) <= LONGEST else sentence[: LONGEST - 1] + "…"
    return {"error": {"code": code.value, "sentence": short, "near": near or []}}


def install(api: NinjaAPI) -> None:
    """Let the API answer every error of a request in that shape."""

    def tell(request: HttpRequest, status: int, code: Code, sentence: str, near: list[str] | None = None):
        return api.create_response(request, body(code, sentence, near), status=status)

    @api.exception_handler(UnknownName)
    def unknown(request: HttpRequest, error: UnknownName) -> HttpResponse:
        return tell(request, 404, KINDS.get(error.kind, Code.UNKNOWN_FACT), str(error), error.near)

    @api.exception_handler(LawError)
    def unfit(request: HttpRequest, error: LawError) -> HttpResponse:
        return tell(request, 422, Code.BAD_VALUE, str(error))

    @api.exception_handler(Refused)
    def refused(request: HttpRequest, error: Refused) -> HttpResponse:
        return tell(request, error.status, error.code, error.sentence, error.near)

    @api.exception_handler(ValidationError)
    def misshapen(request: HttpRequest, error: ValidationError) -> HttpResponse:
        return tell(request, 422, Code.BAD_REQUEST, _fault(error.errors[0]))

    @api.exception_handler(HttpError)
    def unread(request: HttpRequest, error: HttpError) -> HttpResponse:
        return tell(request, 400, Code.NOT_JSON, "The body cannot be read: it must be a JSON object in UTF-8.")

    @api.exception_handler(RequestDataTooBig)
    def too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
        return tell(request, 413, Code.TOO_LARGE, "The body is too large: 256 KiB are enough for any situation.")


def _fault(found: dict[str, Any]) -> str:
    """One fault of a request as a sentence: where, and what would be right."""
    where = ".".join(str(part) for part in found["loc"][1:] if part != "asked") or "the body"
    return f"'{where}' is not right: {found['msg'].removeprefix('Value error, ').rstrip('.')}."
