from django.contrib.admin.apps import AdminConfig


class BackOfficeConfig(AdminConfig):
    """Django's admin with our own site in the place of the stock one."""

    default_site = "ticketsite.backoffice.site.BackOffice"
