"""Sections A to D: what it is, who provides it, who needs it, who learns it."""

from django.utils.translation import gettext_lazy as _

from proposals.document.shapes import Change, Field, Kind, Requirement, Section

D, S, C, O = Requirement.CREATE, Requirement.SUBMIT, Requirement.CONDITIONAL, Requirement.OPTIONAL  # noqa: E741
EDIT, MINOR, SUBST = Change.EDITORIAL, Change.MINOR, Change.SUBSTANTIVE
PUBLIC = True

IDENTITY = Section(
    "A",
    _("Identity"),
    _("What it is called and what it is for. Learners read most of this in the register."),
    (
        Field("title", _("Title"), Kind.TEXT, D, SUBST, PUBLIC, True, _("At most 120 characters. Say what people learn."), max_chars=120, copied=False),
        Field("badge_name", _("Badge name"), Kind.TEXT, O, MINOR, PUBLIC, hint=_("At most 40 characters."), max_chars=40, copied=False),
        Field("summary", _("Summary"), Kind.LONG_TEXT, S, MINOR, PUBLIC, True, _("30 to 60 words."), max_words=60),
        Field("purpose", _("Purpose"), Kind.LONG_TEXT, S, SUBST, PUBLIC, False, _("What it is used for, why it matters, what holders can do. At most 300 words."), max_words=300),
        Field(
            "kind", _("Kind"), Kind.CHOICE, D, SUBST,
            choices=(("new", _("New")), ("amendment", _("Amendment")), ("renewal", _("Renewal")), ("joint", _("Joint"))),
        ),
        Field("fast_track", _("We ask for the fast track"), Kind.BOOLEAN, O, MINOR, hint=_("For non-credit proposals of at most 60 hours.")),
        Field("cip", _("CIP 2021 code"), Kind.TEXT, O, MINOR, PUBLIC, hint=_("For example 51.1614."), max_chars=7),
        Field("keywords", _("Keywords"), Kind.STRINGS, O, EDIT, PUBLIC, hint=_("One on each line, at most 10."), max_items=10),
    ),
)  # fmt: skip

PROVIDERS = Section(
    "B",
    _("Providers"),
    _("Who is behind it, and whom people can ask."),
    (
        Field("responsible_unit", _("Responsible unit"), Kind.TEXT, S, EDIT, max_chars=200),
        Field("academic_lead", _("Academic lead"), Kind.TEXT, S, EDIT, max_chars=200),
        Field("contact_email", _("Contact for this proposal"), Kind.EMAIL, S, EDIT),
        Field("public_contact", _("Public contact"), Kind.EMAIL, S, EDIT, PUBLIC),
        Field("web_page", _("Web page"), Kind.URL, S, EDIT, PUBLIC, hint=_("Begins with https://")),
        Field(
            "co_applicants", _("Co-applicant institutions"), Kind.STRINGS, O, SUBST, PUBLIC, hint=_("One on each line.")
        ),
        Field("issuing_body", _("Issuing body"), Kind.TEXT, S, SUBST, PUBLIC, max_chars=200),
        Field("approval_body", _("Institutional approval: body"), Kind.TEXT, S, EDIT, max_chars=200),
        Field(
            "approval_date",
            _("Institutional approval: date"),
            Kind.DATE,
            S,
            EDIT,
            hint=_("Not in the future."),
            copied=False,
        ),
        Field(
            "approval_reference",
            _("Institutional approval: reference"),
            Kind.TEXT,
            S,
            EDIT,
            max_chars=120,
            copied=False,
        ),
    ),
)

