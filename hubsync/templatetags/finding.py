"""What was found, with what was looked for in it."""

from django import template
from django.utils.safestring import SafeString

from crm.finding.highlight import highlighted
from crm.finding.words import Query

register = template.Library()


@register.filter
def marked(text: object, query: Query) -> SafeString:
    """`{{ hit.title|marked:query }}`: the parts that the query finds it by stand in <mark>."""
    return highlighted(str(text), query)
