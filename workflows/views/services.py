"""The door of e-mail services: bounces and complaints (SPEC E4)."""

from anymail.webhooks.amazon_ses import AmazonSESTrackingWebhookView
from anymail.webhooks.brevo import BrevoTrackingWebhookView
from anymail.webhooks.mailgun import MailgunTrackingWebhookView
from anymail.webhooks.postmark import PostmarkTrackingWebhookView
from anymail.webhooks.sendgrid import SendGridTrackingWebhookView
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

DOORS: dict[str, type[View]] = {
    "amazon_ses": AmazonSESTrackingWebhookView,
    "brevo": BrevoTrackingWebhookView,
    "mailgun": MailgunTrackingWebhookView,
    "postmark": PostmarkTrackingWebhookView,
    "sendgrid": SendGridTrackingWebhookView,
}


@csrf_exempt
@login_not_required
def tracking(request: HttpRequest, service: str) -> HttpResponseBase:
    """Events of the service that EMAIL_URL names, and of no other.

    anymail checks who it is (EMAIL_WEBHOOK_SECRET, and signatures where the service signs) and answers 400 to anybody
    else. Without a secret the door is not there: anybody could say that anybody's address bounces.
    """
    if service != settings.EMAIL_SERVICE or not settings.ANYMAIL.get("WEBHOOK_SECRET"):
        raise Http404
    return DOORS[service].as_view()(request)
