"""A portal of any size, written straight into the tables: contacts, deals with two lines each, purchases.

Everything follows from the row's number, so that two runs fill alike: two contacts of three have bought, names and
cities repeat as they do, a deal of fifteen was left at the checkout.
"""

import time

from django.db import connection

from crm.ingest import recompute_all_purchases
from crm.stages import PIPELINE_ID, ensure_pipeline

FIRST_NAMES = [
    *("Ana", "Ben", "Cleo", "Dora", "Emil", "Fatou", "Gus", "Hana", "Ivan", "Jade", "Kofi", "Lena"),
    *("Marc", "Nora", "Omar", "Pia", "Quim", "Rosa", "Sven", "Tara", "Ugo", "Vera", "Wim", "Yara"),
]
CITIES = [
    *("Lisbon", "Paris", "Lyon", "Berlin", "Porto", "Madrid", "Rome", "Milan"),
    *("Oslo", "Dublin", "Vienna", "Ghent", "Nice", "Turin", "Graz", "Cork"),
]
PRODUCTS = [
    *("Oak stool", "Trail shoes", "Linen shirt", "Copper pan"),
    *("Wool blanket", "Desk lamp", "Rain jacket", "Tea set"),
]

_CONTACTS = """
    INSERT INTO crm_contact (email, first_name, last_name, phone, address, city, state, zip, country, accepts_marketing,
           shopify_created_at, note, orders_count, tags, tax_exempt, verified_email, source, source_data_1,
           source_data_2, shopify_updated_at, stale_properties, custom, created_at, updated_at)
    SELECT 'person' || n || '@example' || n %% 997 || '.com', (%(first)s)[1 + n %% 24], 'Name' || n / 20,
           '+3361' || lpad(n::text, 7, '0'), n || ' High Street', (%(cities)s)[1 + n %% 16], '', '', 'France',
           n %% 3 > 0,
           now() - make_interval(secs => n * 31), '', n %% 7, CASE WHEN n %% 50 = 0 THEN ARRAY['VIP'] ELSE '{}' END,
           false, true, 'OFFLINE', 'API', 'integrations-sync', now() - make_interval(secs => n * 29), '{}', '{}',
           now() - make_interval(secs => n * 31), now() - make_interval(secs => n * 29)
      FROM generate_series(1, %(contacts)s) AS n
"""
_PRODUCTS = """
    INSERT INTO crm_product (shopify_product_id, title, body_html, handle, images, product_type, published_scope, tags,
           vendor, price, status, custom, created_at, updated_at)
    SELECT n, title, '', '', '{}', '', '', '{}', 'Alder', 10 * n, 'active', '{}', now(), now()
      FROM unnest(%(products)s::text[]) WITH ORDINALITY AS t (title, n)
"""
_DEALS = """
    INSERT INTO crm_deal (name, pipeline_id, stage_id, stage_entered_at, contact_id, amount, total_refunded, currency,
           closed_at, shopify_order_id, checkout_token, cart_token, token, email, abandoned_checkout_url, cancel_reason,
           shopify_created_at, abandoned_at, financial_status, fulfillment_status, landing_site, note, order_number,
           processing_method, referring_site, source_name, tags, presentment_currency, was_seen_unpaid, ecomm_synced,
           custom, created_at, updated_at)
    SELECT '#' || n, %(pipeline)s, stage, at, first_contact + (n::bigint * 7919) %% (%(contacts)s * 2 / 3),
           5 + n %% 400 + 0.9, 0, 'EUR', CASE WHEN stage IN ('processed', 'shipped', 'cancelled') THEN at END,
           n, 'token' || n,
           '', '', '', '', '', at,
           CASE WHEN stage = 'checkout_abandoned' THEN at END, '', '', '', '', n, '', '', 'web', '{}', '', false, true,
           '{}', at, at
      FROM (SELECT n, now() - make_interval(secs => n * 31) AS at,
                   CASE WHEN n %% 15 = 0 THEN 'checkout_abandoned' WHEN n %% 20 = 1 THEN 'cancelled'
                        WHEN n %% 3 = 0 THEN 'processed' ELSE 'shipped' END AS stage
              FROM generate_series(1, %(deals)s) AS n) AS made,
           (SELECT min(id) AS first_contact FROM crm_contact) AS first
"""
_LINES = """
    INSERT INTO crm_lineitem (deal_id, line_key, position, product_id, shopify_product_id, title, variant_title, sku,
           vendor, quantity, price, total, gift_card)
    SELECT d.id, place::text, place, p.id, p.shopify_product_id, p.title, '', 'SKU-' || p.id, p.vendor, 1 + d.id %% 3,
           p.price, p.price, false
      FROM crm_deal d CROSS JOIN generate_series(0, 1) AS place
      JOIN crm_product p ON p.shopify_product_id = 1 + (d.order_number * (place + 3)) %% %(kinds)s
"""


