"""Shopify's products → crm records (SPEC P1; docs/mapping.md)."""

from collections.abc import Sequence
from typing import Any

from crm.ingest import UNKNOWN, ProductRecord, VariantRecord
from crm.ingest.records import Unknown, text_array
from shopify_connector.mapping.values import amount, gid_number, lower, moment, required_moment, tag_list

Node = dict[str, Any]


def product_from_node(node: Node, children: Sequence[Node], as_of: str | None = None) -> ProductRecord:
    """A Product of the GraphQL Admin API with its variants, media and publications. Raises Refusal."""
    kinds = [child.get("__typename") or _kind(child) for child in children]
    pairs = list(zip(kinds, children, strict=True))
    variants = _variants([child for kind, child in pairs if kind == "ProductVariant"])
    return ProductRecord(
        shopify_product_id=gid_number(node.get("id"), "id"),
        shopify_updated_at=required_moment(node.get("updatedAt"), "updated_at"),
        title=node.get("title"),
        body_html=node.get("descriptionHtml"),
        shopify_created_at=moment(node.get("createdAt"), "created_at"),
        handle=node.get("handle"),
        images=text_array([url for kind, child in pairs if kind == "MediaImage" and (url := _image_url(child))]),
        product_type=node.get("productType"),
        published_at=moment(node.get("publishedAt"), "published_at"),
        published_scope=_scope([child for kind, child in pairs if kind == "ResourcePublicationV2"]),
        tags=text_array(tag_list(node.get("tags"))),
        vendor=node.get("vendor"),
        price=variants[0].price if variants else None,
        status=lower(node.get("status")),
        variants=variants,
        as_of=as_of,
    )


def product_from_webhook(body: Node, as_of: str | None = None) -> ProductRecord:
    """A product of REST's shape, as webhooks carry it. Raises Refusal."""
    variants = tuple(
        VariantRecord(
            shopify_variant_id=gid_number(f"/{variant.get('id')}", "variants.id"),
            position=variant.get("position") or place,
            title=variant.get("title") or "",
            sku=variant.get("sku") or "",
            price=amount(variant.get("price"), "variants.price"),
        )
        for place, variant in enumerate(body.get("variants") or (), 1)
    )
    return ProductRecord(
        shopify_product_id=gid_number(f"/{body.get('id')}", "id"),
        shopify_updated_at=required_moment(body.get("updated_at"), "updated_at"),
        title=body.get("title"),
        body_html=body.get("body_html"),
        shopify_created_at=moment(body.get("created_at"), "created_at") or UNKNOWN,
        handle=body.get("handle"),
        images=text_array([image["src"] for image in body.get("images") or () if image.get("src")]),
        product_type=body.get("product_type"),
        published_at=moment(body.get("published_at"), "published_at"),
        published_scope=body.get("published_scope") if "published_scope" in body else UNKNOWN,
        tags=text_array(tag_list(body.get("tags"))),
        vendor=body.get("vendor"),
        price=variants[0].price if variants else None,
        status=body.get("status"),
        variants=_all_or_unknown(body, variants),
        as_of=as_of,
    )


def _all_or_unknown(body: Node, variants: tuple[VariantRecord, ...]) -> tuple[VariantRecord, ...] | Unknown:
    """The variants, unless the webhook names more than it carries: then they are read by GraphQL."""
    return UNKNOWN if len(body.get("variant_gids") or ()) > len(variants) else variants


def _kind(child: Node) -> str:
    """The type that a global id names: gid://shopify/ProductVariant/1 → ProductVariant."""
    parts = str(child.get("id", "")).split("/")
    if len(parts) == 5:
        return parts[3]
    return "ResourcePublicationV2" if "publication" in child else ""


def _variants(nodes: Sequence[Node]) -> tuple[VariantRecord, ...]:
    return tuple(
        VariantRecord(
            shopify_variant_id=gid_number(node.get("id"), "variants.id"),
            position=node.get("position") or place,
            title=node.get("title") or "",
            sku=node.get("sku") or "",
            price=amount(node.get("price"), "variants.price"),
        )
        for place, node in enumerate(nodes, 1)
    )


def _image_url(node: Node) -> str | None:
    image = node.get("image") or (node.get("preview") or {}).get("image") or {}
    return image.get("url")


def _scope(publications: Sequence[Node]) -> str | Unknown:
    """REST's published_scope: "global" when the Point of Sale has the product too, else "web".

    GraphQL has no such field; without the read_publications scope nothing is known of it.
    """
    published = [one for one in publications if one.get("isPublished", True)]
    if not published:
        return UNKNOWN
    titles = {str(((one.get("publication") or {}).get("catalog") or {}).get("title", "")) for one in published}
    return "global" if any("point of sale" in title.lower() for title in titles) else "web"
