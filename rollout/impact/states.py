"""The words of this room and its tables of allowed moves. Pure."""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Who(TextChoices):
    """Who at the customer touches us: the people who order, not only the buyer who signs."""

    ORDERS = "orders", _("Who orders")
    USES = "uses", _("Who uses the goods")
    RECEIVES = "receives", _("Who receives the delivery")
    SIGNS = "signs", _("The buyer who signs")
    PAYS = "pays", _("Who pays the invoice")
    DECIDES = "decides", _("Who decides at the top")


class Channel(TextChoices):
    VISIT = "visit", _("Visit")
    PHONE = "phone", _("Telephone")
    WEB = "web", _("Web shop")
    APP = "app", _("App or messaging")
    MAIL = "mail", _("E-mail")
    PAPER = "paper", _("Letter or form on paper")
    COUNTER = "counter", _("Counter")
    DELIVERY = "delivery", _("Delivery")


class Effect(IntegerChoices):
    """What a customer feels of a step at one touchpoint. docs/algorithms/customer-impact.md."""

    NOTHING = 0, _("Notices nothing")
    NOTICES = 1, _("Notices it, no trouble")
    EFFORT = 2, _("Must wait longer, ask twice or do something new")
    PREVENTED = 3, _("Does not get what they came for, or gets it wrong")


class Share(IntegerChoices):
    """How many of the customers at this touchpoint."""

    FEW = 1, _("Few: below 5 in 100")
    SOME = 2, _("Some: 5 to 30 in 100")
    MOST = 3, _("Many: more than 30 in 100")


class Severity(IntegerChoices):
    NONE = 0, _("None")
    SLIGHT = 1, _("Slight")
    NOTICEABLE = 2, _("Noticeable")
    SERIOUS = 3, _("Serious")
    SEVERE = 4, _("Severe")


class StepState(TextChoices):
    PLANNED = "planned", _("Planned")
    RUNNING = "running", _("Running")
    SENT_BACK = "sent_back", _("Sent back")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


# From where to where a step may go. What customers reject goes back, whether it was only announced, runs or was done.
STEP_MOVES: dict[StepState, tuple[StepState, ...]] = {
    StepState.PLANNED: (StepState.RUNNING, StepState.SENT_BACK, StepState.DROPPED),
    StepState.RUNNING: (StepState.DONE, StepState.SENT_BACK, StepState.DROPPED),
    StepState.SENT_BACK: (StepState.PLANNED, StepState.DROPPED),
    StepState.DONE: (StepState.SENT_BACK,),
    StepState.DROPPED: (),
}
OPEN_STEPS = frozenset({StepState.PLANNED, StepState.RUNNING, StepState.SENT_BACK})


class ReactionKind(TextChoices):
    WELCOMES = "welcomes", _("Welcomes it")
    ASKS = "asks", _("Asks what it is about")
    COMPLAINS = "complains", _("Complains")
    REJECTS = "rejects", _("Rejects it")


class Witness(TextChoices):
    SAID = "said", _("Said")
    SEEN = "seen", _("Seen")


class Cause(TextChoices):
    """The root cause of a refusal, sorted."""

    SKILL = "skill", _("Skill: cannot do it yet")
    HABIT = "habit", _("Habit: could, but does it the old way")
    INTENT = "intent", _("Intent: could, but does not want to")


class Response(TextChoices):
    TRAIN = "train", _("Train")
    ENCOURAGE = "encourage", _("Encourage")
    FIRM = "firm", _("Firm measure")


class ResistanceState(TextChoices):
    REPORTED = "reported", _("Not sorted yet")
    ANSWERED = "answered", _("Being answered")
    CLOSED = "closed", _("Closed")


RESISTANCE_MOVES: dict[ResistanceState, tuple[ResistanceState, ...]] = {
    ResistanceState.REPORTED: (ResistanceState.ANSWERED, ResistanceState.CLOSED),
    ResistanceState.ANSWERED: (ResistanceState.ANSWERED, ResistanceState.CLOSED),
    ResistanceState.CLOSED: (ResistanceState.REPORTED,),
}


class Outcome(TextChoices):
    USES_IT = "uses_it", _("Uses the CRM now")
    BETTER = "better", _("Better, goes on")
    UNCHANGED = "unchanged", _("Unchanged")
    UNFOUNDED = "unfounded", _("Was a misunderstanding")


class TaskState(TextChoices):
    OPEN = "open", _("Open")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Not needed")


TASK_MOVES: dict[TaskState, tuple[TaskState, ...]] = {
    TaskState.OPEN: (TaskState.OPEN, TaskState.DONE, TaskState.DROPPED),
    TaskState.DONE: (TaskState.OPEN,),
    TaskState.DROPPED: (TaskState.OPEN,),
}


class SurveyKind(TextChoices):
    PULSE = "pulse", _("Pulse survey")
    NEEDS = "needs", _("Needs survey")


class SurveyState(TextChoices):
    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class Measures(TextChoices):
    """What a question measures: only the first two are followed over time."""

    EXPECTATION = "expectation", _("Expectation (1 to 5)")
    SATISFACTION = "satisfaction", _("Satisfaction (1 to 5)")
    OTHER = "other", _("Another rating (1 to 5)")
    CHOICE = "choice", _("Choices, several may be ticked")