# Half of the people were in a workflow, which sent two e-mails (1 and 2) to each, one of fifty came back. Two of five
# were opened by a person, one by a machine alone, one of ten was clicked in.
_WORKFLOW = """
    INSERT INTO workflows_workflow (id, kind, is_on, window_days, time_zone_of)
    VALUES (1, 'welcome', false, '{1,2,3,4,5,6,7}', 'store')
"""
_EMAILS = """
    INSERT INTO workflows_marketingemail (id, name, language, state, saved_for_automation, made_for, is_template,
           subject, preview_text, body, style, created_at, updated_at)
    SELECT n, 'Welcome ' || n, 'en', 'published', true, '', false, 'Welcome', '', '[]', '{}', now(), now()
      FROM generate_series(1, 2) AS n
"""
_ENROLMENTS = """
    INSERT INTO workflows_enrolment (workflow_id, contact_id, occurrence, triggered_at, enrolled_at, arm, state,
           ended_at, left_because)
    SELECT 1, id, 'contact:' || id, created_at, created_at, 'treatment', 'finished', created_at + interval '1 day', ''
      FROM crm_contact WHERE id % 2 = 0
"""
_ENTRIES = """
    INSERT INTO workflows_ledgerentry (enrolment_id, workflow_id, place, state, since, due_at, waits_for, attempts,
           message_id, address, email_id, done_at, skipped_because, is_wanted_late, problem)
    SELECT e.id, 1, n, CASE WHEN e.id % 50 = 0 THEN 'bounced' ELSE 'sent' END, at, at, 'delay', 1,
           e.id || '-' || n, '', n, at, '', false, ''
      FROM workflows_enrolment e CROSS JOIN generate_series(1, 2) AS n,
           LATERAL (SELECT e.enrolled_at + make_interval(days => n) AS at) AS moved
"""
_EVENTS = """
    INSERT INTO workflows_emailevent (entry_id, kind, happened_at, url, is_machine)
    SELECT l.id, kind, l.done_at + interval '2 hours', url, is_machine
      FROM workflows_ledgerentry l
      JOIN (VALUES ('open', '', false, 5, 0), ('open', '', false, 5, 1), ('open', '', true, 5, 2),
                   ('click', 'https://shop.example/', false, 10, 0)) AS heard (kind, url, is_machine, of, which)
        ON (l.enrolment_id + l.place) % heard.of = which
"""


def fill_emails() -> float:
    """Let half of the people that `fill` made have got e-mails; the seconds that it took."""
    began = time.perf_counter()
    with connection.cursor() as cursor:
        for statement in (_WORKFLOW, _EMAILS, _ENROLMENTS, _ENTRIES, _EVENTS):
            cursor.execute(statement)
        cursor.execute("VACUUM (ANALYZE) workflows_enrolment, workflows_ledgerentry, workflows_emailevent")
    return time.perf_counter() - began


def fill(contacts: int, deals: int) -> float:
    """Fill the tables; the seconds that it took."""
    began = time.perf_counter()
    ensure_pipeline()
    given = {
        "contacts": contacts,
        "deals": deals,
        "first": FIRST_NAMES,
        "cities": CITIES,
        "products": PRODUCTS,
        "kinds": len(PRODUCTS),
        "pipeline": PIPELINE_ID,
    }
    with connection.cursor() as cursor:
        for statement in (_CONTACTS, _PRODUCTS, _DEALS, _LINES):
            cursor.execute(statement, given)
    recompute_all_purchases()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) crm_contact, crm_deal, crm_lineitem, crm_product, crm_purchasesummary")
    return time.perf_counter() - began
