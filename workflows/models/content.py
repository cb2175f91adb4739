"""What an e-mail says: the part of it that is written, published, and kept as versions."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.blocks import Block, parse_body, validate_body
from workflows.styles import Style, validate_style

SUBJECT_MOST = 250


class Content(models.Model):
    """Subject, preview text and a body of blocks (workflows.blocks), all of which may hold tokens (workflows.tokens);
    of templates also how e-mails made from them look (workflows.styles)."""

    subject = models.CharField(_("Subject"), max_length=SUBJECT_MOST)
    preview_text = models.CharField(_("Preview text"), max_length=SUBJECT_MOST, blank=True)
    body = models.JSONField(_("Body"), default=list, blank=True, validators=[validate_body])
    style = models.JSONField(_("Style"), default=dict, blank=True, validators=[validate_style])

    class Meta:
        abstract = True

    @property
    def blocks(self) -> list[Block]:
        """The body's blocks. Raises ValueError where a row was written past the validator."""
        return parse_body(self.body)

    @property
    def own_style(self) -> Style:
        """The style that is written here; what is not, is as hubsync makes it."""
        return Style.model_validate(self.style)

    @property
    def written(self) -> dict[str, Any]:
        """The fields of a content by name, to put into another."""
        return {"subject": self.subject, "preview_text": self.preview_text, "body": self.body, "style": self.style}
