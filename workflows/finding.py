"""Workflows and e-mails, as the search finds them."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.finding.registry import Asked, Badge, Finder, Hit, register
from crm.finding.words import words_of
from workflows import words
from workflows.models import MarketingEmail, Workflow
from workflows.personalisation import Filling, store_values
from workflows.views.emails import filled_line

# E-mails that are looked through: those that were changed last.
_LOOKED_THROUGH = 500


def register_workflows() -> None:
    """Let workflows and e-mails be found."""
    register(Finder(name="workflows", label=gettext_lazy("Workflows"), place=50, find=find_workflows))
    register(Finder(name="emails", label=gettext_lazy("E-mails"), place=60, find=find_emails))


def find_workflows(asked: Asked) -> list[Hit]:
    """Workflows by name."""
    return asked.among(
        Hit(
            title=str(one),
            url=one.get_absolute_url(),
            icon=words.icon_of(one),
            badge=Badge(_("Workflow is on"), "won") if one.is_on else Badge(_("Workflow is off"), icon="circle-pause"),
        )
        for one in Workflow.objects.order_by("pk")
    )


def find_emails(asked: Asked) -> list[Hit]:
    """E-mails by name and subject, which reads as it does to somebody of whom nothing is known."""
    newest = MarketingEmail.objects.order_by("-updated_at", "-pk").defer("body")[:_LOOKED_THROUGH]
    found = [one for one in newest if asked.query.matches(words_of(one.name, one.subject))]
    if not found:
        return []
    nobody = Filling(contact={}, store=store_values())
    return asked.among(_email_hit(one, nobody) for one in sorted(found, key=str))


def _email_hit(email: MarketingEmail, filling: Filling) -> Hit:
    state, tone = words.state_of(email)
    return Hit(
        title=email.name,
        url=email.get_absolute_url(),
        about=filled_line(email.subject, filling),
        icon="mail",
        badge=Badge(state, tone),
    )
