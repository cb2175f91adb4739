"""Work that one process does at a time, whoever it is."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def held_lock(key: int, part: int = 0, *, wait: bool = False) -> Iterator[bool]:
    """Hold an advisory lock of PostgreSQL; False where another process has it, unless it is waited for.

    It goes with the connection, so a killed worker leaves none behind.
    """
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [key, part])
        else:
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [key, part])
        held = wait or bool(cursor.fetchone()[0])
    try:
        yield held
    finally:
        if held and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [key, part])
