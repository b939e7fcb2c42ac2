"""Giving files out: only through the rights check, only as downloads that can never run."""

import logging

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from tickets.models import Attachment
from ticketsite.kit.views import VerbView

logger = logging.getLogger(__name__)

BYTES = "application/octet-stream"
LINK_SECONDS = 60
HARMLESS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}


class FileView(View):
    http_method_names = ("get", "head", "options")

    def get(self, request, pk):
        attachment = get_object_or_404(Attachment.objects.visible_to(request.user), pk=pk)
        name = "".join(char for char in attachment.name if char.isprintable()) or "file"
        try:
            response = give_out(attachment.file.name, content_disposition_header(True, name))
        except FileNotFoundError:
            logger.error("The bytes of file %s (%s) are missing.", attachment.pk, attachment.file.name)
            context = {"file": attachment}
            return render(request, "tickets/ticket_file_missing.html", context, status=404)
        for header, value in HARMLESS.items():
            response.headers[header] = value
        return response


def give_out(key, disposition):
    """The bytes themselves, or the way to a store that gives them out by signed links."""
    if getattr(default_storage, "querystring_auth", False):
        return HttpResponseRedirect(signed_link(key, disposition))
    response = FileResponse(default_storage.open(key), content_type=BYTES)
    response.headers["Content-Disposition"] = disposition
    return response


def signed_link(key, disposition):
    if not default_storage.exists(key):
        raise FileNotFoundError(key)
    wanted = {"ResponseContentDisposition": disposition, "ResponseContentType": BYTES}
    return default_storage.url(key, parameters=wanted, expire=LINK_SECONDS)


class RemoveFileView(VerbView):
    model = Attachment
    done = _("The file is removed.")

    def get_queryset(self):
        files = Attachment.objects.visible_to(self.request.user)
        return files.select_related("ticket__group", "comment")

    def act(self, file, by):
        file.remove(by=by)

    def way_back(self):
        return self.object.ticket.get_absolute_url()
