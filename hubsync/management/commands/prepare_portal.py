"""`manage.py prepare_portal`: make database and static files ready for this version; run before web and workers."""

import json
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.utils import OperationalError

from hubsync.first_administrator import ensure_first_administrator
from hubsync.static_files import collect_if_changed

# Any number that nobody else takes: two machines that start together migrate one after the other.
ADVISORY_LOCK = 7_305_914_422


class Command(BaseCommand):
    """Migrates, collects static files when they changed, makes the first administrator when one is given.

    Prints one JSON object (see `ensure_first_administrator`), alone on the last line.
    """

    help = "Migrate, collect static files when they changed, make the first administrator (ADMIN_EMAIL)."
    requires_migrations_checks = False
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """`--no-static` for images that collected them when they were built."""
        parser.add_argument("--no-static", action="store_true", help="static files are collected already")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it; a database that does not answer is told in words."""
        try:
            connection.ensure_connection()
        except OperationalError as error:
            raise CommandError(f"The database does not answer: {str(error).strip()}") from error
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
            try:
                call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
                prepared = ensure_first_administrator()
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])
        if not options["no_static"]:
            collect_if_changed()
        if "weak_password" in prepared:
            self.stderr.write(f"ADMIN_PASSWORD is weak, change it after logging in: {prepared['weak_password']}")
        self.stdout.write(json.dumps(prepared))
