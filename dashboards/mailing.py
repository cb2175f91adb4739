"""Dashboards by e-mail: each Monday at eight where the store is, to the people who asked for it.

A week is marked before its e-mail is handed over: whatever dies in between, nobody gets it twice.
"""

import logging
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import mrml
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.mails import are_sent
from accounts.middleware import portal_zone
from accounts.models import User
from dashboards.cards import cards_of
from dashboards.figures import asking_for_portal
from dashboards.models import Dashboard, WeeklyMail
from workflows.drawing import WITHOUT_WEB_FONTS
from workflows.models import Sender

logger = logging.getLogger(__name__)

SENT_FROM = time(8)
# Rows of a report in an e-mail; the rest is a click away.
MOST_ROWS = 10


def subscribe(dashboard: Dashboard, user: User, at: datetime) -> None:
    """Let somebody have a dashboard by e-mail, from next Monday on."""
    WeeklyMail.objects.get_or_create(dashboard=dashboard, user=user, defaults={"sent_for": week_of(at, portal_zone())})


def unsubscribe(dashboard: Dashboard, user: User) -> None:
    """Let somebody have it no more."""
    WeeklyMail.objects.filter(dashboard=dashboard, user=user).delete()


def gets(dashboard: Dashboard, user: User) -> bool:
    """Whether somebody has it by e-mail."""
    return WeeklyMail.objects.filter(dashboard=dashboard, user=user).exists()


def send_due(at: datetime) -> int:
    """Send this week's e-mails that were not sent yet, from Monday at eight on; how many were handed over."""
    zone = portal_zone()
    week = week_of(at, zone)
    if not are_sent() or at < _eight_on(week, zone):
        return 0
    due = WeeklyMail.objects.filter(Q(sent_for__isnull=True) | Q(sent_for__lt=week), user__is_active=True)
    waiting = list(due.values_list("pk", flat=True))
    if not waiting:
        return 0
    server = get_connection()
    try:
        server.open()
    except Exception as error:  # a mail server that is away: they are due still
        logger.warning("dashboards_not_mailed error=%s", type(error).__name__)
        return 0
    try:
        return sum(_send(pk, week, at, server) for pk in waiting)
    finally:
        server.close()


def week_of(at: datetime, zone: ZoneInfo) -> date:
    """The Monday of the week that a moment is in, where the store is."""
    today = at.astimezone(zone).date()
    return today - timedelta(days=today.weekday())


def _eight_on(monday: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(monday, SENT_FROM, tzinfo=zone)


def _send(pk: int, week: date, at: datetime, server: BaseEmailBackend) -> bool:
    """Whether it was handed over; one that somebody else has at hand is theirs."""
    with transaction.atomic():
        waiting = WeeklyMail.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk)
        one = waiting.exclude(sent_for__gte=week).select_related("dashboard", "user").first()
        if one is None:
            return False
        letter = message(one, at)
        one.sent_for = week
        one.save(update_fields=["sent_for"])
    try:
        server.send_messages([letter])
    except Exception as error:  # a mail server's own, an e-mail service's, the network's
        logger.warning("dashboard_not_mailed dashboard=%d error=%s", one.dashboard_id, type(error).__name__)
        return False
    logger.info("dashboard_mailed dashboard=%d", one.dashboard_id)
    return True


def message(one: WeeklyMail, at: datetime) -> EmailMultiAlternatives:
    """The e-mail with the figures of a moment, in its reader's language and the store's zone."""
    with translation.override(one.user.language or settings.LANGUAGE_CODE), timezone.override(portal_zone()):
        asking = asking_for_portal(at)
        reports = list(one.dashboard.reports.shown())
        for report in reports:
            report.dashboard = one.dashboard
        context = {
            "dashboard": one.dashboard,
            "cards": cards_of(reports, asking),
            "asking": asking,
            "app_url": settings.APP_URL,
            "most_rows": f":{MOST_ROWS}",
        }
        html = mrml.to_html(
            render_to_string("dashboards/mail/weekly.mjml.txt", context), render_options=WITHOUT_WEB_FONTS
        )
        text = render_to_string("dashboards/mail/weekly.txt", context)
        subject = str(one.dashboard)
    sent = EmailMultiAlternatives(subject, text, Sender.current().sent_from, [one.user.email])
    sent.attach_alternative(html.content, "text/html")
    return sent
