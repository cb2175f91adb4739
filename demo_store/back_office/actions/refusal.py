"""Saying no."""


class Refused(Exception):
    """Why something cannot be done."""
