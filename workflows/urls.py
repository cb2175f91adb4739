"""Addresses of the workflows and the e-mails."""

from django.urls import path

from workflows.views import automation, emails, engagement, reader, sender, services, settings

urlpatterns = [
    path("automation/", automation.automation, name="automation"),
    path("automation/<slug:kind>/", automation.workflow, name="workflow"),
    path("automation/<slug:kind>/delays/<int:place>/", settings.delay, name="workflow-delay"),
    path("automation/<slug:kind>/days/", settings.lapse, name="workflow-lapse"),
    path("emails/", emails.emails, name="emails"),
    path("emails/<int:email_id>/", emails.email, name="email"),
    path("emails/<int:email_id>/preview/", emails.preview, name="email-preview"),
    path("settings/sender/", sender.sender, name="settings-sender"),
    # What stands in e-mails is kept as it is for ever.
    path("e/unsubscribe/<str:token>/", reader.unsubscribe, name="unsubscribe"),
    path("e/preferences/<str:token>/", reader.preferences, name="email-preferences"),
    path("e/c/<str:token>/", engagement.click, name="email-click"),
    path("e/o/<str:token>.gif", engagement.open_picture, name="email-open"),
    path("e/services/<slug:service>/tracking/", services.tracking, name="email-service"),
]
