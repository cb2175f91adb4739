"""The door of e-mail services: bounces and complaints (SPEC E4)."""

from anymail.utils import get_request_basic_auth
from anymail.webhooks.amazon_ses import AmazonSESTrackingWebhookView
from anymail.webhooks.brevo import BrevoTrackingWebhookView
from anymail.webhooks.mailgun import MailgunTrackingWebhookView
from anymail.webhooks.postmark import PostmarkTrackingWebhookView
from anymail.webhooks.sendgrid import SendGridTrackingWebhookView
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.crypto import constant_time_compare
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

    401 without EMAIL_WEBHOOK_SECRET; 400 where the service signs and the signature is not right. Without a secret of
    ours the door is not there: anybody could say that anybody's address bounces.
    """
    secret = settings.ANYMAIL.get("WEBHOOK_SECRET")
    if service != settings.EMAIL_SERVICE or not secret:
        raise Http404
    # Before anything is read: anymail looks into a body first, and what it cannot read ends in the log.
    if not constant_time_compare(get_request_basic_auth(request) or "", secret):
        return HttpResponse(status=401, headers={"WWW-Authenticate": 'Basic realm="hubsync"'})
    return DOORS[service].as_view()(request)
