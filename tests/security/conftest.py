"""Stores that answer by script, for the rows about connecting one."""

from tests.shopify_connector.conftest import clock, scripted

__all__ = ["clock", "scripted"]
