"""The demo store as a Flask application."""

from __future__ import annotations

import secrets

from flask import Flask

from demo_store.bulk import files as bulk_files
from demo_store.graphql_api import door as graphql_door
from demo_store.graphql_api.schema import answering_schema
from demo_store.oauth import pages as oauth_pages
from demo_store.oauth import token_door
from demo_store.options import Options
from demo_store.store import Store


def create_app(options: Options, store: Store | None = None) -> Flask:
    """An application over a store (a fresh one with the options' data, unless given)."""
    app = Flask("demo_store", static_folder="static", template_folder="templates")
    app.config.update(SECRET_KEY=secrets.token_hex(16), SESSION_COOKIE_NAME="demo_store", MAX_CONTENT_LENGTH=8 << 20)
    app.extensions["store"] = store or Store(options)
    answering_schema()
    for door in (graphql_door.door, bulk_files.door, oauth_pages.door, token_door.door):
        app.register_blueprint(door)
    return app
