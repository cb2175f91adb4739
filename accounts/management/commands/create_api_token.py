"""`bin/manage create_api_token NAME`: a token for a program that calls the API (SPEC 12)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.api_tokens import create_token
from accounts.audit import Action, record
from accounts.scopes import SCOPES


class Command(BaseCommand):
    """Makes an API token and prints it, alone on the last line. It cannot be shown again."""

    help = "Make an API token and print it, alone on the last line."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", metavar="NAME", help="what uses the token")
        parser.add_argument(
            "--scope",
            action="append",
            metavar="SCOPE",
            help="a scope that it has (crm.objects.contacts.read); may be given many times; every scope by default",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                token, text = create_token(options["name"], options["scope"] or SCOPES, None)
                record(None, Action.TOKEN_MADE, token, scopes=token.scopes)
        except ValueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(text)
