"""Names that the organisation has not given yet."""

from django.db.models.functions import Lower
from django.utils.text import slugify


def username_for(first, last, taken):
    wanted = f"{slugify(first)}.{slugify(last)}"[:50]
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted}{number}", number + 1
    taken.add(name)
    return name


def free_name(model, name):
    """The name, or one beside it where the organisation uses it already."""
    taken = set(model.objects.values_list(Lower("name"), flat=True))
    wanted, number = name, 2
    while wanted.lower() in taken:
        wanted, number = f"{name} ({number})", number + 1
    return wanted
