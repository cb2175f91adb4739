"""E-mails and templates made, copied and deleted (SPEC E1, E2)."""

from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from crm.lists.uses import uses_of_source
from workflows.blocks import body_of
from workflows.defaults.content import letter
from workflows.email_filters.family import EMAIL_EVENTS
from workflows.models import EmailState, EmailTemplate, MarketingEmail

Email = TypeVar("Email", bound=MarketingEmail)

NAME_MOST = 200


class StillNeeded(ValueError):
    """Why it cannot be deleted, in words."""


def email_from(template: EmailTemplate, name: str, language: str, by: User) -> MarketingEmail:
    """A draft that begins with a template's content, works where the template does and looks like it."""
    return _made(
        MarketingEmail(
            name=name, language=language, made_for=template.made_for, template_id=template.pk, **template.written
        ),
        by,
    )


def blank_template(name: str, language: str, made_for: str, by: User) -> EmailTemplate:
    """A draft of a template with the parts that every letter has."""
    blocks = letter(_("A heading"), f"<p>{_('Write here what you want to say.')}</p>", _("Visit the store"))
    return _made(EmailTemplate(name=name, language=language, made_for=made_for, subject=name, body=body_of(blocks)), by)


def copy_of(email: Email, by: User) -> Email:
    """A draft with the same content, as it is written now."""
    name = _("%(name)s (copy)") % {"name": email.name}
    return _made(
        type(email)(
            name=name[:NAME_MOST],
            language=email.language,
            made_for=email.made_for,
            is_template=email.is_template,
            template_id=email.template_id,
            **email.as_written().written,
        ),
        by,
    )


def delete(email: MarketingEmail) -> None:
    """Delete an e-mail that no workflow sends and no list asks about, or a template that no e-mail looks like. Raises
    StillNeeded.
    """
    with transaction.atomic():
        if used := [str(step.workflow) for step in email.steps.select_related("workflow")]:
            raise StillNeeded(
                _("%(workflows)s sends it: choose another e-mail for that step first.")
                % {"workflows": ", ".join(f"“{one}”" for one in dict.fromkeys(used))}
            )
        if number := email.emails.count():
            first = email.emails.order_by("name").first()
            raise StillNeeded(
                _("“%(email)s” looks like it (%(number)d in all): give them another template first.")
                % {"email": first, "number": number}
            )
        if uses := ", ".join(f"{one.what} “{one.name}”" for one in uses_of_source(EMAIL_EVENTS, email.pk)):
            raise StillNeeded(_("It is used in: %(uses)s. Take it out there first.") % {"uses": uses})
        email.delete()


def _made(email: Email, by: User) -> Email:
    email.state = EmailState.DRAFT
    with transaction.atomic():
        email.save()
        email.keep_version(by)
    return email
