"""`{% number_rows rows %}`: the rows of a table of numbers. A page has a hundred; a template takes far longer."""

from django import template
from django.utils.html import format_html, format_html_join

register = template.Library()

NAME, CELL = '<tr><th scope="row">{}</th>', '<td class="num">{}</td>'


@register.simple_tag
def number_rows(rows):
    """`rows` are pairs of a name and its cells: numbers, or words."""
    return format_html_join("\n", "{}", ((_row(name, cells),) for name, cells in rows))


def _row(name, cells):
    return format_html(f"{NAME}{CELL * len(cells)}</tr>", name, *cells)
