"""Addresses of numbers: the person's own dashboards, those of groups and projects."""

from django.urls import path

from ticketsite.numbers import report_views, views

app_name = "numbers"

urlpatterns = [
    path("", views.OwnView.as_view(), name="home"),
    path("<slug:name>/", views.OwnView.as_view(), name="own"),
    path("groups/<int:pk>/", views.GroupView.as_view(), name="group"),
    path("projects/<int:pk>/", views.ProjectView.as_view(), name="project"),
    path("groups/<int:pk>/report/", report_views.GroupReportView.as_view(), name="group_report"),
    path("projects/<int:pk>/report/", report_views.ProjectReportView.as_view(), name="project_report"),
    path(
        "departments/<int:pk>/report/", report_views.DepartmentReportView.as_view(), name="department_report"
    ),
]
