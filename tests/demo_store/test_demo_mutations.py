"""Webhook subscriptions, pixel, script tags, consent."""

import pytest

CREATE = """mutation ($topic: WebhookSubscriptionTopic!, $sub: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $sub) {
    webhookSubscription { id topic uri format callbackUrl apiVersion { handle } filter
      endpoint { __typename ... on WebhookHttpEndpoint { callbackUrl } } } userErrors { field message } } }"""
ADDRESS = ["webhookSubscription", "callbackUrl"]


def create(ask, uri, topic="ORDERS_CREATE", **more):
    return ask(CREATE, topic=topic, sub={"uri": uri, **more})["data"]["webhookSubscriptionCreate"]


@pytest.mark.parametrize(
    ("uri", "words"),
    [
        ("", "Address can't be blank"),
        ("http://example.com/x", "Address protocol http:// is not supported"),
        ("ftp://example.com/x", "Address protocol ftp:// is not supported"),
        ("https://", "Address is invalid"),
        ("https://other.myshopify.com/x", "Address cannot be a Shopify or an internal domain"),
        (
            "pubsub://only-a-project",
            "Address is not a valid GCP pub/sub format. Format should be pubsub://project:topic",
        ),
    ],
)
def test_addresses_that_are_refused(serve, asked_of, uri, words):
    told = create(asked_of(serve()), uri)

    assert told == {"webhookSubscription": None, "userErrors": [{"field": ADDRESS, "message": words}]}


@pytest.mark.parametrize(
    ("uri", "words"),
    [
        ("http://127.0.0.1:8000/shopify/webhooks", "Address protocol http:// is not supported"),
        ("https://localhost/x", "Address cannot be a Shopify or an internal domain"),
    ],
)
def test_this_machine_is_allowed_unless_strict(serve, asked_of, uri, words):
    assert create(asked_of(serve()), uri)["userErrors"] == []
    strict = create(asked_of(serve(strict_webhook_uris=True)), uri)
    assert strict["userErrors"] == [{"field": ADDRESS, "message": words}]


def test_life_of_a_subscription(serve, asked_of, query):
    ask = asked_of(serve())
    made = create(ask, "https://example.com/hooks")["webhookSubscription"]
    again = create(ask, "https://example.com/hooks")
    other = create(ask, "https://example.com/hooks", topic="ORDERS_PAID")["webhookSubscription"]

    assert made["endpoint"] == {"__typename": "WebhookHttpEndpoint", "callbackUrl": "https://example.com/hooks"}
    assert made["apiVersion"] == {"handle": "2026-10"}
    assert again["userErrors"] == [{"field": ADDRESS, "message": "Address for this topic has already been taken"}]

    moved = ask(query("webhook_update"), id=made["id"], sub={"uri": "https://example.com/moved"})
    assert moved["data"]["webhookSubscriptionUpdate"]["webhookSubscription"]["uri"] == "https://example.com/moved"
    listed = ask(query("webhook_list"))["data"]["webhookSubscriptions"]["nodes"]
    assert [node["id"] for node in listed] == [made["id"], other["id"]]

    deleted = ask(query("webhook_delete"), id=made["id"])["data"]["webhookSubscriptionDelete"]
    gone = ask(query("webhook_delete"), id=made["id"])["data"]["webhookSubscriptionDelete"]
    assert deleted == {"deletedWebhookSubscriptionId": made["id"], "userErrors": []}
    assert gone["userErrors"] == [{"field": ["id"], "message": "Webhook subscription does not exist"}]


def test_names_and_filters(serve, asked_of):
    ask = asked_of(serve())
    wrong = create(ask, "https://example.com/a", name="not allowed!")["userErrors"]
    unclear = create(ask, "https://example.com/b", filter="everything")["userErrors"]

    assert wrong[0]["message"] == "Name name field can only contain alphanumeric characters, underscores, and hyphens"
    assert unclear == [
        {
            "field": ["webhookSubscription"],
            "message": "The specified filter is invalid, please ensure you specify the field(s) you wish to filter on.",
        }
    ]


def test_a_topic_takes_its_scope(serve, asked_of):
    running = serve()
    ask = asked_of(running, running.store.installations.permanent(["read_products"]).value)
    answer = ask(CREATE, topic="CUSTOMERS_UPDATE", sub={"uri": "https://example.com/x"})

    assert answer["errors"][0]["extensions"]["code"] == "ACCESS_DENIED"
    assert answer["data"] == {"webhookSubscriptionCreate": None}


def test_pixel_needs_its_extension(serve, asked_of, query):
    without = asked_of(serve())(query("web_pixel_create"), webPixel={"settings": "{}"})["data"]["webPixelCreate"]
    ask = asked_of(serve(pixel_deployed=True))
    first = ask(query("web_pixel_create"), webPixel={"settings": '{"account":"1"}'})["data"]["webPixelCreate"]
    second = ask(query("web_pixel_create"), webPixel={"settings": "{}"})["data"]["webPixelCreate"]

    assert without["userErrors"][0]["code"] == "NO_EXTENSION"
    assert first["webPixel"]["settings"] == '{"account":"1"}'
    assert second["userErrors"][0]["code"] == "TAKEN"


def test_script_tags_cannot_be_made_any_more(serve, asked_of):
    running = serve()
    ask = asked_of(running, running.store.installations.permanent(["write_script_tags"]).value)
    tag = '{src: "https://example.com/x.js"}'
    answer = ask(f"mutation {{ scriptTagCreate(input: {tag}) {{ scriptTag {{ id }} userErrors {{ message }} }} }}")

    assert answer["data"]["scriptTagCreate"]["scriptTag"] is None
    assert "can no longer be created" in answer["data"]["scriptTagCreate"]["userErrors"][0]["message"]


def consent(ask, query, customer, state, level="SINGLE_OPT_IN", **more):
    given = {"marketingState": state, "marketingOptInLevel": level, **more}
    number = f"gid://shopify/Customer/{customer}"
    return ask(query("consent_update"), input={"customerId": number, "emailMarketingConsent": given})


def test_consent_is_changed_and_moves_updated_at(ask, shop, query):
    customer = next(c for c in shop.store.customers.all() if c.consent == "SUBSCRIBED")
    before = customer.updated_at
    told = consent(ask, query, customer.id, "UNSUBSCRIBED")["data"]["customerEmailMarketingConsentUpdate"]

    assert told["userErrors"] == []
    assert told["customer"]["defaultEmailAddress"]["marketingState"] == "UNSUBSCRIBED"
    assert customer.updated_at > before


def test_consent_refusals(ask, shop, query):
    customer = next(c for c in shop.store.customers.all() if c.email)
    name = "customerEmailMarketingConsentUpdate"

    unknown = consent(ask, query, 1, "UNSUBSCRIBED")["data"][name]["userErrors"]
    pending = consent(ask, query, customer.id, "PENDING")["data"][name]["userErrors"]
    future = consent(ask, query, customer.id, "SUBSCRIBED", consentUpdatedAt="2099-01-01T00:00:00Z")["data"][name]
    not_allowed = consent(ask, query, customer.id, "NOT_SUBSCRIBED")

    assert unknown == [{"code": "INVALID", "field": ["input", "customerId"], "message": "Customer not found"}]
    assert pending[0]["message"] == "Marketing opt in level must be confirmed opt-in for pending consent state"
    assert future["userErrors"][0]["message"] == "Consent updated at must not be in the future"
    assert not_allowed["errors"][0]["message"] == "Cannot specify NOT_SUBSCRIBED as a marketing state input"
    assert not_allowed["data"] == {name: None}
