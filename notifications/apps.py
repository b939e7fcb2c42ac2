from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self):
        from groups.events import event_recorded
        from notifications.deliver import answer_the_bell

        event_recorded.connect(answer_the_bell, dispatch_uid="notifications")
