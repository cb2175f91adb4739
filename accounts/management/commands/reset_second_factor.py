"""`bin/manage reset_second_factor ADDRESS`: for the administrator who lost phone and backup codes."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts import second_factor
from accounts.audit import Action, record
from accounts.models import User


class Command(BaseCommand):
    """Lets a user log in with the password alone, until they set two-factor log-in up again."""

    help = "Turn a user's two-factor log-in off."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="ADDRESS", help="the user's e-mail address")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"]).first()
        if user is None:
            raise CommandError(f"There is no user {options['email']}.")
        if not user.has_second_factor:
            raise CommandError(f"{user.email} logs in with the password alone already.")
        with transaction.atomic():
            second_factor.turn_off(user)
            record(None, Action.SECOND_FACTOR_RESET, user)
        self.stdout.write(f"{user.email} logs in with the password alone.")
