"""The demo store as a Flask application."""

from __future__ import annotations

import secrets

from flask import Flask, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from demo_store.back_office.office import door as office_door
from demo_store.bulk import files as bulk_files
from demo_store.graphql_api import door as graphql_door
from demo_store.graphql_api.schema import answering_schema
from demo_store.oauth import pages as oauth_pages
from demo_store.oauth import token_door
from demo_store.options import Options
from demo_store.store import Store
from demo_store.storefront import buying, drawings, pages


def create_app(options: Options, store: Store | None = None) -> Flask:
    """An application over a store (a fresh one with the options' data, unless given)."""
    app = Flask("demo_store", static_folder="static", template_folder="templates")
    app.config.update(
        SECRET_KEY=secrets.token_hex(16),
        SESSION_COOKIE_NAME="demo_store",
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=8 << 20,
    )
    app.extensions["store"] = store or Store(options)
    answering_schema()
    for door in (
        graphql_door.door,
        bulk_files.door,
        oauth_pages.door,
        token_door.door,
        drawings.door,
        pages.door,
        buying.door,
        office_door,
    ):
        app.register_blueprint(door)
    app.register_error_handler(404, _missing)
    app.after_request(_note_change)
    return app


def _note_change(answer: Response) -> Response:
    if request.method != "GET":
        app_store: Store = current_app.extensions["store"]
        app_store.changed.set()
    return answer


def _missing(error: HTTPException) -> ResponseReturnValue:
    """A page for people; programs get Shopify's words."""
    if request.path.startswith("/admin/api/"):
        return {"errors": "Not Found"}, 404
    return render_template("storefront/missing.html"), 404
