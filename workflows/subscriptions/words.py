"""The types of e-mail as a reader understands them: what each is about."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workflows.models import Kind


@dataclass(frozen=True, slots=True)
class Subscription:
    """A type of e-mail in a reader's words."""

    kind: Kind
    label: str | Promise
    about: str | Promise


SUBSCRIPTIONS = (
    Subscription(Kind.WELCOME, _("Welcome e-mails"), _("A few e-mails after a first order.")),
    Subscription(Kind.ABANDONED_CART, _("Cart reminders"), _("When something was left in the cart.")),
    Subscription(Kind.RE_ENGAGEMENT, _("News for past customers"), _("What is new, after some time without an order.")),
)
LABELS = {one.kind: one.label for one in SUBSCRIPTIONS}
