"""Sections H to K: what it counts for, what it costs, how it is kept good, and what the institution declares."""

from django.utils.translation import gettext_lazy as _

from proposals.document.shapes import Change, Field, Kind, Requirement, Section

S, C, O = Requirement.SUBMIT, Requirement.CONDITIONAL, Requirement.OPTIONAL  # noqa: E741
EDIT, MINOR, SUBST = Change.EDITORIAL, Change.MINOR, Change.SUBSTANTIVE
PUBLIC = True

RECOGNITION = Section(
    "H",
    _("Recognition"),
    _("What holders can do with it afterwards."),
    (
        Field("stacks", _("Stands alone or stacks"), Kind.CHOICE, S, SUBST, PUBLIC, choices=(("alone", _("Stands alone")), ("stacks", _("Stacks into another credential")))),
        Field("stack_target", _("Stacks into"), Kind.TEXT, C, SUBST, PUBLIC, max_chars=200),
        Field("stack_credit", _("Credit value there"), Kind.TEXT, C, SUBST, PUBLIC, max_chars=100),
        Field("stack_agreement", _("Agreement"), Kind.TEXT, C, SUBST, hint=_("Its reference; needed when credit is promised."), max_chars=200),
        Field("professional", _("Professional recognition"), Kind.LONG_TEXT, O, MINOR, PUBLIC, max_words=150),
        Field("employment", _("Employment pathway"), Kind.LONG_TEXT, S, MINOR, PUBLIC, max_words=150),
        Field("transcript", _("On the transcript"), Kind.CHOICE, S, MINOR, PUBLIC, choices=(("yes", _("Yes")), ("no", _("No")))),
        Field("format", _("Format"), Kind.CHOICE, S, MINOR, PUBLIC, choices=(("ob3", _("Open Badges 3.0")), ("ob2", _("Open Badges 2.0")), ("pdf", _("PDF")), ("other", _("Other")))),
        Field("validity", _("Validity and renewal"), Kind.LONG_TEXT, S, SUBST, PUBLIC, max_words=100),
        Field("revocation", _("Revocation rules"), Kind.LONG_TEXT, O, MINOR, PUBLIC, max_words=100),
        Field("image_text", _("Image: alternative text"), Kind.TEXT, O, EDIT, PUBLIC, max_chars=200),
    ),
)  # fmt: skip

COST = Section(
    "I",
    _("Cost"),
    _("What the learner pays, and what that contains."),
    (
        Field(
            "price", _("Price to the learner, in dollars"), Kind.DECIMAL, S, MINOR, PUBLIC, minimum=0, maximum=100000
        ),
        Field(
            "price_covers", _("The price covers"), Kind.CHOICES, O, EDIT, PUBLIC,
            choices=(("costType:Tuition", _("Tuition")), ("costType:EnrollmentFee", _("Enrolment fee")), ("costType:LearningResource", _("Learning material")), ("costType:Consumables", _("Supplies that are used up")), ("costType:Equipment", _("Tools and equipment")), ("costType:TechnologyFee", _("Technology fee")), ("costType:ReexaminationFee", _("One reassessment"))),
        ),
        Field("price_contains", _("What it contains"), Kind.LONG_TEXT, S, EDIT, PUBLIC, max_words=100),
        Field("funding", _("Funding sought"), Kind.LONG_TEXT, O, EDIT, max_words=150),
        Field("budget", _("Budget"), Kind.LONG_TEXT, C, EDIT, max_words=300),
        Field("employer_share", _("Employer’s contribution"), Kind.LONG_TEXT, O, EDIT, max_words=150),
    ),
)  # fmt: skip

QUALITY = Section(
    "J",
    _("Quality"),
    _("How you keep it good, and what happens when it ends."),
    (
        Field("assurance", _("Quality-assurance statement"), Kind.LONG_TEXT, S, MINOR, max_words=300),
        Field("review_cycle", _("Review cycle"), Kind.CHOICE, S, MINOR, choices=(("12", _("12 months")), ("24", _("24 months")), ("36", _("36 months")))),
        Field("indicators", _("Indicators planned"), Kind.LONG_TEXT, S, MINOR, max_words=200),
        Field("triggers", _("What would trigger an early review"), Kind.LONG_TEXT, O, MINOR, max_words=150),
        Field("teach_out", _("Teach-out plan"), Kind.LONG_TEXT, S, MINOR, max_words=200),
    ),
)  # fmt: skip


def _declaration(key: str, label: object, text: object) -> Field:
    return Field(key, label, Kind.DECLARATION, S, EDIT, hint=text)  # type: ignore[arg-type]


DECLARATIONS = Section(
    "K",
    _("Declarations"),
    _("Accepted by name; the text is stored as you see it."),
    (
        _declaration("accuracy", _("Accuracy"), _("What this proposal says is accurate and complete, as far as we know.")),
        _declaration("authority", _("Authority to submit"), _("I am authorised to submit this proposal for the institution.")),
        _declaration("interests", _("Interests of the authors"), _("The authors’ financial and personal interests are stated, or there are none.")),
        _declaration("intellectual_property", _("Intellectual property and reuse"), _("The institution has the rights to the material that it uses.")),
        _declaration("publication", _("Consent to publish"), _("Fields marked as public may be published in the register.")),
        _declaration("access_law", _("Access to information"), _("I know that records are subject to access-to-information law.")),
        _declaration("copyright", _("Copyright of attachments"), _("We may attach what we attach, and the Province may copy it for review.")),
    ),
)  # fmt: skip

SECTIONS = (RECOGNITION, COST, QUALITY, DECLARATIONS)
