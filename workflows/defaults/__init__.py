"""What every portal starts with: three workflows of three steps, and their nine draft e-mails (SPEC C7, W1, W3)."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation

from accounts.languages import administrators_language
from accounts.models import Portal
from workflows.blocks import body_of
from workflows.defaults import english, french
from workflows.defaults.content import DefaultEmail
from workflows.models import EmailState, EmailTemplate, Kind, MarketingEmail, Workflow, WorkflowStep
from workflows.models.workflow import LAPSE_DAYS_DEFAULT

EMAILS = {"en": english.EMAILS, "fr": french.EMAILS}
TEMPLATES = {"en": english.TEMPLATES, "fr": french.TEMPLATES}

# From the previous step; the first from the trigger (docs/automation.md).
DELAYS: dict[Kind, tuple[timedelta, ...]] = {
    Kind.WELCOME: (timedelta(0), timedelta(days=3), timedelta(days=7)),
    Kind.ABANDONED_CART: (timedelta(0), timedelta(days=1), timedelta(days=3)),
    Kind.RE_ENGAGEMENT: (timedelta(0), timedelta(days=7), timedelta(days=14)),
}
# How late an e-mail is still of use.
USELESS_AFTER = {
    Kind.WELCOME: timedelta(days=7),
    Kind.ABANDONED_CART: timedelta(days=3),
    Kind.RE_ENGAGEMENT: timedelta(days=7),
}


def ensure_workflows() -> None:
    """Make what is missing of the workflows, their steps and e-mails. What is there, a person's it may be, stays.

    Safe to call again and at the same moment twice.
    """
    with transaction.atomic():
        # Callers wait for one another here.
        Portal.objects.select_for_update().get(pk=Portal.current().pk)
        language = portal_language()
        for kind in Kind:
            _ensure_workflow(kind, language)


def portal_language() -> str:
    """The language the portal writes to its customers in: that of its automated e-mails; before there are any, the one
    its first administrator chose, or else the one of the page in use."""
    written = MarketingEmail.objects.exclude(made_for="").order_by("id").values_list("language", flat=True).first()
    chosen = written or administrators_language() or translation.get_language()
    language = (chosen or settings.LANGUAGE_CODE).split("-")[0]
    return language if language in EMAILS else settings.LANGUAGE_CODE


def _ensure_workflow(kind: Kind, language: str) -> None:
    lapse = LAPSE_DAYS_DEFAULT if kind == Kind.RE_ENGAGEMENT else None
    workflow, _made = Workflow.objects.get_or_create(kind=kind, defaults={"lapse_days": lapse})
    template = EmailTemplate.objects.filter(made_for=kind).order_by("pk").first() or _make_template(kind, language)
    useless_after = int(USELESS_AFTER[kind].total_seconds())
    for place, delay in enumerate(DELAYS[kind], start=1):
        as_made = {"delay_seconds": int(delay.total_seconds()), "useless_after_seconds": useless_after}
        step, _made = WorkflowStep.objects.get_or_create(workflow=workflow, place=place, defaults=as_made)
        if step.email is None:
            step.email = _make_email(kind, place, language, template)
            step.save(update_fields=["email"])


def _make_template(kind: Kind, language: str) -> EmailTemplate:
    template = EmailTemplate.objects.create(
        **_fields(TEMPLATES[language][kind]), language=language, made_for=kind, state=EmailState.PUBLISHED
    )
    template.keep_version()
    MarketingEmail.objects.filter(made_for=kind, template=None).update(template=template)
    return template


def _make_email(kind: Kind, place: int, language: str, template: EmailTemplate) -> MarketingEmail:
    email = MarketingEmail.objects.create(
        **_fields(EMAILS[language][kind][place - 1]), language=language, made_for=kind, template_id=template.pk
    )
    email.keep_version()
    return email


def _fields(default: DefaultEmail) -> dict[str, Any]:
    return {
        "name": default.name,
        "subject": default.subject,
        "preview_text": default.preview_text,
        "body": body_of(default.blocks),
    }
