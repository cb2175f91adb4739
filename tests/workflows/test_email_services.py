"""What e-mail services tell: through their door, in their own words (captured from their documentation)."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime

import pytest
from django.test import Client

from tests.workflows.answers import make_contact, sent_email
from workflows.engagement.services import METADATA, metadata_of
from workflows.models import EmailEvent, LedgerEntry, LeftBecause, Mailbox
from workflows.subscriptions.reachability import standing_of

pytestmark = pytest.mark.django_db
AUTH = {"Authorization": "Basic " + base64.b64encode(b"hook:a secret").decode()}


@pytest.fixture
def entry(workflows):
    return sent_email(make_contact(), workflows["welcome"])


@pytest.fixture
def tell(settings):
    """A service posts events to its door."""

    def post(service, body, headers=AUTH, **more):
        settings.EMAIL_SERVICE = service
        settings.ANYMAIL = {
            "WEBHOOK_SECRET": "hook:a secret",
            "POSTMARK_SERVER_TOKEN": "t",
            "SENDGRID_API_KEY": "k",
            "BREVO_API_KEY": "k",
            **more,
        }
        client = Client(enforce_csrf_checks=True)
        return client.post(
            f"/e/services/{service}/tracking/", json.dumps(body), content_type="application/json", headers=headers
        )

    return post


def postmark(entry, **more):
    return {
        "RecordType": "Bounce",
        "ID": 901542550,
        "Type": "HardBounce",
        "TypeCode": 1,
        "MessageID": "2706ee8a-737c-4285-b032-ccd317af53ed",
        "Metadata": metadata_of(entry.pk),
        "Description": "The server was unable to deliver your message",
        "Details": "smtp;550 5.1.1 The email account does not exist.",
        "Email": "ana@example.com",
        "BouncedAt": "2026-03-02T09:00:07Z",
        **more,
    }


def test_a_hard_bounce_is_for_good(tell, entry):
    for _again in range(2):
        assert tell("postmark", postmark(entry)).status_code == 200

    entry.refresh_from_db()
    assert entry.state == LedgerEntry.State.BOUNCED
    assert Mailbox.objects.get().bounced_at == datetime(2026, 3, 2, 9, 0, 7, tzinfo=UTC)
    assert [one.kind for one in EmailEvent.objects.all()] == ["bounce"]
    assert standing_of(entry.enrolment.contact).reason == LeftBecause.BOUNCED


def test_a_soft_bounce_is_written_down_only(tell, entry):
    sendgrid = {
        "email": "ana@example.com",
        "event": "bounce",
        "type": "blocked",
        "timestamp": 1772442000,
        METADATA: str(entry.pk),
    }
    brevo = {
        "event": "soft_bounce",
        "email": "ana@example.com",
        "message-id": entry.message_id,
        "ts_event": 1772442000,
    }
    assert tell("postmark", postmark(entry, Type="SoftBounce")).status_code == 200
    assert tell("sendgrid", [sendgrid]).status_code == 200
    assert tell("brevo", brevo).status_code == 200

    assert [one.kind for one in EmailEvent.objects.all()] == ["soft_bounce"] * 3
    entry.refresh_from_db()
    assert entry.state == LedgerEntry.State.SENT
    assert standing_of(entry.enrolment.contact).closed_to == []


def test_a_complaint_and_a_delivery(tell, entry):
    tell("postmark", postmark(entry, RecordType="Delivery", DeliveredAt="2026-03-02T09:00:01Z", Type=None))
    tell("brevo", {"event": "hard_bounce", "email": "eve@example.com", "message-id": entry.message_id, "ts_event": 1})
    tell("sendgrid", [{"email": "ana@example.com", "event": "spamreport", "timestamp": 1, METADATA: str(entry.pk)}])

    assert [one.kind for one in EmailEvent.objects.order_by("id")] == ["delivered", "complaint"]
    assert standing_of(entry.enrolment.contact).reason == LeftBecause.COMPLAINED


def test_unsubscribing_at_the_service_counts_here(tell, entry):
    tell("sendgrid", [{"email": "ana@example.com", "event": "unsubscribe", "timestamp": 1, METADATA: str(entry.pk)}])
    assert standing_of(entry.enrolment.contact).reason == LeftBecause.UNSUBSCRIBED


def test_what_is_about_nothing_of_ours_is_passed_over(tell, entry):
    for metadata in ({}, {METADATA: "99999999"}, {METADATA: "x"}, {METADATA: "9" * 40}):
        assert tell("postmark", postmark(entry, Metadata=metadata)).status_code == 200
    assert tell("postmark", postmark(entry, Email="eve@example.com")).status_code == 200
    assert not EmailEvent.objects.exists()
    assert not Mailbox.objects.exists()


def test_nobody_else_is_heard(tell, entry, settings, client):
    body = postmark(entry)
    wrong = {"Authorization": "Basic " + base64.b64encode(b"hook:guess").decode()}
    for headers in (wrong, {}, {"Authorization": "Basic %%%"}, {"Authorization": "Bearer x"}):
        assert tell("postmark", body, headers=headers).status_code == 401
    assert client.post("/e/services/brevo/tracking/", {}, headers=AUTH).status_code == 404
    assert client.post("/e/services/nobody/tracking/", {}, headers=AUTH).status_code == 404
    assert tell("postmark", body, WEBHOOK_SECRET="").status_code == 404
    assert not EmailEvent.objects.exists()


def ses_bounce(entry, kind):
    """An SNS notification of Amazon SES, with its two headers."""
    told = {
        "notificationType": "Bounce",
        "bounce": {
            "bounceType": kind,
            "bounceSubType": "General",
            "bouncedRecipients": [{"emailAddress": "ana@example.com", "status": "5.1.1", "action": "failed"}],
            "timestamp": "2026-03-02T09:00:07.000Z",
        },
        "mail": {
            "messageId": "0100017-ses",
            "destination": ["ana@example.com"],
            "headers": [{"name": "X-Metadata", "value": json.dumps(metadata_of(entry.pk))}],
        },
    }
    body = {
        "Type": "Notification",
        "MessageId": "22b80b92",
        "TopicArn": "arn:aws:sns:eu-west-3:1234:ses",
        "Timestamp": "2026-03-02T09:00:08.000Z",
        "Message": json.dumps(told),
    }
    return body, {**AUTH, "X-Amz-Sns-Message-Type": "Notification", "X-Amz-Sns-Message-Id": "22b80b92"}


def test_amazon_tells_what_passes_from_what_does_not(tell, entry):
    body, headers = ses_bounce(entry, "Transient")
    assert tell("amazon_ses", body, headers).status_code == 200
    assert [one.kind for one in EmailEvent.objects.all()] == ["soft_bounce"]
    body, headers = ses_bounce(entry, "Permanent")
    assert tell("amazon_ses", body, headers).status_code == 200
    assert standing_of(entry.enrolment.contact).reason == LeftBecause.BOUNCED


def test_amazon_is_asked_who_it_is_before_anything_is_read(tell, entry):
    body, headers = ses_bounce(entry, "Permanent")
    without = {name: value for name, value in headers.items() if name != "Authorization"}
    wrong = {**headers, "Authorization": "Basic " + base64.b64encode(b"hook:guess").decode()}
    assert tell("amazon_ses", body, without).status_code == 401
    assert tell("amazon_ses", body, wrong).status_code == 401
    assert tell("amazon_ses", "no message", wrong).status_code == 401
    assert not EmailEvent.objects.exists()


def mailgun_failure(entry, severity, key=b"the key"):
    """Mailgun signs what it tells; it keeps our Message-ID."""
    signature = hmac.new(key, b"1772442007token", hashlib.sha256).hexdigest()
    return {
        "signature": {"timestamp": "1772442007", "token": "token", "signature": signature},
        "event-data": {
            "event": "failed",
            "severity": severity,
            "reason": "bounce",
            "timestamp": 1772442007.5,
            "recipient": "ana@example.com",
            "message": {"headers": {"message-id": entry.message_id.strip("<>")}},
        },
    }


def test_mailgun_is_matched_by_message_id_and_has_to_sign(tell, entry):
    assert (
        tell("mailgun", mailgun_failure(entry, "permanent", b"a guess"), MAILGUN_API_KEY="the key").status_code == 400
    )
    assert tell("mailgun", mailgun_failure(entry, "temporary"), MAILGUN_API_KEY="the key").status_code == 200
    assert not EmailEvent.objects.filter(kind="bounce").exists()
    assert tell("mailgun", mailgun_failure(entry, "permanent"), MAILGUN_API_KEY="the key").status_code == 200
    assert standing_of(entry.enrolment.contact).reason == LeftBecause.BOUNCED
