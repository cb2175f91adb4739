"""The keys that Shopify's documentation shows in bodies of API 2026-07 and later."""


def keys(text: str) -> set[str]:
    return set(text.split())


CUSTOMER_INSIDE = keys(
    """id created_at updated_at first_name last_name state note verified_email multipass_identifier tax_exempt email
    phone currency tax_exemptions admin_graphql_api_id default_address"""
)
CUSTOMER = CUSTOMER_INSIDE | {"addresses"}
BOOK_ADDRESS = keys(
    """id customer_id first_name last_name company address1 address2 city province country zip phone name
    province_code country_code country_name default"""
)
ADDRESS = keys(
    """first_name address1 phone city zip province country last_name address2 company latitude longitude name
    country_code province_code"""
)
PRODUCT = keys(
    """admin_graphql_api_id body_html created_at handle id product_type published_at template_suffix title updated_at
    vendor status published_scope tags variants options images image media variant_gids
    has_variants_that_requires_components category"""
)
VARIANT = keys(
    """admin_graphql_api_id barcode compare_at_price created_at id inventory_policy position price product_id sku
    taxable title updated_at option1 option2 option3 image_id inventory_item_id inventory_quantity
    old_inventory_quantity"""
)
ORDER = keys(
    """id admin_graphql_api_id app_id browser_ip buyer_accepts_marketing cancel_reason cancelled_at cart_token
    checkout_token client_details closed_at confirmation_number confirmed contact_email created_at currency
    current_shipping_price_set current_subtotal_price current_subtotal_price_set current_total_additional_fees_set
    current_total_discounts current_total_discounts_set current_total_duties_set current_total_price
    current_total_price_set current_total_tax current_total_tax_set customer_locale device_id discount_codes
    duties_included email estimated_taxes financial_status fulfillment_status landing_site landing_site_ref
    location_id merchant_business_entity_id merchant_of_record_app_id name note note_attributes number order_number
    order_status_url original_total_additional_fees_set original_total_duties_set payment_gateway_names phone
    po_number presentment_currency processed_at reference referring_site source_identifier source_name source_url
    subtotal_price subtotal_price_set tags tax_exempt tax_lines taxes_included test token
    total_cash_rounding_payment_adjustment_set total_cash_rounding_refund_adjustment_set total_discounts
    total_discounts_set total_line_items_price total_line_items_price_set total_outstanding total_price
    total_price_set total_shipping_price_set total_tax total_tax_set total_tip_received total_weight updated_at
    user_id billing_address customer discount_applications fulfillments line_items payment_terms refunds
    shipping_address shipping_lines returns line_item_groups"""
)
ORDER_LINE = keys(
    """id admin_graphql_api_id attributed_staffs current_quantity fulfillable_quantity fulfillment_service
    fulfillment_status gift_card grams name price price_set product_exists product_id properties quantity
    requires_shipping sales_line_item_group_id sku taxable title total_discount total_discount_set variant_id
    variant_inventory_management variant_title vendor tax_lines duties discount_allocations"""
)
REFUND = keys(
    """id order_id created_at note user_id processed_at duties total_duties_set return refund_shipping_lines restock
    admin_graphql_api_id order_adjustments refund_line_items transactions"""
)
CHECKOUT = keys(
    """token cart_token email gateway buyer_accepts_marketing created_at updated_at landing_site note note_attributes
    referring_site shipping_lines taxes_included total_weight currency completed_at closed_at user_id location_id
    source_identifier source_url device_id phone customer_locale line_items name source abandoned_checkout_url
    discount_codes tax_lines source_name presentment_currency buyer_accepts_sms_marketing sms_marketing_phone
    total_discounts total_line_items_price total_price total_tax subtotal_price total_duties reservation_token
    billing_address shipping_address customer"""
)
CHECKOUT_LINE = keys(
    """applied_discounts discount_allocations key destination_location_id fulfillment_service gift_card grams
    origin_location_id presentment_title presentment_variant_title product_id properties quantity requires_shipping
    sku tax_lines taxable title variant_id variant_title variant_price vendor user_id unit_price_measurement rank
    compare_at_price line_price price"""
)
DELETED_CHECKOUT = keys(
    """id presentment_currency buyer_accepts_sms_marketing sms_marketing_phone total_discounts
    total_line_items_price total_price total_tax subtotal_price cart_token total_duties reservation_token"""
)
SHOP = keys(
    """id name email domain province country address1 zip city source phone latitude longitude primary_locale
    address2 created_at updated_at country_code country_name currency customer_email timezone iana_timezone
    shop_owner money_format money_with_currency_format weight_unit province_code taxes_included
    auto_configure_tax_inclusivity tax_shipping county_taxes plan_display_name plan_name has_discounts
    has_gift_cards myshopify_domain google_apps_domain google_apps_login_enabled money_in_emails_format
    money_with_currency_in_emails_format eligible_for_payments requires_extra_payments_agreement password_enabled
    has_storefront finances primary_location_id checkout_api_supported multi_location_enabled setup_required
    pre_launch_enabled enabled_presentment_currencies marketing_sms_consent_enabled_at_checkout
    transactional_sms_disabled"""
)