NEED = Section(
    "C",
    _("Need and partners"),
    _("Show that somebody needs it: with data and with an employer’s own words."),
    (
        Field("need_statement", _("Need statement"), Kind.LONG_TEXT, S, MINOR, hint=_("At most 500 words."), max_words=500),
        Field(
            "evidence", _("Evidence"), Kind.ITEMS, S, MINOR, max_items=8, one=_("Piece of evidence"),
            hint=_("At least two items: one from data, one from an employer."),
            item=(
                Field("type", _("Type"), Kind.CHOICE, S, MINOR, choices=(("data", _("Data")), ("employer", _("Employer")), ("community", _("Community")), ("other", _("Other")))),
                Field("source", _("Source"), Kind.TEXT, S, MINOR, max_chars=200),
                Field("date", _("Date"), Kind.DATE, S, MINOR),
                Field("finding", _("Finding"), Kind.LONG_TEXT, S, MINOR, max_words=120),
                Field("link", _("Link"), Kind.URL, O, MINOR),
            ),
        ),
        Field("noc", _("Occupations (NOC 2021)"), Kind.NOC, S, MINOR, PUBLIC, hint=_("One to three five-digit codes, one on each line."), max_items=3),
        Field("naics", _("Sectors (NAICS 2022)"), Kind.NAICS, S, EDIT, PUBLIC, hint=_("One to three; sector names are in English only in our source."), max_items=3),
        Field("region", _("Region"), Kind.TEXT, O, EDIT, PUBLIC, max_chars=120),
        Field("openings", _("Openings a year"), Kind.INTEGER, O, MINOR, minimum=0, maximum=100000),
        Field("learners", _("Learners a year"), Kind.INTEGER, O, MINOR, minimum=0, maximum=100000),
        Field("duplication", _("Duplication check"), Kind.LONG_TEXT, S, MINOR, hint=_("Which offering is near, and why this one is different; or where you searched."), max_words=300),
        Field(
            "partners", _("Partners and their part"), Kind.ITEMS, S, MINOR, max_items=12, one=_("Partner"),
            hint=_("At least one outside your institution."),
            item=(
                Field("name", _("Organisation"), Kind.TEXT, S, MINOR, max_chars=200),
                Field(
                    "part", _("Part"), Kind.CHOICE, S, MINOR,
                    choices=(("co_design", _("Co-design")), ("advise", _("Advise")), ("deliver", _("Deliver")), ("assess", _("Assess")), ("host", _("Host learners")), ("fund", _("Fund")), ("hire", _("Hire")), ("endorse", _("Endorse"))),
                ),
            ),
        ),
        Field("consultation", _("Consultation log"), Kind.LONG_TEXT, O, MINOR, max_words=500),
        Field("community", _("Community and Indigenous engagement"), Kind.LONG_TEXT, C, MINOR, max_words=300),
    ),
)  # fmt: skip

LEARNER = Section(
    "D",
    _("Learner"),
    _("Who it is for, and what they need to begin."),
    (
        Field("audience", _("Audience"), Kind.LONG_TEXT, S, MINOR, PUBLIC, max_words=150),
        Field("prerequisites", _("Prerequisites"), Kind.LONG_TEXT, S, MINOR, PUBLIC, hint=_("Say “none” outright if there are none."), max_words=150),
        Field("prior_learning", _("Recognition of prior learning"), Kind.LONG_TEXT, O, MINOR, PUBLIC, max_words=150),
        Field("instruction_languages", _("Languages of instruction"), Kind.CHOICES, S, SUBST, PUBLIC, choices=(("en", _("English")), ("fr", _("French")), ("mi", _("Mi’kmaw")), ("asl", _("Sign language")))),
        Field("assessment_languages", _("Languages of assessment"), Kind.CHOICES, S, SUBST, PUBLIC, choices=(("en", _("English")), ("fr", _("French")), ("mi", _("Mi’kmaw")), ("asl", _("Sign language")))),
        Field("accommodation", _("Accommodation"), Kind.LONG_TEXT, S, MINOR, PUBLIC, max_words=150),
        Field("equity", _("Equity measures"), Kind.LONG_TEXT, O, MINOR, max_words=150),
    ),
)  # fmt: skip

SECTIONS = (IDENTITY, PROVIDERS, NEED, LEARNER)
