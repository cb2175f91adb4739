"""Integrations, the OAuth doors, and e-commerce settings."""

from django.urls import path

from shopify_connector.inbox.entrances import PATH, webhooks
from shopify_connector.views import (
    authorization,
    comparisons,
    imports,
    integrations,
    privacy,
    store_settings,
    sync_errors,
    sync_health,
)

urlpatterns = [
    path("integrations/", integrations.list_integrations, name="integrations"),
    path("integrations/e-commerce/shopify/", integrations.connect_shopify, name="connect-shopify"),
    path("integrations/crm/salesforce/", integrations.switch_salesforce, name="switch-salesforce"),
    path("integrations/<slug:category>/", integrations.list_integrations, name="integrations-category"),
    path("shopify/install", authorization.install, name="shopify-install"),
    path("shopify/callback", authorization.callback, name="shopify-callback"),
    path(PATH.removeprefix("/"), webhooks, name="shopify-webhooks"),
    path("settings/e-commerce/", store_settings.show, name="e-commerce-settings"),
    path("settings/e-commerce/access-token/", store_settings.connect_with_token, name="connect-with-token"),
    path(
        "settings/e-commerce/client-credentials/",
        store_settings.connect_with_credentials,
        name="connect-with-credentials",
    ),
    path("settings/e-commerce/renewed-token/", store_settings.exchange_token, name="exchange-token"),
    path("settings/e-commerce/disconnect/", store_settings.disconnect, name="disconnect-store"),
    path("settings/e-commerce/import/", imports.start_import, name="start-import"),
    path("settings/e-commerce/import/progress/", imports.show_progress, name="import-progress"),
    path("settings/e-commerce/import/cancel/", imports.cancel_import, name="cancel-import"),
    path("settings/e-commerce/sync-health/", sync_health.show, name="sync-health"),
    path("settings/e-commerce/sync-health/now/", sync_health.show_now, name="sync-health-now"),
    path("settings/e-commerce/sync-health/comparison/", comparisons.show_comparison, name="comparison"),
    path("settings/e-commerce/sync-health/comparison/start/", comparisons.start_comparison, name="start-comparison"),
    path("settings/e-commerce/sync-health/comparison/cancel/", comparisons.cancel_comparison, name="cancel-comparison"),
    path("settings/e-commerce/sync-health/errors/", sync_errors.handle_errors, name="handle-sync-errors"),
    path(
        "settings/e-commerce/sync-health/errors/<int:moment>/undo/",
        sync_errors.bring_back_errors,
        name="bring-back-sync-errors",
    ),
    path("settings/privacy/", privacy.show, name="settings-privacy"),
    path("settings/privacy/<int:request_id>/", privacy.show_data, name="privacy-data"),
    path("settings/privacy/<int:request_id>/data.json", privacy.download_data, name="privacy-data-file"),
    path("settings/privacy/<int:request_id>/done/", privacy.finish, name="finish-privacy-request"),
    path("settings/privacy/<int:request_id>/reopen/", privacy.reopen, name="reopen-privacy-request"),
]
