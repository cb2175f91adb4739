"""The editor's state: what is chosen of an e-mail, its outline, and what a person does to it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from workflows import arranging, block_words, writing
from workflows.arranging import Block, CannotArrange, Place
from workflows.block_forms import ContentForm, StyleForm, form_of
from workflows.blocks import parse_body, texts_of
from workflows.models import MarketingEmail
from workflows.tokens import problems_of

# What can be chosen beside blocks.
CONTENT, STYLE = "content", "style"


@dataclass(frozen=True, slots=True)
class Row:
    """A block in the outline. `at` is its place; `problem` says what keeps it from being published."""

    at: str
    type: str
    name: str
    icon: str
    excerpt: str
    depth: int
    problem: str = ""
    is_movable: bool = True
    is_first: bool = False
    is_last: bool = False


@dataclass
class Editor:
    """An e-mail as it is written, and what of it is being looked at: `at` is a place, CONTENT or STYLE.

    `form` is what was sent and is not right yet.
    """

    email: MarketingEmail
    at: str = CONTENT
    form: forms.Form | None = None
    shown: MarketingEmail = field(init=False)

    def __post_init__(self) -> None:
        self.shown = self.email.as_written()
        if not self.is_block and not (self.at == STYLE and self.email.is_template) and not self.is_empty_column:
            self.at = CONTENT
        self.form = self.form or self._form()

    @property
    def mark(self) -> str:
        """Which edit is shown."""
        return writing.mark_of(self.email)

    @property
    def block(self) -> Block | None:
        """The chosen block."""
        try:
            return arranging.block_at(self.shown.body, arranging.place_of(self.at))
        except CannotArrange:
            return None

    @property
    def is_block(self) -> bool:
        """Whether a block is chosen."""
        return self.block is not None

    @property
    def is_empty_column(self) -> bool:
        """Whether a column is chosen that has nothing in it yet."""
        number, _dash, rest = self.at.partition("-")
        if not rest or not rest.endswith("-0"):
            return False
        try:
            columns = arranging.block_at(self.shown.body, arranging.place_of(number)).get("columns", [])
            return bool(columns[arranging.place_of(self.at)[1]] == [])
        except (CannotArrange, IndexError):
            return False

    @property
    def name(self) -> str:
        """What is chosen, by name."""
        block = self.block
        if block:
            return str(block_words.NAMES[block["type"]])
        if self.is_empty_column:
            return _("Empty column")
        return _("Style") if self.at == STYLE else _("Subject and preview text")

    @property
    def takes_tokens(self) -> bool:
        """Whether there is a field that tokens can be put into."""
        fields = self.form.fields.values() if self.form else ()
        return any("data-takes-tokens" in one.widget.attrs for one in fields)

    @property
    def rows(self) -> list[Row]:
        """The outline."""
        return list(self._rows())

    @property
    def warnings(self) -> list[str]:
        """What is wrong with the tokens of what is chosen."""
        if self.at == CONTENT:
            texts = [self.shown.subject, self.shown.preview_text]
        else:
            texts = list(texts_of(parse_body([self.block]))) if self.block else []
        return [problem for text in texts for problem in problems_of(text, self.email.made_for)]

    @property
    def palette(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """What can be put in, by group; `closed` says why one cannot."""
        has_footer = any(block["type"] == "footer" for block in self.shown.body)
        groups = (
            (_("Content"), block_words.WRITTEN),
            (_("Store"), [kind for kind in block_words.OF_THE_STORE if kind != "footer" or not has_footer]),
            (_("Cart"), block_words.OF_THE_CART),
        )
        return [(name, [self._offer(kind) for kind in kinds]) for name, kinds in groups]

    def _offer(self, kind: str) -> dict[str, Any]:
        closed = "" if block_words.works_in(kind, self.email.made_for) else _("Only in abandoned-cart e-mails")
        return {"kind": kind, "name": block_words.NAMES[kind], "icon": block_words.ICONS[kind], "closed": closed}

    def _rows(self) -> Iterator[Row]:
        body = self.shown.body
        last = len(body) - 1 - (bool(body) and body[-1]["type"] == "footer")
        for number, block in enumerate(body):
            yield self._row((number,), block, last)
            for column, inner in enumerate(block.get("columns", ())):
                for index, one in enumerate(inner):
                    yield self._row((number, column, index), one, len(inner) - 1)

    def _row(self, place: Place, block: Block, last: int) -> Row:
        kind = block["type"]
        return Row(
            at=arranging.text_of(place),
            type=kind,
            name=str(block_words.NAMES[kind]),
            icon=block_words.ICONS[kind],
            excerpt=block_words.excerpt(block),
            depth=len(place) // 2,
            problem=_("Works only in abandoned-cart e-mails")
            if not block_words.works_in(kind, self.email.made_for)
            else "",
            is_movable=kind != "footer",
            is_first=place[-1] == 0,
            is_last=place[-1] >= last,
        )

    def _form(self) -> forms.Form | None:
        if block := self.block:
            return form_of(block)
        return form_for(self.email, self.at, None) if self.at in (CONTENT, STYLE) else None


def form_for(email: MarketingEmail, at: str, data: Mapping[str, Any] | None) -> forms.Form:
    """The form of what is chosen. Raises CannotArrange where there is nothing."""
    written = email.as_written()
    if at == CONTENT:
        first = {"subject": written.subject, "preview_text": written.preview_text}
        return ContentForm(data, initial=first, auto_id="block-%s")
    if at == STYLE and email.is_template:
        return StyleForm(data, initial=written.own_style.model_dump(), auto_id="block-%s")
    return form_of(arranging.block_at(written.body, arranging.place_of(at)), data)


def save(email: MarketingEmail, at: str, form: forms.Form, by: User | None, since: str | None) -> None:
    """Write down what a valid form says. Raises CannotArrange, ChangedMeanwhile, ValidationError."""
    if at == CONTENT:
        changes = form.cleaned_data
    elif at == STYLE:
        changes = {"style": form.cleaned_data}
    else:
        body = email.as_written().body
        changes = {"body": arranging.replaced(body, arranging.place_of(at), form.changed())}  # type: ignore[attr-defined]
    writing.edit(email, changes, by, about=f"{at} {' '.join(form.changed_data)}"[:40], since=since)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be done with blocks: put one in (`insert:<kind>`), `move` it (or `up`, `down`), `remove` or `double`
    it. `at` is where the chosen one is, `to` before which one it goes."""

    do: str
    at: str
    to: str = ""


