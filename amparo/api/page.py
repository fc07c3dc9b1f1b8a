"""The page that shows the API to people: made from its schema, with nothing from elsewhere."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import engines
from django.views.decorators.http import require_safe

from amparo.api.views import api

TEMPLATE = Path(__file__).parent / "templates" / "api" / "page.html"


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Every operation with what goes in and what comes out."""
    return HttpResponse(_page())


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The schema for programs."""
    return JsonResponse(schema())


@functools.cache
def schema() -> dict[str, Any]:
    """The schema as plain data."""
    return json.loads(json.dumps(api.get_openapi_schema(path_prefix="api/")))


@functools.cache
def _page() -> str:
    models = schema()["components"]["schemas"]
    context = {"info": schema()["info"], "operations": list(operations(schema())), "models": list(shown(models))}
    return engines["django"].from_string(TEMPLATE.read_text(encoding="utf-8")).render(context)


def operations(whole: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The operations, in the order of the code."""
    for address, methods in whole["paths"].items():
        for method, one in methods.items():
            sent = one.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            yield {
                "id": one["operationId"], "method": method.upper(), "address": address,
                "summary": one["summary"], "description": one.get("description", ""),
                "parameters": [
                    {"name": p["name"], "where": p["in"], "required": p["required"], "kind": kind(p["schema"])}
                    for p in one["parameters"]
                ],
                "sent": kind(sent) if sent else "",
                "answers": [
                    {"status": status, "words": answer["description"],
                     "kind": kind(answer.get("content", {}).get("application/json", {}).get("schema", {}))}
                    for status, answer in one["responses"].items()
                ],
            }  # fmt: skip


def shown(models: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The documents by name, each with its fields."""
    for name, model in sorted(models.items()):
        required = model.get("required", [])
        fields = [
            {"name": field, "kind": kind(one), "required": field in required}
            for field, one in model.get("properties", {}).items()
        ]
        yield {
            "name": name, "description": model.get("description", ""), "fields": fields,
            "labels": model.get("enum", []),
        }  # fmt: skip


def kind(schema: dict[str, Any]) -> str:
    """What a value is, in a few words."""
    if "$ref" in schema:
        return schema["$ref"].rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(kind(one) for one in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {kind(schema['items'])}"
    return {"object": "object", "null": "null", None: "any"}.get(schema.get("type"), str(schema.get("type")))
