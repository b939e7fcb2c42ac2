"""Bringing tickets in by the page: upload, look, say what words mean, run, follow, undo."""

from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView, FormView

from groups.models import Group
from groups.powers import Powers
from tickets import rules
from tickets.import_forms import MeaningForm, ReadingForm, UploadForm, name_of
from tickets.jobs import carry_on
from tickets.models import ImportBatch
from tickets.models.import_batch import AT_WORK, State
from tickets.statuses import Priority, Status
from ticketsite.kit.paging import KeysetPage
from ticketsite.kit.refusals import Refused
from ticketsite.kit.views import VerbView

LINES_SHOWN = 12
AT_ONCE = 256 * 1024  # bytes: what is smaller is read while the person waits


def go_on(batch):
    """Leave it to the worker; a small file is read at once."""
    carry_on.enqueue(batch.pk)
    if batch.state == State.NEW and batch.size <= AT_ONCE:
        transaction.on_commit(lambda: carry_on.func(batch.pk))


class UploadView(FormView):
    """The upload and the imports so far; of everything, for Admins."""

    template_name = "tickets/imports.html"
    form_class = UploadForm
    group = None

    def dispatch(self, request, *args, **kwargs):
        if not rules.may_import(request.user, self.group):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def batches(self):
        return ImportBatch.objects.visible_to(self.request.user).for_list()

    def form_valid(self, form):
        data = form.cleaned_data
        with transaction.atomic():
            batch = ImportBatch.objects.upload(
                self.request.user, self.group, data["file"], product=data["product"]
            )
            go_on(batch)
        return redirect(batch)

    def get_context_data(self, **kwargs):
        page = KeysetPage(self.batches, ("-pk",), self.request.GET, 25)
        return super().get_context_data(page=page, batches=page.items, **kwargs)


class GroupUploadView(UploadView):
    """The same for one group; others who see it are told whose page this is."""

    def dispatch(self, request, *args, **kwargs):
        self.group = get_object_or_404(Group.objects.visible_to(request.user), pk=kwargs["pk"])
        if not rules.may_import(request.user, self.group):
            messages.error(request, gettext("Only the admins of a group bring tickets into it."))
            return redirect(self.group)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def batches(self):
        return super().batches.filter(group=self.group)

    def get_context_data(self, **kwargs):
        powers = Powers(self.request.user, self.group)
        return super().get_context_data(group=self.group, powers=powers, **kwargs)


class VisibleBatches:
    model = ImportBatch
    context_object_name = "batch"
    gone_url = "tickets:home"

    def get_queryset(self):
        return ImportBatch.objects.visible_to(self.request.user).for_list()


class BatchView(VisibleBatches, DetailView):
    """What is known of the file, and the progress; a POST says what its words mean, or how to read it."""

    template_name = "tickets/import_batch.html"

    def forms(self, data=None):
        batch, name = self.object, (data or {}).get("form")
        return {
            "reading": ReadingForm(data if name == "reading" else None, batch=batch, prefix="r"),
            "meaning": MeaningForm(
                data if name == "meaning" else None, batch=batch, user=self.request.user, prefix="m"
            ),
        }

    def post(self, request, *args, **kwargs):
        self.object = self.get_object()
        forms = self.forms(request.POST)
        form = forms.get(request.POST.get("form"))
        if form is None or not form.is_valid():
            return self.render_to_response(self.get_context_data(forms=forms))
        try:
            with transaction.atomic():
                self.object.choose(request.user, **form.choices())
                go_on(self.object)
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect(self.object)

    def get_context_data(self, forms=None, **kwargs):
        batch = self.object
        forms = (forms or self.forms()) if batch.is_mappable else {}
        asks_for_groups = forms and forms["meaning"].groups
        return super().get_context_data(
            group=batch.group,
            product=name_of(batch.found.get("product")),
            first=[as_read(row) for row in batch.found.get("first", ())],
            problems=by_sentence(batch.problems),
            made=batch.rows.filter(ticket__isnull=False).select_related("ticket").order_by("pk")[:5],
            known_groups=forms["meaning"].known_groups() if asks_for_groups else (),
            **forms,
            **kwargs,
        )


def as_read(row):
    """A ticket of the file in the reader's words."""
    priority = row["priority"]
    return row | {
        "status_label": Status(row["status"]).label,
        "priority_label": "" if priority is None else Priority(priority).label,
        "opened_at": row["opened"] and datetime.fromisoformat(row["opened"]),
    }


def by_sentence(problems):
    """The same problem on many lines is one row: (sentence, left out, its first lines, how many)."""
    lines = {}
    for line, sentence, left_out in problems:
        lines.setdefault((sentence, left_out), []).append(line)
    rows = [
        (sentence, left_out, found[:LINES_SHOWN], len(found)) for (sentence, left_out), found in lines.items()
    ]
    return sorted(rows, key=lambda row: not row[1])


class BatchVerbView(VisibleBatches, VerbView):
    def act(self, batch, by):
        with transaction.atomic():
            self.begin(batch, by)
            go_on(batch)


class RunView(BatchVerbView):
    done = _("The import is running.")

    def begin(self, batch, by):
        batch.run(by)


class UndoView(BatchVerbView):
    done = _("The import is being undone.")

    def begin(self, batch, by):
        batch.undo(by)


class NudgeView(BatchVerbView):
    """For one whose worker fell silent: the next worker goes on where that one stopped."""

    def begin(self, batch, by):
        batch.advance(AT_WORK, batch.state)


class DiscardView(VisibleBatches, VerbView):
    """Forget a file of which nothing has been brought in."""

    done = _("The file is gone.")

    def act(self, batch, by):
        batch.discard(by)
        if batch.group_id:
            return reverse("tickets:imports_of_group", args=[batch.group_id])
        return reverse("tickets:imports")