def rearrange(email: MarketingEmail, asked: Asked, by: User | None, since: str | None) -> str:
    """Do it; where the chosen block is then. Raises CannotArrange, ChangedMeanwhile, ValidationError."""
    body, at, to = email.as_written().body, asked.at, asked.to
    doing, _colon, kind = asked.do.partition(":")
    match doing:
        case "insert":
            changed, place = _inserted(email, body, kind, at, to)
        case "move":
            changed, place = arranging.moved(body, arranging.place_of(at), arranging.place_of(to))
        case "up" | "down":
            here = arranging.place_of(at)
            step = -1 if doing == "up" else 1
            changed, place = arranging.moved(body, here, arranging.beside(body, here, step))
        case "double":
            changed, place = arranging.doubled(body, arranging.place_of(at))
        case "remove":
            changed, place = arranging.removed(body, arranging.place_of(at)), ()
        case _:
            raise CannotArrange(_("There is no such change."))
    writing.edit(email, {"body": changed}, by, since=since)
    return arranging.text_of(place) or CONTENT


def _inserted(email: MarketingEmail, body: list[Block], kind: str, at: str, to: str) -> tuple[list[Block], Place]:
    if kind not in block_words.NAMES or kind == "columns":
        raise CannotArrange(_("There is no such block."))
    if not block_words.works_in(kind, email.made_for):
        raise CannotArrange(
            _("Cart content, total and recovery button work only in e-mails of the abandoned-cart workflow.")
        )
    with translation.override(email.language):
        block = block_words.new_block(kind)
    return arranging.inserted(body, arranging.place_of(to) if to else _after(email, body, block, at), block)


def _after(email: MarketingEmail, body: list[Block], block: Block, at: str) -> Place:
    """Behind what is chosen; at the end where nothing is."""
    if Editor(email, at).is_empty_column and block["type"] in arranging.COLUMN_BLOCKS:
        return arranging.place_of(at)
    try:
        place = arranging.place_of(at)
        arranging.block_at(body, place)
    except CannotArrange:
        return (len(body),)
    if len(place) > 1 and block["type"] not in arranging.COLUMN_BLOCKS:
        place = place[:1]
    return (*place[:-1], place[-1] + 1)
