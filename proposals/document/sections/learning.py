"""Sections E to G: competencies, how they are assessed, how they are taught."""

from django.utils.translation import gettext_lazy as _

from proposals.document.shapes import Change, Field, Kind, Requirement, Section

S, C, O = Requirement.SUBMIT, Requirement.CONDITIONAL, Requirement.OPTIONAL  # noqa: E741
EDIT, MINOR, SUBST = Change.EDITORIAL, Change.MINOR, Change.SUBSTANTIVE
PUBLIC = True

# Keys with a colon are concepts of CTDL (data/ctdl); the words are ours where CTDL's are not Canadian.
LEARNING_METHODS = (
    ("learnMethod:Applied", _("Real cases and applications")),
    ("learnMethod:CohortBased", _("In a cohort")),
    ("learnMethod:CompetencyBased", _("Competency-based, at one’s own speed")),
    ("learnMethod:Internship", _("Internship")),
    ("learnMethod:Laboratory", _("Laboratory or workshop")),
    ("learnMethod:Lecture", _("Lecture")),
    ("learnMethod:Prerecorded", _("Recorded material")),
    ("learnMethod:SelfPaced", _("Self-paced")),
    ("learnMethod:Seminar", _("Seminar")),
    ("learnMethod:Simulation", _("Simulation")),
    ("learnMethod:WorkBased", _("At work")),
)
CREDIT_UNITS = (
    ("creditUnit:CertificateCredit", _("Credit towards a certificate")),
    ("creditUnit:ClockHour", _("Hour")),
    ("creditUnit:CompetencyCredit", _("Credit for competencies")),
    ("creditUnit:ContactHour", _("Contact hour")),
    ("creditUnit:ContinuingEducationUnit", _("Continuing-education unit")),
    ("creditUnit:DegreeCredit", _("Credit towards a degree")),
    ("creditUnit:SemesterHour", _("Semester hour")),
)
LEVELS = (("1", _("Introductory")), ("2", _("Intermediate")), ("3", _("Advanced")))

COMPETENCIES = Section(
    "E",
    _("Competencies"),
    _("What holders can do. Begin each statement with a verb that somebody can observe."),
    (
        Field(
            "competencies", _("Competencies"), Kind.ITEMS, S, SUBST, PUBLIC, max_items=10, one=_("Competency"),
            hint=_("One to ten. Avoid know, understand, appreciate and be aware."),
            item=(
                Field("statement", _("Statement"), Kind.TEXT, S, SUBST, PUBLIC, max_chars=300),
                Field("description", _("Description"), Kind.LONG_TEXT, O, SUBST, PUBLIC, max_words=100),
                Field("kind", _("Kind"), Kind.CHOICE, S, SUBST, PUBLIC, choices=(("technical", _("Technical")), ("transferable", _("Transferable")), ("safety", _("Safety")))),
                Field("level", _("Level"), Kind.CHOICE, S, SUBST, PUBLIC, choices=LEVELS),
                Field("outcome", _("Learning outcome"), Kind.LONG_TEXT, S, SUBST, PUBLIC, max_words=100),
            ),
        ),
        Field(
            "alignments", _("Alignments"), Kind.ITEMS, S, MINOR, PUBLIC, max_items=10, one=_("Alignment"),
            hint=_("At least one, to a framework outside your institution."),
            item=(
                Field("framework", _("Framework"), Kind.TEXT, S, MINOR, PUBLIC, max_chars=200),
                Field("code", _("Code"), Kind.TEXT, O, MINOR, PUBLIC, max_chars=60),
                Field("uri", _("Address"), Kind.URL, O, MINOR, PUBLIC),
            ),
        ),
        Field("level", _("Level"), Kind.CHOICE, S, SUBST, PUBLIC, choices=LEVELS),
        Field("level_scale", _("Scale of the level"), Kind.TEXT, S, SUBST, PUBLIC, max_chars=200),
    ),
)  # fmt: skip

