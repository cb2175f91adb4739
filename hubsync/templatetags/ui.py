"""The parts of the interface as template tags; /styleguide shows each with its call (docs/ui.md)."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zlib import crc32

from django import template
from django.contrib.messages.storage.base import Message
from django.forms import BoundField
from django.template.base import Node, NodeList, Parser, Token, token_kwargs
from django.template.context import Context
from django.template.exceptions import TemplateSyntaxError
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from hubsync import formats
from hubsync.icons import icon as draw_icon

register = template.Library()

NOTHING = mark_safe('<span class="empty-value">—</span>')
AVATAR_COLOURS = 5
TONE_ICONS = {
    "won": "circle-check",
    "abandoned": "clock-alert",
    "cancelled": "circle-x",
    "pending": "circle-dashed",
    "danger": "octagon-alert",
    "accent": "circle-dot",
    "neutral": "circle",
    "info": "info",
    "success": "circle-check",
    "warning": "triangle-alert",
    "error": "octagon-alert",
}


# --- Values -------------------------------------------------------------------------------------------------------
@register.filter
def money(amount: Decimal | None, currency: str = "") -> str:
    """`{{ deal.amount|money:deal.currency }}`; a dash for what is not known."""
    if amount is None or amount == "":
        return NOTHING
    return format_html('<span class="money">{}</span>', formats.money(Decimal(amount), currency))


@register.filter
def number(value: Decimal | float | None, decimals: int | None = None) -> str:
    """`{{ count|number }}`: grouped as the reader's language does."""
    if value is None or value == "":
        return NOTHING
    return format_html('<span class="number">{}</span>', formats.number(value, decimals))


@register.filter
def duration(length: timedelta | None) -> str:
    """`{{ progress.elapsed|duration }}`: 2 minutes."""
    return NOTHING if length is None else formats.duration(length)


@register.filter
def short_duration(length: timedelta | None) -> str:
    """`{{ inbox.oldest|short_duration }}`: 3 s."""
    return NOTHING if length is None else formats.short_duration(length)


@register.filter
def percent(share: Decimal | float | None, decimals: int = 0) -> str:
    """`{{ 0.25|percent }}`: 25 %."""
    return NOTHING if share is None else formats.percent(share, decimals)


@register.filter
def known(value: object) -> object:
    """The value, or a dash when it is empty."""
    return NOTHING if value is None or value == "" else value


@register.simple_tag
def when(moment: datetime | None, form: str = "relative") -> SafeString:
    """`{% when deal.closed_at %}`: how long ago, exact with its zone on hover. form: relative, date, exact."""
    if not moment:
        return NOTHING
    words = {
        "relative": lambda: formats.relative_time(moment, timezone.now()),
        "date": lambda: formats.short_date(moment),
        "exact": lambda: formats.day_and_time(moment),
    }[form]()
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', moment.isoformat(), formats.exact_time(moment), words
    )


@register.filter
def day(value: date | None) -> str:
    """`{{ day|day }}`: a date without a time of day."""
    return NOTHING if value is None else formats.short_date(value)


# --- Small parts --------------------------------------------------------------------------------------------------
@register.simple_tag
def icon(name: str, size: int = 16, label: str = "") -> SafeString:
    """`{% icon "users" %}`: Lucide's icon of that name."""
    return draw_icon(name, size, label)


@register.simple_tag
def badge(words: object, tone: str = "neutral", icon: str = "") -> SafeString:
    """`{% badge _("Shipped") tone="won" %}`: a status by colour, icon and word."""
    return format_html(
        '<span class="badge badge--{}">{}{}</span>', tone, draw_icon(icon or TONE_ICONS[tone], 12), words
    )


@register.simple_tag
def avatar(name: object, large: bool = False) -> SafeString:
    """`{% avatar contact %}`: initials on a colour that stays with the name."""
    words = [word for word in str(name).replace("@", " ").split() if word[0].isalnum()]
    initials = "".join(word[0] for word in (words[:1] + words[1:][-1:])) or "?"
    return format_html(
        '<span class="avatar avatar--{}{}" aria-hidden="true">{}</span>',
        crc32(str(name).encode()) % AVATAR_COLOURS + 1,
        " avatar--large" if large else "",
        initials,
    )


@register.filter
def tone_icon(tone: str) -> str:
    """The icon that goes with a tone."""
    return TONE_ICONS.get(tone, "info")


@register.filter
def undo_address(message: Message) -> str:
    """Where a message's Undo posts to: `messages.success(request, text, extra_tags="undo:/contacts/7/restore")`."""
    tag = next((tag for tag in (message.extra_tags or "").split() if tag.startswith("undo:/")), "")
    return tag.removeprefix("undo:")


