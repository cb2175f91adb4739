"""`bin/manage rebuild_search`: hold the search index against every record, and mend it."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from crm.finding.audit import audit
from crm.finding.kinds import INDEXED


class Command(BaseCommand):
    """Prints a line for each kind of record. An error with `--check` where something differs."""

    help = "Make the words that records are found by anew where they differ from the records, and say how many did."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="mend nothing; an error if anything differs")

    def handle(self, *args: Any, **options: Any) -> None:
        differ = 0
        for object_type in INDEXED:
            began = time.monotonic()
            audited = audit(object_type, repair=not options["check"], settled_before=timezone.now())
            kinds = ", ".join(f"{number:,} {kind.replace('_', ' ')}" for kind, number in audited.differing.items())
            self.stdout.write(f"{object_type.value}: {kinds or 'nothing differs'} ({time.monotonic() - began:.1f} s)")
            differ += audited.differing.total()
        if differ and options["check"]:
            raise CommandError(f"{differ:,} records are not found as they are. Without --check they are mended.")
