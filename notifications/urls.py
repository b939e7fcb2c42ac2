"""Under news/: the list, what marks it read, choices, and the numbers that open pages ask for."""

from django.urls import path

from notifications import views
from notifications.mailing.views import UnsubscribeView, WrittenMailsView

app_name = "notifications"

urlpatterns = [
    path("", views.NewsView.as_view(), name="list"),
    path("read/", views.ReadAllView.as_view(), name="read_all"),
    path("<int:pk>/read/", views.ReadView.as_view(), name="read"),
    path("<int:pk>/unread/", views.UnreadView.as_view(), name="unread"),
    path("poll/", views.PollView.as_view(), name="poll"),
    path("mails/", WrittenMailsView.as_view(), name="written_mails"),
    path("unsubscribe/<str:token>/", UnsubscribeView.as_view(), name="unsubscribe"),
    path("choices/", views.ChoicesView.as_view(), name="choices"),
    path("tickets/<int:pk>/read/", views.ReadTicketView.as_view(), name="read_ticket"),
    path("tickets/<int:pk>/here/", views.HereView.as_view(), name="here"),
    path("tickets/<int:pk>/mute/", views.MuteView.as_view(), name="mute"),
    path("tickets/<int:pk>/unmute/", views.UnmuteView.as_view(), name="unmute"),
]
