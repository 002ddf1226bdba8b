"""The structured statement that a partner signs: its questions, and what is still unanswered. No database."""

from collections.abc import Mapping
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# The sections whose substance an endorsement speaks for, and is bound to: need, learner, competencies, assessment,
# delivery and recognition. Identity, cost and the institution's own paperwork do not void it.
COVERED_SECTIONS = ("C", "D", "E", "F", "G", "H")


class Degree(TextChoices):
    YES = "yes", _("Yes")
    PARTLY = "partly", _("Partly")
    NO = "no", _("No")


class Weight(TextChoices):
    ESSENTIAL = "essential", _("Essential")
    USEFUL = "useful", _("Useful")
    NOT_NEEDED = "not_needed", _("Not needed")


class Involvement(TextChoices):
    INITIATED = "initiated", _("We asked for it")
    CO_DESIGNED = "co_designed", _("We helped design it")
    ADVISED = "advised", _("We gave advice")
    REVIEWED = "reviewed", _("We only read it")


class Hiring(TextChoices):
    RECOGNISE = "recognise", _("We recognise it")
    RECOMMEND = "recommend", _("We recommend it")
    PREFER = "prefer", _("We prefer people who hold it")
    REQUIRE = "require", _("We will require it")
    NONE = "none", _("It makes no difference to us")


class Band(TextChoices):
    NONE = "0", _("None")
    FEW = "1-5", "1–5"
    SOME = "6-20", "6–20"
    MANY = "21-100", "21–100"
    MORE = "100+", _("More than 100")


class Support(TextChoices):
    PLACEMENTS = "placements", _("Placements")
    EQUIPMENT = "equipment", _("Equipment")
    ASSESSORS = "assessors", _("Assessors")
    TUITION = "tuition", _("Tuition")
    INTERVIEWS = "interviews", _("Interviews")


AUTHORITY_TEXT = _(
    "I am allowed to sign this statement for my organisation. I have read the sections it covers. "
    "I know that it becomes part of a public record, except for items marked as supplied in confidence."
)

REQUIRED: dict[str, Promise] = {
    "involvement": _("how you were involved"),
    "demand": _("whether there is a demand"),
    "openings": _("how many people"),
    "competencies": _("each competency"),
    "assessment": _("whether the assessment is true to the job"),
    "hiring": _("what it means for hiring"),
}
CONSENTS: dict[str, Promise] = {
    "name": _("Our organisation’s name may be published"),
    "quote": _("Our reason may be quoted"),
    "hiring": _("Our hiring statement may be published"),
}


def missing_answers(answers: Mapping[str, Any]) -> tuple[str, ...]:
    """Names of the required questions without an answer, in order."""
    return tuple(str(label) for key, label in REQUIRED.items() if not answers.get(key))
