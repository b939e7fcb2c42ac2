"""`{% number_rows rows %}`: the rows of a table of numbers. A page has a hundred; a template takes far longer."""

from django import template
from django.utils.safestring import SafeString

from ticketsite.kit.drawn import escaped

register = template.Library()


@register.simple_tag
def number_rows(rows):
    """`rows` are pairs of a name and its cells: numbers, or words."""
    return SafeString("\n".join([_row(name, cells) for name, cells in rows]))


def _row(name, cells):
    told = "".join([f'<td class="num">{escaped(cell)}</td>' for cell in cells])
    return f'<tr><th scope="row">{escaped(name)}</th>{told}</tr>'
