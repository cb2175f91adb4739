"""The shop's windows: front page, collections, products, search, the letter."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from demo_store.oauth.pages import is_owner, the_store
from demo_store.records import Product
from demo_store.storefront import trail
from demo_store.storefront.selling import find_or_make_customer

door = Blueprint("storefront", __name__)
COLLECTIONS = (
    ("furniture", "Furniture", "Chairs, tables and shelves, made to be mended.", "alder-dining-chair"),
    ("lighting", "Lighting", "Lamps for reading, eating and being found at home.", "oslo-table-lamp"),
    ("textiles", "Textiles", "Wool and linen from people we know by name.", "wool-throw"),
    ("table", "Table", "Plates, bowls and glasses that stack without arguing.", "everyday-mug"),
    ("kitchen", "Kitchen", "Iron, copper, steel and olive wood.", "cast-iron-casserole"),
    ("decoration", "Decoration", "Vases, mirrors and things to look at.", "brume-vase"),
    ("storage", "Storage", "A place for everything, or at least for the cat.", "willow-basket"),
    ("gifts", "Gifts", "When you cannot decide for somebody else.", "maison-alder-gift-card"),
)


@door.before_app_request
def follow_visitor() -> None:
    """Remember where visitors of the storefront come from."""
    if request.method == "GET" and not request.path.startswith(("/admin", "/static", "/files", "/bulk-")):
        trail.note_visit()


@door.app_context_processor
def shop_words() -> dict[str, object]:
    """What every page of the storefront shows."""
    return {
        "store": the_store(),
        "collections": COLLECTIONS,
        "basket_count": sum(session.get("basket", {}).values()),
        "is_owner": is_owner(),
    }


@door.app_template_filter("money")
def money(cents: int | None) -> str:
    """Shop money for reading: "€1,290.00"; a dash for nothing known."""
    return "—" if cents is None else f"{'−' if cents < 0 else ''}€{abs(cents) / 100:,.2f}"


def on_sale() -> list[Product]:
    """Published products, newest last."""
    return [product for product in the_store().products.all() if product.published_at]


@door.get("/")
def home() -> ResponseReturnValue:
    products = on_sale()
    loved = [product for product in products if "bestseller" in product.tags]
    new = sorted(products, key=lambda product: product.published_at or 0, reverse=True)[:4]
    return render_template("storefront/home.html", loved=loved[:8], new=new)


@door.get("/collections/<name>")
def collection(name: str) -> ResponseReturnValue:
    """A collection, or everything under `all`."""
    found = next((entry for entry in COLLECTIONS if entry[0] == name), None)
    if found is None and name != "all":
        abort(404)
    title, words = (found[1], found[2]) if found else ("Everything", "All that we make and keep.")
    products = [p for p in on_sale() if found is None or p.collection == found[1]]
    order = request.args.get("sort", "")
    if order in ("price-up", "price-down"):
        products.sort(key=lambda product: product.variants[0].price, reverse=order == "price-down")
    return render_template("storefront/collection.html", title=title, words=words, products=products, sort=order)


@door.get("/search")
def search() -> ResponseReturnValue:
    wanted = request.args.get("q", "").strip().lower()
    products = [p for p in on_sale() if wanted and wanted in f"{p.title} {p.product_type} {' '.join(p.tags)}".lower()]
    words = f"{len(products)} things for “{wanted}”" if wanted else "What are you looking for?"
    return render_template("storefront/collection.html", title="Search", words=words, products=products, sort="")


@door.get("/products/<handle>")
def product(handle: str) -> ResponseReturnValue:
    """A product's page; unpublished ones only for the owner."""
    found = the_store().product_by_handle(handle)
    if found is None or not (found.published_at or is_owner()):
        abort(404)
    near = [p for p in on_sale() if p.collection == found.collection and p is not found][:4]
    # The store's own description, written by its owner.
    description = Markup(found.description_html)  # noqa: S704
    return render_template("storefront/product.html", product=found, near=near, description=description)


@door.get("/pages/about")
def about() -> ResponseReturnValue:
    return render_template("storefront/about.html")


@door.post("/letter")
def letter() -> ResponseReturnValue:
    """Subscribe to the Sunday letter: makes or updates a customer."""
    email = request.form.get("email", "")
    if "@" in email:
        find_or_make_customer(the_store(), email, subscribes=True)
        flash("Thank you: the next Sunday letter is yours.")
    else:
        flash("That does not look like an e-mail address.")
    return redirect("/")
