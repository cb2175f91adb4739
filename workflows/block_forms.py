"""The form of each kind of block in the editor: from a block to fields and back."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from crm.models import Product
from workflows.arranging import Block
from workflows.personalisation import OFFERS_MOST

ADDRESS_HELP = _("An address that begins with https://, or a token such as {{ store.url }}.")


class BlockForm(forms.Form):
    """Fields of a block by their names in it; blocks without fields have an empty form."""

    def __init__(self, block: Block, data: Mapping[str, Any] | None = None) -> None:
        self.block = block
        super().__init__(data, initial=self.initial_of(block), auto_id="block-%s")
        for name, field in self.fields.items():
            if isinstance(field.widget, forms.TextInput | forms.Textarea) and name not in ("q", "alt"):
                field.widget.attrs["data-takes-tokens"] = ""

    def initial_of(self, block: Block) -> dict[str, Any]:
        """What the fields show of a block."""
        return block

    def changed(self) -> Block:
        """The block as the form, which is valid, says."""
        return {**self.block, **self.cleaned_data}


class HeadingForm(BlockForm):
    """One line."""

    text = forms.CharField(label=_("Heading"), max_length=300)


class TextForm(BlockForm):
    """Simple HTML, written with a rich text editor where scripts run."""

    html = forms.CharField(
        label=_("Text"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 10, "data-rich": ""})
    )
    small = forms.BooleanField(label=_("Small print"), required=False)


class ImageForm(BlockForm):
    """A picture, what it shows and where it leads."""

    src = forms.CharField(label=_("Address of the picture"), required=False, max_length=2_000, help_text=ADDRESS_HELP)
    alt = forms.CharField(
        label=_("What it shows"),
        required=False,
        max_length=500,
        help_text=_("Read to those who do not see the picture, and shown where pictures are off."),
    )
    url = forms.CharField(label=_("Leads to"), required=False, max_length=2_000)


class ButtonForm(BlockForm):
    """A label and where it leads."""

    label = forms.CharField(label=_("Label"), max_length=80)
    url = forms.CharField(label=_("Leads to"), max_length=2_000, help_text=ADDRESS_HELP)


class RecoveryForm(BlockForm):
    """A label: where it leads is the cart's."""

    label = forms.CharField(label=_("Label"), max_length=80)


class StoreHeaderForm(BlockForm):
    """The address of a logo."""

    logo = forms.CharField(
        label=_("Address of a logo"),
        required=False,
        max_length=2_000,
        help_text=_("Without one, the template’s logo stands here, or else the store’s name."),
    )


class ColumnsForm(BlockForm):
    """Two or three: what stood in a third goes to the end of the second."""

    number = forms.TypedChoiceField(
        label=_("Columns"), choices=[(2, "2"), (3, "3")], coerce=int, widget=forms.RadioSelect
    )

    def initial_of(self, block: Block) -> dict[str, Any]:
        return {"number": len(block["columns"])}

    def changed(self) -> Block:
        columns, number = [*self.block["columns"], [], []], self.cleaned_data["number"]
        left_over = [one for column in columns[number:] for one in column]
        kept = columns[:number]
        return {**self.block, "columns": [*kept[:-1], [*kept[-1], *left_over]]}


class ProductForm(BlockForm):
    """The newest products, how many; or one, by its number."""

    pick = forms.ChoiceField(
        label=_("Shows"),
        choices=[("newest", _("The newest products")), ("chosen", _("A product of your choice"))],
        widget=forms.RadioSelect,
    )
    count = forms.TypedChoiceField(
        label=_("How many"),
        choices=[
            (number, ngettext_lazy("%(n)d product", "%(n)d products", number) % {"n": number})
            for number in range(1, OFFERS_MOST + 1)
        ],
        coerce=int,
        required=False,
        empty_value=str(OFFERS_MOST),
    )
    product_id = forms.ModelChoiceField(
        label=_("Product"), queryset=Product.objects.none(), required=False, widget=forms.HiddenInput
    )

    def __init__(self, block: Block, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(block, data)
        self.fields["product_id"].queryset = Product.objects.live()  # type: ignore[attr-defined]

    def changed(self) -> Block:
        chosen = self.cleaned_data["product_id"]
        return {**self.block, **self.cleaned_data, "product_id": chosen.pk if chosen else None}


FORMS: dict[str, type[BlockForm]] = {
    "heading": HeadingForm,
    "text": TextForm,
    "image": ImageForm,
    "button": ButtonForm,
    "columns": ColumnsForm,
    "store_header": StoreHeaderForm,
    "product": ProductForm,
    "recovery_button": RecoveryForm,
}


def form_of(block: Block, data: Mapping[str, Any] | None = None) -> BlockForm:
    """The form of a block."""
    return FORMS.get(block["type"], BlockForm)(block, data)


class ContentForm(forms.Form):
    """Subject and preview text."""

    takes_tokens: ClassVar[dict[str, Any]] = {"data-takes-tokens": ""}
    subject = forms.CharField(label=_("Subject"), max_length=250, widget=forms.TextInput(attrs=takes_tokens))
    preview_text = forms.CharField(
        label=_("Preview text"),
        max_length=250,
        required=False,
        widget=forms.Textarea(attrs={**takes_tokens, "rows": 2}),
        help_text=_("Most inboxes show it behind the subject."),
    )


class StyleForm(forms.Form):
    """How e-mails of a template look (workflows.styles)."""

    accent = forms.CharField(label=_("Button colour"), widget=forms.TextInput(attrs={"type": "color"}))
    background = forms.CharField(label=_("Background colour"), widget=forms.TextInput(attrs={"type": "color"}))
    font = forms.ChoiceField(
        label=_("Font"),
        choices=[("sans", _("Sans serif")), ("serif", _("Serif")), ("mono", _("Monospace"))],
        widget=forms.RadioSelect,
    )
    corners = forms.ChoiceField(
        label=_("Corners"),
        choices=[("square", _("Square")), ("soft", _("Soft")), ("round", _("Round"))],
        widget=forms.RadioSelect,
    )
    logo = forms.CharField(
        label=_("Address of a logo"),
        required=False,
        max_length=2_000,
        help_text=_("It stands in every store header that has none of its own."),
    )
