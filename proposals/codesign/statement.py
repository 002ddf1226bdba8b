"""The structured statement that a partner signs, declared once: form, checks, page and comparison are made from it.

Pure: no database. `answers` is the statement's JSON, {question key: value}; its shapes stand at `Ask`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import TextChoices
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from proposals.document import codes
from proposals.document.declaration import section

# The sections whose substance an endorsement may speak for: need, learner, competencies, assessment, delivery and
# recognition. Identity, cost and the institution's own paperwork do not void it.
COVERED_SECTIONS = ("C", "D", "E", "F", "G", "H")

Text = Promise | str
Answers = Mapping[str, Any]


class Ask(StrEnum):
    """Shape of an answer: one, pick, line, words, date "YYYY-MM-DD", link: str · some, lines: [str] ·
    weights {competency's key: Weight}."""

    ONE = "one"
    PICK = "pick"
    SOME = "some"
    LINE = "line"
    WORDS = "words"
    LINES = "lines"
    DATE = "date"
    LINK = "link"
    WEIGHTS = "weights"


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


class Hours(TextChoices):
    FEW = "1-5", _("Up to 5 hours")
    SOME = "6-20", _("6 to 20 hours")
    MANY = "21-100", _("21 to 100 hours")
    MORE = "100+", _("More than 100 hours")


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


class Size(TextChoices):
    MICRO = "1-4", _("1 to 4 people")
    SMALL = "5-99", _("5 to 99 people")
    MEDIUM = "100-499", _("100 to 499 people")
    LARGE = "500+", _("500 people or more")


class SpeaksFor(TextChoices):
    EMPLOYER = "employer", _("Our organisation, as an employer")
    ASSOCIATION = "association", _("Our members: an industry group, an association or a sector council")
    UNION = "union", _("Our members: a union")
    PROFESSIONAL = "professional", _("A profession: a regulator or a professional body")
    COMMUNITY = "community", _("A community organisation")
    INDIGENOUS = "indigenous", _("An Indigenous community or organisation")


class Support(TextChoices):
    PLACEMENTS = "placements", _("Placements")
    EQUIPMENT = "equipment", _("Equipment")
    ASSESSORS = "assessors", _("Assessors")
    TUITION = "tuition", _("Tuition")
    INTERVIEWS = "interviews", _("Interviews")


class Interest(TextChoices):
    FINANCIAL = "financial", _("We gain or lose money by it")
    VENDOR = "vendor", _("We sell something that it uses")
    RELATION = "relation", _("We have a tie to the institution (a board, a partnership, family)")
    PAID = "paid", _("We were paid for our advice")


class Consent(TextChoices):
    NAME = "name", _("Our organisation’s name may be published")
    LOGO = "logo", _("Our logo may be published")
    QUOTE = "quote", _("Our reason may be quoted")
    HIRING = "hiring", _("Our hiring statement may be published")
    CREDIT = "credit", _("We may be credited for what we contributed")


AUTHORITY_TEXT = _(
    "I am allowed to sign this statement for my organisation. I have read the sections it covers. "
    "I have declared our interests; where nothing is ticked, there are none. "
    "I know that it becomes part of a public record, except for items marked as supplied in confidence."
)


@dataclass(frozen=True)
class Question:
    """`named`: what the question is called where an answer is missing; without it the question may stay open.

    `private`: its answer may be marked as supplied in confidence. Where `choices` is empty, the case gives them.
    """

    key: str
    label: Text
    kind: Ask
    choices: tuple[tuple[str, Any], ...] = ()
    hint: Text = ""
    named: Text = ""
    private: bool = False
    max_chars: int = 2000


@dataclass(frozen=True)
class Group:
    """Questions under one heading; `folded` ones have answers to begin with, or may stay open."""

    key: str
    title: Text
    questions: tuple[Question, ...]
    folded: bool = False
    hint: Text = ""


def _one(key: str, label: Text, choices: type[TextChoices], named: Text = "", hint: Text = "") -> Question:
    return Question(key, label, Ask.ONE, tuple(choices.choices), hint, named)


def _some(key: str, label: Text, choices: type[TextChoices] | None = None, hint: Text = "") -> Question:
    return Question(key, label, Ask.SOME, tuple(choices.choices) if choices else (), hint)


def _words(key: str, label: Text, hint: Text = "") -> Question:
    return Question(key, label, Ask.WORDS, hint=hint, private=True)


def _line(key: str, label: Text, hint: Text = "", kind: Ask = Ask.LINE, max_chars: int = 200) -> Question:
    return Question(key, label, kind, hint=hint, max_chars=max_chars)


GROUPS: tuple[Group, ...] = (
    Group(
        "competencies",
        _("What people will be able to do"),
        (
            Question(
                "competencies", _("The competencies"), Ask.WEIGHTS, tuple(Weight.choices), named=_("each competency")
            ),
            _words("missing", _("Is something missing from the competencies?")),
        ),
    ),
    Group(
        "demand",
        _("The demand"),
        (
            _one("demand", _("Is there a demand for these people?"), Degree, _("whether there is a demand")),
            _one(
                "openings",
                _("How many openings, or people to train, in the next 24 months?"),
                Band,
                _("how many people"),
            ),
            _some("occupations", _("For which occupations?"), hint=_("Those that the proposal names.")),
            _line("other_occupation", _("Another occupation"), _("Its name, or its NOC code.")),
            _words("demand_reason", _("Why do you say so?"), _("May be quoted only if you agree below.")),
        ),
    ),
    Group(
        "assessment",
        _("The assessment"),
        (
            _one(
                "assessment",
                _("Is the assessment true to the job?"),
                Degree,
                _("whether the assessment is true to the job"),
            ),
            _words("assessment_change", _("What should change in the assessment?")),
        ),
    ),
    Group(
        "hiring",
        _("Hiring and support"),
        (
            _one("hiring", _("What does it mean when you hire?"), Hiring, _("what it means for hiring")),
            _some("support", _("What can you offer?"), Support),
        ),
    ),
    Group(
        "involvement",
        _("Your part in it"),
        (_one("involvement", _("How were you involved?"), Involvement, _("how you were involved")),),
    ),
    Group(
        "involved",
        _("When, and how much of your time"),
        (
            _line("involved_from", _("Involved from"), kind=Ask.DATE),
            _line("involved_until", _("Involved until"), kind=Ask.DATE),
            _one("hours", _("Hours that you gave"), Hours),
        ),
        folded=True,
    ),
    Group(
        "conditions",
        _("Conditions"),
        (
            Question(
                "conditions",
                _("Does your endorsement depend on something?"),
                Ask.LINES,
                hint=_("One condition on each line, at most five. Each stays open until you say that it is met."),
                max_chars=500,
            ),
            _some("met", _("Which conditions are met?")),
        ),
        folded=True,
    ),
    Group(
        "interests",
        _("Interests to declare"),
        (
            _some("interests", _("What applies to your organisation?"), Interest, _("Tick nothing if there is none.")),
            _words("interests_reason", _("Explain what you ticked")),
        ),
        folded=True,
    ),
    Group(
        "who",
        _("Who you are and for whom you speak"),
        (
            _one("speaks_for", _("For whom do you speak?"), SpeaksFor, _("for whom you speak")),
            _line("legal_name", _("Legal name of the organisation")),
            _line("operating_name", _("Name that it is known by")),
            Question("naics", _("Sector (NAICS 2022)"), Ask.PICK),
            _line("place", _("Place"), max_chars=120),
            Question("size", _("Size"), Ask.PICK, tuple(Size.choices)),
            _line("website", _("Web site"), kind=Ask.LINK),
            _line("person_name", _("Your name"), max_chars=150),
            _line("person_title", _("Your title or position"), max_chars=150),
        ),
        folded=True,
        hint=_("As we have it on record. Correct what is wrong: your statement says what you write here."),
    ),
    Group(
        "consent",
        _("What may be published"),
        (_some("consents", _("May be published"), Consent, _("Nothing is published that you do not tick.")),),
    ),
    Group(
        "confidence",
        _("Supplied in confidence"),
        (
            _some(
                "confidential",
                _("Which of your texts do you supply in confidence?"),
                hint=_("Only you and the Province read them. They are never published, exported or mailed."),
            ),
        ),
        folded=True,
    ),
    Group(
        "validity",
        _("What it covers, and until when"),
        (
            _some(
                "covers",
                _("Sections that you endorse as well"),
                hint=_("If one changes in substance, we ask you again."),
            ),
            _line("valid_until", _("Valid until"), kind=Ask.DATE),
        ),
        folded=True,
    ),
)
QUESTIONS: dict[str, Question] = {one.key: one for group in GROUPS for one in group.questions}
PRIVATE: tuple[Question, ...] = tuple(one for one in QUESTIONS.values() if one.private)
MOST_CONDITIONS = 5


def missing_answers(answers: Answers, competencies: Sequence[str]) -> tuple[str, ...]:
    """Names of the required questions without an answer, in order. `competencies` are the keys that need a weight."""
    return tuple(str(one.named) for one in QUESTIONS.values() if one.named and not answered(one, answers, competencies))


def answered(question: Question, answers: Answers, competencies: Sequence[str]) -> bool:
    value = answers.get(question.key)
    if question.kind == Ask.WEIGHTS:
        weights = value if isinstance(value, Mapping) else {}
        return all(weights.get(key) in Weight.values for key in competencies)
    return bool(value)


def covered(answers: Answers, asked: Sequence[str]) -> tuple[str, ...]:
    """Keys of the sections that the statement covers: those that the framework asks for, and those chosen."""
    chosen = answers.get("covers", COVERED_SECTIONS)
    return tuple(key for key in COVERED_SECTIONS if key in asked or key in chosen)


def open_conditions(answers: Answers) -> list[str]:
    met = answers.get("met") or []
    return [text for text in answers.get("conditions") or [] if text not in met]


def without_confidential(answers: Answers) -> dict[str, Any]:
    """What may leave the case: without the texts that were supplied in confidence."""
    held = {one.key for one in PRIVATE} & set(answers.get("confidential") or [])
    return {key: value for key, value in answers.items() if key not in held}


def lines(question: Question, answers: Answers, competencies: Mapping[str, str], language: str) -> list[str]:
    """An answer as lines of text; `competencies` is {key: text}, as the statement's revision has them."""
    value = answers.get(question.key)
    if not value:
        return []
    labels = {key: str(label) for key, label in question.choices}
    if question.key == "conditions":
        still_open = open_conditions(answers)
        words = {True: _("open"), False: _("met")}
        return [f"{one} ({words[one in still_open]})" for one in value]
    match question.kind:
        case Ask.WEIGHTS:
            weighed = [(text, labels.get(value.get(key, ""))) for key, text in competencies.items()]
            return [f"{text}: {label}" for text, label in weighed if label]
        case Ask.SOME | Ask.LINES:
            return [_in_words(question, str(one), labels, language) for one in value]
        case Ask.DATE:
            return [date_format(date.fromisoformat(value), "DATE_FORMAT")]
        case _:
            return [_in_words(question, str(value), labels, language)]


def _in_words(question: Question, value: str, labels: Mapping[str, str], language: str) -> str:
    match question.key:
        case "occupations":
            return codes.title("noc", value, language)
        case "naics":
            return codes.title("naics", value, language)
        case "confidential":
            return str(QUESTIONS[value].label) if value in QUESTIONS else value
        case "covers":
            return f"{value}. {section(value).title}"
        case _:
            return labels.get(value, value)


def differing(before: Answers, after: Answers) -> Iterator[Question]:
    """The questions that two statements answer differently, in order. A condition that is met differs from an open
    one."""
    for question in QUESTIONS.values():
        keys = ("conditions", "met") if question.key == "conditions" else (question.key,)
        if question.key != "met" and any((before.get(key) or None) != (after.get(key) or None) for key in keys):
            yield question
