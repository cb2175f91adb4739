"""The mutations an app like hubsync uses. Each returns its payload as a dict by field name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from graphql import GraphQLError

from demo_store.bulk.plan import refusals
from demo_store.bulk.runner import start
from demo_store.consent import change_consent
from demo_store.graphql_api.access import denied, topic_scope
from demo_store.graphql_api.context import Context, gid, number_of
from demo_store.instants import now, parse_iso

Payload = dict[str, Any]
Arguments = dict[str, Any]


def _refusal(path: list[str] | None, message: str, code: str | None = None) -> Payload:
    return {"field": path, "message": message, "code": code}


def bulk_run(arguments: Arguments, context: Context) -> Payload:
    """Start an export, or say which rule its query breaks, or which five are running."""
    query = arguments["query"]
    problems = refusals(query, context)
    if problems:
        return {"bulkOperation": None, "userErrors": [_refusal(["query"], text, "INVALID") for text in problems]}
    added = context.store.bulk.add(query, group_objects=arguments["groupObjects"])
    if isinstance(added, list):
        running = ", ".join(gid("BulkOperation", operation.id) for operation in added)
        message = f"A bulk query operation for this app and shop is already in progress: {running}."
        return {"bulkOperation": None, "userErrors": [_refusal(None, message, "OPERATION_IN_PROGRESS")]}
    start(added, context)
    return {"bulkOperation": added, "userErrors": []}


def bulk_cancel(arguments: Arguments, context: Context) -> Payload:
    number = number_of(arguments["id"], "BulkOperation")
    operation = context.store.bulk.get(number) if number else None
    if operation is None:
        return {"bulkOperation": None, "userErrors": [_refusal(["id"], "Bulk operation does not exist")]}
    if operation.status != "CANCELING" and not context.store.bulk.cancel(operation):
        message = f"A bulk operation cannot be canceled when it is {operation.status.lower()}"
        return {"bulkOperation": operation, "userErrors": [_refusal(None, message)]}
    return {"bulkOperation": operation, "userErrors": []}


def webhook_create(arguments: Arguments, context: Context) -> Payload:
    scope = topic_scope(arguments["topic"])
    if scope and scope not in context.scopes:
        raise denied("webhookSubscriptionCreate", scope)
    kept, errors = context.store.webhooks.create(arguments["topic"], arguments["webhookSubscription"])
    return {"webhookSubscription": kept, "userErrors": errors}


def webhook_update(arguments: Arguments, context: Context) -> Payload:
    number = number_of(arguments["id"], "WebhookSubscription") or 0
    kept, errors = context.store.webhooks.update(number, arguments["webhookSubscription"])
    return {"webhookSubscription": kept, "userErrors": errors}


def webhook_delete(arguments: Arguments, context: Context) -> Payload:
    errors = context.store.webhooks.delete(number_of(arguments["id"], "WebhookSubscription") or 0)
    return {"deletedWebhookSubscriptionId": None if errors else arguments["id"], "userErrors": errors}


def pixel_create(arguments: Arguments, context: Context) -> Payload:
    """One pixel an app and shop, and only where the extension is deployed (option `--pixel-deployed`)."""
    store = context.store
    if not store.options.pixel_deployed:
        refusal = _refusal(None, "No web pixel extension found for this app.", "NO_EXTENSION")
    elif store.pixel_settings:
        refusal = _refusal(None, "A web pixel already exists for this app and shop.", "TAKEN")
    else:
        number = store.ids.mint("WebPixel")
        store.pixel_settings[number] = arguments["webPixel"]["settings"]
        return {"webPixel": (number, store.pixel_settings[number]), "userErrors": []}
    return {"webPixel": None, "userErrors": [refusal]}


def pixel_delete(arguments: Arguments, context: Context) -> Payload:
    number = number_of(arguments["id"], "WebPixel")
    if number is None or context.store.pixel_settings.pop(number, None) is None:
        refusal = _refusal(["id"], "The web pixel does not exist.", "NOT_FOUND")
        return {"deletedWebPixelId": None, "userErrors": [refusal]}
    return {"deletedWebPixelId": arguments["id"], "userErrors": []}


def script_tag_create(arguments: Arguments, context: Context) -> Payload:
    """Refused since 2026-10-01, in every version (Shopify's changelog)."""
    message = "Script tags can no longer be created. Use a theme app extension or a web pixel instead."
    return {"scriptTag": None, "userErrors": [_refusal(None, message)]}


def app_uninstall(arguments: Arguments, context: Context) -> Payload:
    """Remove the app: its tokens, subscriptions and pixel go at once."""
    uninstall(context)
    return {"app": context.store, "userErrors": []}


def uninstall(context: Context) -> None:
    """What uninstalling does to what an app kept here; the last thing its subscriptions tell."""
    store = context.store
    with store.action():
        store.tell("app/uninstalled", store)
        store.installations.uninstall()
        store.webhooks.clear()
        store.pixel_settings.clear()


def consent_update(arguments: Arguments, context: Context) -> Payload:
    """Change what mail a customer agreed to, with the refusals as recorded."""
    given = arguments["input"]["emailMarketingConsent"]
    state, level = given["marketingState"], given.get("marketingOptInLevel")
    if state not in ("SUBSCRIBED", "UNSUBSCRIBED", "PENDING"):
        message = f"Cannot specify {state} as a marketing state input"
        raise GraphQLError(message, extensions={"code": "INVALID"})
    number = number_of(arguments["input"]["customerId"], "Customer")
    customer = context.store.customers.get(number) if number else None
    if customer is None:
        refusal = _refusal(["input", "customerId"], "Customer not found", "INVALID")
        return {"customer": None, "userErrors": [refusal]}
    path = ["input", "emailMarketingConsent"]
    at = parse_iso(given["consentUpdatedAt"]) if given.get("consentUpdatedAt") else now()
    if customer.email is None:
        refusal = _refusal(path, "An email address is required to set the email marketing consent state.", "INVALID")
    elif level is None:
        refusal = _refusal([*path, "marketingOptInLevel"], "Marketing opt in level must exist", "MISSING_ARGUMENT")
    elif state == "PENDING" and level != "CONFIRMED_OPT_IN":
        message = "Marketing opt in level must be confirmed opt-in for pending consent state"
        refusal = _refusal([*path, "marketingOptInLevel"], message, "INVALID")
    elif at > now():
        refusal = _refusal([*path, "consentUpdatedAt"], "Consent updated at must not be in the future", "INVALID")
    else:
        change_consent(context.store, customer, state, level, at)
        return {"customer": customer, "userErrors": []}
    return {"customer": customer, "userErrors": [refusal]}


MUTATIONS: Final[dict[str, Callable[[Arguments, Context], Payload]]] = {
    "bulkOperationRunQuery": bulk_run,
    "bulkOperationCancel": bulk_cancel,
    "webhookSubscriptionCreate": webhook_create,
    "webhookSubscriptionUpdate": webhook_update,
    "webhookSubscriptionDelete": webhook_delete,
    "webPixelCreate": pixel_create,
    "webPixelDelete": pixel_delete,
    "scriptTagCreate": script_tag_create,
    "appUninstall": app_uninstall,
    "customerEmailMarketingConsentUpdate": consent_update,
}
