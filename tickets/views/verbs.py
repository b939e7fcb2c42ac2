"""A view for each verb of a ticket: POST acts; those that need words show a small page on GET."""

from django.utils.translation import gettext_lazy as _

from tickets import forms
from tickets.models import Ticket
from tickets.views.visible import VisibleTicket
from ticketsite.kit.views import FormVerbView, VerbView


class TicketFormVerbView(VisibleTicket, FormVerbView):
    """`title` stands above its small page, `button` on the button, `lead` says what happens."""

    template_name = "tickets/ticket_verb.html"
    title, button, lead = "", "", ""


class TicketKnowingFormView(TicketFormVerbView):
    """The choices of its form depend on the ticket and the person."""

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"ticket": self.object, "user": self.request.user}


class ClaimView(VisibleTicket, VerbView):
    done = _("The ticket is yours.")

    def act(self, ticket, by):
        ticket.claim(by=by)


class DropView(TicketFormVerbView):
    form_class = forms.ReasonForm
    title = button = _("Give back")
    lead = _("The ticket goes back to the waiting list.")
    done = _("The ticket waits for somebody else.")

    def act(self, ticket, by, reason):
        ticket.drop(by=by, reason=reason)


class ReleaseView(TicketFormVerbView):
    form_class = forms.NeededReasonForm
    title = button = _("Release")
    lead = _("Whoever works on it loses it, and it goes back to the waiting list.")
    done = _("The ticket is released.")

    def act(self, ticket, by, reason):
        ticket.release(by=by, reason=reason)


class AskTakeoverView(TicketFormVerbView):
    form_class = forms.ReasonForm
    title = button = _("Ask to take over")
    lead = _("Whoever works on it decides.")
    done = _("You asked for the ticket.")

    def act(self, ticket, by, reason):
        ticket.ask_takeover(by=by, reason=reason)


class HandOverView(TicketFormVerbView):
    form_class = forms.HolderForm
    title = button = _("Hand over")
    lead = _("The person works on it from now on, without asking.")
    done = _("The ticket is handed over.")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"ticket": self.object}

    def act(self, ticket, by, to, reason):
        ticket.hand_over(to, by=by, reason=reason)


class AssignView(HandOverView):
    form_class = forms.AssignForm
    title = button = _("Assign")
    lead = _("The person works on it from now on, whoever had it.")
    done = _("The ticket is assigned.")

    def act(self, ticket, by, to):
        ticket.assign(to, by=by)


class WaitView(TicketFormVerbView):
    form_class = forms.QuestionForm
    title = button = _("Ask the requester")
    lead = _("The ticket waits until the requester answers.")
    done = _("The ticket waits for the requester.")

    def act(self, ticket, by, question):
        ticket.set_waiting(by=by, question=question)


class ResumeView(VisibleTicket, VerbView):
    done = _("You work on it again.")

    def act(self, ticket, by):
        ticket.resume(by=by)


class ResolveView(TicketFormVerbView):
    form_class = forms.SolutionForm
    title = button = _("Resolve")
    lead = _("The requester reads who resolved it, how long it took, and what you write here.")
    done = _("The ticket is resolved.")

    def act(self, ticket, by, solution):
        ticket.resolve(by=by, solution=solution)


class ConfirmView(VisibleTicket, VerbView):
    done = _("Thank you. The ticket is closed.")

    def act(self, ticket, by):
        ticket.confirm(by=by)


class ReopenView(TicketFormVerbView):
    form_class = forms.ReasonForm
    title = button = _("Reopen")
    lead = _("It goes back to whoever worked on it. Say what is still missing.")
    done = _("The ticket is open again.")

    def act(self, ticket, by, reason):
        ticket.reopen(by=by, reason=reason)


class TakeUpView(VisibleTicket, VerbView):
    done = _("Asked again.")

    def act(self, ticket, by):
        ticket.resubmit(by=by)


class CloseView(VisibleTicket, VerbView):
    done = _("The ticket is closed.")

    def act(self, ticket, by):
        ticket.close(by=by)


class WithdrawView(VisibleTicket, VerbView):
    done = _("The ticket is withdrawn.")

    def act(self, ticket, by):
        ticket.withdraw(by=by)


class MoveView(TicketKnowingFormView):
    form_class = forms.MoveForm
    title = button = _("Move to another group")
    lead = _("Other people may see it there. Its project and category stay behind.")
    done = _("The ticket is moved.")

    def act(self, ticket, by, to):
        ticket.move(to, by=by)


class PlaceView(TicketKnowingFormView):
    form_class = forms.PlaceForm
    title = _("Change the project")
    button = _("Save")
    done = _("The project is changed.")

    def get_initial(self):
        return {"project": self.object.project_id}

    def act(self, ticket, by, project):
        ticket.put_in_project(project, by=by)


class PriorityView(TicketFormVerbView):
    form_class = forms.PriorityForm
    title = _("Change the priority")
    button = _("Save")
    done = _("The priority is changed.")

    def get_initial(self):
        return {"priority": self.object.priority}

    def act(self, ticket, by, priority):
        ticket.set_priority(priority, by=by)


class DueView(TicketFormVerbView):
    form_class = forms.DueForm
    title = _("Change the due date")
    button = _("Save")
    done = _("The due date is changed.")

    def get_initial(self):
        return {"due_on": self.object.due_on}

    def act(self, ticket, by, due_on):
        ticket.schedule(due_on, by=by)


class FollowView(VisibleTicket, VerbView):
    done = _("You will hear of what happens here.")

    def act(self, ticket, by):
        ticket.follow(by=by)


class MeTooView(VisibleTicket, VerbView):
    done = _("You are counted among those affected, and will hear when it is resolved.")

    def act(self, ticket, by):
        ticket.say_me_too(by=by)


class UnfollowView(VisibleTicket, VerbView):
    done = _("You no longer follow this ticket.")

    def act(self, ticket, by):
        ticket.unfollow(by=by)


class AddFollowerView(TicketFormVerbView):
    form_class = forms.PersonForm
    title = button = _("Add a follower")
    lead = _("Whoever works on the ticket also lets people in who would not see it otherwise.")
    done = _("They follow the ticket now.")

    def act(self, ticket, by, person):
        ticket.add_follower(person, by=by)


class RemoveFollowerView(TicketFormVerbView):
    form_class = forms.PersonForm
    title = button = _("Remove a follower")
    done = _("They no longer follow the ticket.")

    def act(self, ticket, by, person):
        ticket.remove_follower(person, by=by)


class DeleteView(VisibleTicket, VerbView):
    done = _("The ticket lies in the bin for 30 days.")

    def act(self, ticket, by):
        ticket.bin(by=by)


class RestoreView(VerbView):
    """Its ticket lies in the bin, where only moderators look."""

    model = Ticket
    done = _("The ticket is back.")
    gone_url = "tickets:bin"

    def get_queryset(self):
        return Ticket.objects.in_bin_of(self.request.user)

    def act(self, ticket, by):
        ticket.restore(by=by)
        return ticket
