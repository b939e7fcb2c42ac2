"""`{% number_rows rows %}`: the rows of a table of numbers. A page has a hundred; a template takes far longer."""

from functools import cache, reduce
from operator import add

from django import template

from ticketsite.kit.drawn import filled

register = template.Library()

CELL = '</th><td class="num">', '</td><td class="num">'


@register.simple_tag
def number_rows(rows):
    """`rows` are pairs of a name and its cells: numbers, or words."""
    told = (filled(_row(len(cells)), {"name": name} | dict(enumerate(cells))) for name, cells in rows)
    return reduce(add, told, filled([""], {}))


@cache
def _row(cells):
    """The pieces of a row of so many cells, as `filled` takes them."""
    pieces = ['<tr><th scope="row">', "name"]
    for cell in range(cells):
        pieces += [CELL[bool(cell)], cell]
    return (*pieces, "</td></tr>")
