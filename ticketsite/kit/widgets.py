"""Choices written without a template for each option: a list of hundreds costs what a list of ten did."""

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join

SELECTED, CHECKED = flatatt({"selected": True}), flatatt({"checked": True})


class PlainSelect(forms.Select):
    def render(self, name, value, attrs=None, renderer=None):
        chosen = self.format_value(value)
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((key, SELECTED if str(key) in chosen else "", label) for key, label in self.choices),
        )
        attributes = flatatt(self.build_attrs({"name": name, **self.attrs}, attrs))
        return format_html("<select{}>{}</select>", attributes, options)


class PlainChecks(forms.CheckboxSelectMultiple):
    def render(self, name, value, attrs=None, renderer=None):
        chosen = self.format_value(value)
        number = (attrs or {}).get("id", "")
        return format_html_join(
            "",
            '<div class="form-check"><input type="checkbox" class="form-check-input" name="{}" value="{}" id="{}"{}>'
            '<label for="{}" class="form-check-label">{}</label></div>',
            (
                (
                    name,
                    key,
                    f"{number}_{place}",
                    CHECKED if str(key) in chosen else "",
                    f"{number}_{place}",
                    label,
                )
                for place, (key, label) in enumerate(self.choices)
            ),
        )
