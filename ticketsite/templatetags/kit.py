"""Template tags of the shared pieces: icons, initials and tints of people, lengths of time, filter chips."""

from datetime import date
from functools import cache

from django import forms, template
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import get_language, gettext

from ticketsite.kit import pieces
from ticketsite.kit.drawn import MARK, cut, filled
from ticketsite.kit.kept import Kept

register = template.Library()
for word in (pieces.initials, pieces.tint, pieces.duration, pieces.working_time, pieces.ago):
    register.filter(word)
register.simple_tag(pieces.when)

WIDGET_PARTS = ("", "_min", "_max", "_after", "_before", "_0", "_1")  # of one filter in the address
STATUS_ICONS = {
    "pending": "hourglass-split",
    "open": "circle",
    "in_progress": "circle-half",
    "waiting": "pause-circle",
    "resolved": "check-circle",
    "closed": "check2-circle",
    "rejected": "x-circle",
    "withdrawn": "dash-circle",
}
MESSAGE_ICONS = {"success": "check-circle", "warning": "exclamation-triangle", "error": "exclamation-circle"}


@register.simple_tag
@cache
def icon(name):
    """A picture beside words, never instead of them: screen readers skip it."""
    return format_html(
        '<svg class="icon" width="16" height="16" aria-hidden="true"><use href="{}#{}"></use></svg>',
        static("img/icons.svg"),
        name,
    )


@register.simple_tag
def piece(name, **values):
    """A piece of the kit whose look follows from these values and the language alone: rendered once, then kept."""
    return pieces.drawn_piece(name, **values)


FILTER_BARS = Kept(512)


@register.simple_tag(takes_context=True)
def filter_bar(context, source, complete_url="", tab=""):
    """The bar of a filter set, drawn once for all to whom it offers the same and who ask for the same but for words."""

    def draw(words):
        bar, request = get_template("kit/_filter_bar.html").template, context["request"]
        taken = {"form": source.form, "words": words, "complete_url": complete_url, "tab": tab}
        return bar.render(context.new(taken | {"request": request}))

    typed = source.data.get("q", "")
    if (look := source.look) is None:
        return draw(typed)
    bar = FILTER_BARS.get((get_language(), look, complete_url, tab), lambda: cut(draw(MARK.format("words"))))
    return filled(bar, {"words": typed})


@register.filter
def control(field):
    """The widget of a bound field in the look of its kind."""
    look = "form-select" if isinstance(field.field.widget, forms.Select) else "form-control"
    return field.as_widget(attrs={"class": f"{look} is-invalid" if field.errors else look})


@register.filter
def status_icon(status):
    return STATUS_ICONS.get(str(status), "circle")


@register.filter
def message_icon(level_tag):
    return MESSAGE_ICONS.get(level_tag, "info-circle")


def words_of(value):
    """What a person calls a cleaned value."""
    if value in (None, ""):
        return ""
    if value is True:
        return gettext("yes")
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    if isinstance(value, slice):
        return " – ".join(words_of(end) for end in (value.start, value.stop) if end)
    if isinstance(value, str) or not hasattr(value, "__iter__"):
        return str(value)
    return ", ".join(words_of(item) for item in value)


def label_of(field, value):
    """The label of a chosen option, else the value's own words."""
    flat = {str(key): label for key, label in flat_choices(field)}
    values = value if isinstance(value, list | tuple | set) else [value]
    if flat and all(str(item) in flat for item in values):
        return ", ".join(str(flat[str(item)]) for item in values)
    return words_of(value)


def flat_choices(field):
    """Choices that stand in the code; those of a queryset are not asked again."""
    if hasattr(field, "queryset"):
        return []
    for key, label in getattr(field, "choices", ()):
        yield from label if isinstance(label, list | tuple) else [(key, label)]


@register.simple_tag(takes_context=True)
def filter_chips(context, form):
    """One chip for each filter in force, with the address of this list without it."""
    if not form.is_bound or not form.is_valid():
        return []
    chips = []
    for name, value in form.cleaned_data.items():
        query = context["request"].GET.copy()
        key = form.add_prefix(name)
        given = [parameter for parameter in query if parameter in {key + part for part in WIDGET_PARTS}]
        if name in ("q", "sort") or not given or not words_of(value):
            continue
        for parameter in [*given, "after", "before"]:
            query.pop(parameter, None)
        chips.append(
            {
                "label": form[name].label,
                "value": label_of(form.fields[name], value),
                "url": f"?{query.urlencode()}",
            }
        )
    return chips
