"""Under me/people/: closing somebody's account and opening it again."""

from django.urls import path

from ticketsite import leaving

app_name = "leaving"

urlpatterns = [
    path("<int:pk>/deactivate/", leaving.DeactivateView.as_view(), name="deactivate"),
    path("<int:pk>/reactivate/", leaving.ReactivateView.as_view(), name="reactivate"),
]
