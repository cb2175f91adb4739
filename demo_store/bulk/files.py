"""Where results are fetched: no token, a signed address, ranges and resuming."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from flask import Blueprint, Response, current_app, request, send_file

from demo_store.bulk.operations import signature
from demo_store.instants import now

if TYPE_CHECKING:
    from demo_store.store import Store

door = Blueprint("bulk_files", __name__)


@door.get("/bulk-operation-outputs/<name>")
def bulk_result(name: str) -> Response:
    """A finished operation's JSONL. 403 for a wrong or expired signature, as a storage service answers."""
    store: Store = current_app.extensions["store"]
    key = name.removesuffix("-final")
    expires = request.args.get("Expires", "")
    given = request.args.get("Signature", "")
    if not expires.isdigit() or not hmac.compare_digest(given, signature(key, int(expires))):
        return _refusal("SignatureDoesNotMatch", 403)
    if int(expires) < now():
        return _refusal("ExpiredToken", 400)
    operation = store.bulk.by_key(key)
    if operation is None or not operation.path.exists():
        return _refusal("NoSuchKey", 404)
    answer = send_file(
        operation.path,
        mimetype="application/jsonl",
        as_attachment=True,
        download_name=f"bulk-{operation.id}.jsonl",
        conditional=True,
        etag=f"{operation.key}-{operation.file_size}",
    )
    answer.headers["Accept-Ranges"] = "bytes"
    return answer


def _refusal(code: str, status: int) -> Response:
    body = f"<?xml version='1.0' encoding='UTF-8'?><Error><Code>{code}</Code></Error>"
    return Response(body, status, mimetype="application/xml")