ASSESSMENT = Section(
    "F",
    _("Assessment"),
    _("How each competency is proven. Attendance proves none."),
    (
        Field(
            "assessments", _("Assessments"), Kind.ITEMS, S, SUBST, PUBLIC, max_items=12, one=_("Assessment"),
            hint=_("Every competency is covered by a summative item."),
            item=(
                Field("title", _("Title"), Kind.TEXT, S, SUBST, PUBLIC, max_chars=200),
                Field("method", _("Method"), Kind.CHOICE, S, SUBST, PUBLIC, choices=(("practical", _("Practical task")), ("simulation", _("Simulation")), ("portfolio", _("Portfolio")), ("exam", _("Examination")), ("project", _("Project")), ("oral", _("Oral")))),
                Field("stage", _("Stage"), Kind.CHOICE, S, SUBST, PUBLIC, choices=(("summative", _("Summative")), ("formative", _("Formative")))),
                Field("description", _("Description"), Kind.LONG_TEXT, S, SUBST, PUBLIC, max_words=150),
                Field("weight", _("Weight in per cent"), Kind.INTEGER, O, SUBST, PUBLIC, minimum=0, maximum=100),
                Field("must_pass", _("Must be passed"), Kind.BOOLEAN, O, SUBST, PUBLIC),
                Field("covers", _("Competencies covered"), Kind.REFERENCES, S, SUBST, PUBLIC, refers_to=("E", "competencies")),
            ),
        ),
        Field("criteria", _("Assessment criteria"), Kind.LONG_TEXT, S, SUBST, PUBLIC, max_words=300),
        Field("passing_standard", _("Passing standard"), Kind.LONG_TEXT, S, SUBST, PUBLIC, max_words=150),
        Field("rubric", _("Rubric"), Kind.LONG_TEXT, S, MINOR, max_words=500),
        Field("supervision", _("Supervision and identity check"), Kind.LONG_TEXT, S, MINOR, PUBLIC, max_words=150),
        Field("complexity", _("Task complexity"), Kind.LONG_TEXT, O, MINOR, PUBLIC, max_words=150),
        Field("evidence_shown", _("What an employer will see as evidence"), Kind.LONG_TEXT, S, MINOR, PUBLIC, max_words=150),
        Field("moderation", _("Assessors and moderation"), Kind.LONG_TEXT, S, MINOR, max_words=200),
        Field("reassessment", _("Reassessment and appeal"), Kind.LONG_TEXT, S, MINOR, PUBLIC, max_words=200),
    ),
)  # fmt: skip

DELIVERY = Section(
    "G",
    _("Delivery"),
    _("How long, how and where."),
    (
        Field("total_hours", _("Total hours"), Kind.DECIMAL, S, SUBST, PUBLIC, minimum=1, maximum=2000),
        Field(
            "breakdown", _("Hours by kind"), Kind.ITEMS, O, MINOR, PUBLIC, max_items=8, one=_("Kind of hours"), hint=_("They add up to the total."),
            item=(
                Field("label", _("Kind of work"), Kind.TEXT, S, MINOR, PUBLIC, max_chars=100),
                Field("hours", _("Hours"), Kind.DECIMAL, S, MINOR, PUBLIC, minimum=0, maximum=2000),
            ),
        ),
        Field("weeks", _("Duration in weeks"), Kind.INTEGER, S, MINOR, PUBLIC, minimum=1, maximum=104),
        Field("credits", _("Credits"), Kind.DECIMAL, C, SUBST, PUBLIC, minimum=0, maximum=60),
        Field("credit_unit", _("Credit unit"), Kind.CHOICE, C, SUBST, PUBLIC, choices=CREDIT_UNITS),
        Field("credit_status", _("Credit status"), Kind.CHOICE, S, SUBST, PUBLIC, choices=(("non_credit", _("Non-credit")), ("credit", _("Credit")), ("part_of_credit", _("Part of a credit course")))),
        Field("mode", _("Mode"), Kind.CHOICE, S, MINOR, PUBLIC, choices=(("in_person", _("In person")), ("online", _("Online")), ("blended", _("Blended")), ("workplace", _("At the workplace")))),
        Field("learning_methods", _("Learning methods"), Kind.CHOICES, O, EDIT, PUBLIC, choices=LEARNING_METHODS),
        Field("methods", _("More about the learning methods"), Kind.LONG_TEXT, O, EDIT, PUBLIC, max_words=150),
        Field("places", _("Places"), Kind.TEXT, O, EDIT, PUBLIC, max_chars=200),
        Field("first_start", _("First start"), Kind.DATE, O, EDIT, PUBLIC, copied=False),
        Field("intake", _("Intake pattern"), Kind.TEXT, O, EDIT, PUBLIC, max_chars=200),
        Field(
            "outline", _("Outline"), Kind.ITEMS, O, MINOR, PUBLIC, max_items=20, one=_("Module"),
            item=(
                Field("module", _("Module"), Kind.TEXT, S, MINOR, PUBLIC, max_chars=200),
                Field("hours", _("Hours"), Kind.DECIMAL, S, MINOR, PUBLIC, minimum=0, maximum=2000),
            ),
        ),
        Field("instructors", _("Instructors, capacity, resources"), Kind.LONG_TEXT, S, MINOR, max_words=300),
    ),
)  # fmt: skip

SECTIONS = (COMPETENCIES, ASSESSMENT, DELIVERY)