@register.filter
def sparkline(values: list[float]) -> str:
    """Points of a polyline in a box of 100 by 24 for a row of values."""
    if len(values) < 2:
        return ""
    low, high = min(values), max(values)
    span = (high - low) or 1
    step = 100 / (len(values) - 1)
    return " ".join(f"{i * step:.1f},{22 - (value - low) / span * 20:.1f}" for i, value in enumerate(values))


# --- Parts that are one template ----------------------------------------------------------------------------------
@register.inclusion_tag("components/button.html")
def button(label: object, **options: object) -> dict[str, object]:
    """`{% button _("Save") %}`: kind primary, secondary, quiet, danger; href, icon, busy, disabled, name, value,
    type, small, command (`show-modal` of `commandfor`)."""
    return {"label": label, "kind": "primary", "type": "submit", **options}


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, **options: object) -> dict[str, object]:
    """`{% field form.email %}`: label above, help below, error in words. look: switch, check or segmented."""
    look = str(options.pop("look", "")) or {"CheckboxInput": "check"}.get(type(bound.field.widget).__name__, "")
    return {"field": bound, "look": look, "is_select": bound.widget_type == "select", **options}


@register.inclusion_tag("components/progress.html")
def progress(label: object, value: int | None = None, total: int | None = None, **options: object) -> dict[str, object]:
    """`{% progress _("Orders") value=120 total=500 remaining="40 s" %}`; without a total it only says: working."""
    done = total is not None and value is not None and value >= total
    return {"label": label, "value": value, "total": total, "done": done, **options}


@register.inclusion_tag("components/stat.html")
def stat(label: object, value: object, **options: object) -> dict[str, object]:
    """`{% stat _("Orders") count|number href=… delta="+4 %" trend="up" values=series %}`."""
    return {"label": label, "value": value, **options}


@register.inclusion_tag("components/copyable.html")
def copyable(value: object, label: object = "") -> dict[str, object]:
    """`{% copyable url _("Web address") %}`: code or an address with a copy button."""
    return {"value": value, "label": label}


@register.inclusion_tag("components/tabs.html")
def tabs(items: list[dict[str, object]], label: object) -> dict[str, object]:
    """`{% tabs items _("Views") %}`: items have label, url, current and may have count."""
    return {"items": items, "label": label}


@register.inclusion_tag("components/stage_track.html")
def stage_track(stages: list[dict[str, object]]) -> dict[str, object]:
    """`{% stage_track stages %}`: each has label, state (passed, current, ahead), and may have tone and at."""
    return {"stages": stages}


@register.inclusion_tag("components/pagination.html")
def pagination(page: object) -> dict[str, object]:
    """`{% pagination page %}`: page has first, last, total (may be None), previous_url, next_url."""
    return {"page": page}


@register.inclusion_tag("components/sort_header.html")
def sort_header(column: object) -> dict[str, object]:
    """`{% sort_header column %}`: a <th>; column has label, sort_url, sorted (ascending, descending, empty), css."""
    return {"column": column}


@register.inclusion_tag("components/skeleton_rows.html")
def skeleton_rows(rows: int = 6, columns: int = 4) -> dict[str, object]:
    """`{% skeleton_rows 6 4 %}`: rows of a table in the shape they will have."""
    return {"rows": range(rows), "columns": range(columns)}


@register.inclusion_tag("components/filter_chip.html")
def filter_chip(name: object, value: object, remove_url: str) -> dict[str, object]:
    """`{% filter_chip _("Stage") _("Shipped") url %}`: one filter in force and the way out of it."""
    return {"name": name, "value": value, "remove_url": remove_url}


# --- Parts that hold other parts ----------------------------------------------------------------------------------
class PartNode(Node):
    """Renders components/<name>.html with the options given and `content`, what stands inside the tag."""

    def __init__(self, name: str, lead: Any, options: dict[str, Any], nodelist: NodeList) -> None:
        self.name, self.lead, self.options, self.nodelist = name, lead, options, nodelist

    def render(self, context: Context) -> SafeString:
        values = {key: value.resolve(context) for key, value in self.options.items()}
        if self.lead is not None:
            values["title"] = self.lead.resolve(context)
        with context.push():
            values["content"] = self.nodelist.render(context)
        values["csrf_token"] = context.get("csrf_token")
        return render_to_string(f"components/{self.name}.html", values)


def _part(parser: Parser, token: Token) -> PartNode:
    name, *bits = token.split_contents()
    lead = parser.compile_filter(bits.pop(0)) if bits and "=" not in bits[0].split('"')[0] else None
    options = token_kwargs(bits, parser)
    if bits:
        raise TemplateSyntaxError(f"{name}: {bits[0]!r} is not name=value")
    nodelist = parser.parse((f"end{name}",))
    parser.delete_first_token()
    return PartNode(name, lead, options, nodelist)


# dialog and panel take id; menu takes label, icon; banner and empty take tone or icon; card a title.
for part in ("dialog", "panel", "menu", "banner", "empty", "card", "timeline_item", "page_head"):
    register.tag(part, _part)
