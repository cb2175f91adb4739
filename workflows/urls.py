"""Addresses of the workflows and the e-mails."""

from django.urls import path

from workflows.views import (
    automation,
    emails,
    engagement,
    held,
    outbox,
    people,
    publishing,
    reader,
    sender,
    services,
    settings,
    switching,
)

urlpatterns = [
    path("automation/", automation.automation, name="automation"),
    path("automation/<slug:kind>/", automation.workflow, name="workflow"),
    path("automation/<slug:kind>/delays/<int:place>/", settings.delay, name="workflow-delay"),
    path("automation/<slug:kind>/days/", settings.lapse, name="workflow-lapse"),
    path("automation/<slug:kind>/window/", settings.window, name="workflow-window"),
    path("automation/<slug:kind>/emails/<int:place>/", settings.step_email, name="workflow-email"),
    path("automation/<slug:kind>/on/", switching.turn_on, name="workflow-on"),
    path("automation/<slug:kind>/off/", switching.turn_off, name="workflow-off"),
    path("automation/<slug:kind>/people/", people.people, name="workflow-people"),
    path("automation/<slug:kind>/people/<int:enrolment_id>/", people.enrolment, name="enrolment"),
    path("automation/<slug:kind>/held/", held.held, name="workflow-held"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/<int:email_id>/", outbox.outbox_email, name="outbox-email"),
    path("outbox/<int:email_id>/html/", outbox.outbox_html, name="outbox-html"),
    path("emails/", emails.emails, name="emails"),
    path("emails/<int:email_id>/", emails.email, name="email"),
    path("emails/<int:email_id>/publish/", publishing.publish, name="publish-email"),
    path("emails/<int:email_id>/unpublish/", publishing.unpublish, name="unpublish-email"),
    path("emails/<int:email_id>/preview/", emails.preview, name="email-preview"),
    path("settings/sender/", sender.sender, name="settings-sender"),
    # What stands in e-mails is kept as it is for ever.
    path("e/unsubscribe/<str:token>/", reader.unsubscribe, name="unsubscribe"),
    path("e/preferences/<str:token>/", reader.preferences, name="email-preferences"),
    path("e/c/<str:token>/", engagement.click, name="email-click"),
    path("e/o/<str:token>.gif", engagement.open_picture, name="email-open"),
    path("e/services/<slug:service>/tracking/", services.tracking, name="email-service"),
]
