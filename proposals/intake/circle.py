"""The circle of a case, read from every room in which somebody can take part in it."""

from collections import defaultdict
from collections.abc import Iterable
from urllib.parse import urlsplit
from uuid import UUID

from django.db.models import CharField, F, Q, QuerySet, Value

from partners.models import Membership, Organisation, User
from partners.roles import OrganisationKind
from proposals.codesign.models import Endorsement, Statement
from proposals.intake.ties import Circle, Finding, Person, Tie, domain_of, findings, involvement, may_not_act
from proposals.models import Proposal, Revision
from proposals.review.models import Review
from proposals.suggestions.models import Suggestion
from proposals.talk.models import Comment, Lane
from proposals.writing.models import SectionSave
from workflow.states import ENDORSEMENT_CURRENT, EndorsementState

SIGNED = ENDORSEMENT_CURRENT | {EndorsementState.STALE, EndorsementState.WITHDRAWN}


def ties(proposal: Proposal, people: Iterable[User]) -> dict[UUID, tuple[Finding, ...]]:
    """What ties each of them to the case; four queries, however many people."""
    asked = list(people)
    circle = circle_of(proposal)
    members = _members(asked)
    return {one.pk: findings(_person(one, members[one.pk]), circle) for one in asked}


def own_ties(proposal: Proposal, person: User) -> tuple[Finding, ...]:
    """Of one person, by deeds and organisations alone: what the door asks before a step of the Province; two queries,
    three where an organisation is found."""
    involved = _organisations(proposal).filter(memberships__user=person).distinct()
    names = {one.pk: str(one) for one in involved}
    circle = Circle(deeds_of(proposal), frozenset(names), names=names)
    return findings(Person(person.pk, person.name, frozenset(names), ""), circle)


def duties(proposal: Proposal, person: User | None) -> tuple[str, ...]:
    """Separation of duties: why this person takes no step of the Province in this case; empty where they may."""
    return tuple(may_not_act(why) for why in involvement(own_ties(proposal, person))) if person else ()


def circle_of(proposal: Proposal) -> Circle:
    deeds = deeds_of(proposal)
    names, sites = {}, set()
    for one in _organisations(proposal):
        names[one.pk] = str(one)
        sites.add((urlsplit(one.website).hostname or "").removeprefix("www."))
    # Somebody of the Province who takes part is tied by what they did; their domain is the Province's own.
    outside = User.objects.filter(pk__in={key for tie, key in deeds if tie != Tie.REVIEWED}).exclude(
        memberships__organisation__kind=OrganisationKind.PROVINCE
    )
    mail = {domain_of(address) for address in outside.values_list("email", flat=True)}
    return Circle(deeds, frozenset(names), frozenset((mail | sites) - {""}), names)


def deeds_of(proposal: Proposal) -> frozenset[tuple[Tie, UUID]]:
    """Who did what in the case, one query over every room."""
    invited = Endorsement.objects.filter(proposal=proposal).exclude(state=EndorsementState.REVOKED)
    said = Comment.objects.filter(thread__proposal=proposal).exclude(thread__lane=Lane.PROVINCE)
    rows = (
        _did(Tie.AUTHOR, Proposal.objects.filter(pk=proposal.pk), "created_by"),
        _did(Tie.AUTHOR, Revision.objects.filter(proposal=proposal), "author"),
        _did(Tie.AUTHOR, SectionSave.objects.filter(proposal=proposal, version__gt=0), "author"),
        _did(Tie.CO_DESIGNER, Suggestion.objects.filter(proposal=proposal), "author"),
        _did(Tie.CO_DESIGNER, said, "author"),
        _did(Tie.ENDORSER, invited.filter(state__in=SIGNED), "person"),
        _did(Tie.ENDORSER, Statement.objects.filter(endorsement__proposal=proposal), "signed_by"),
        _did(Tie.INVITED, invited, "person"),
        _did(Tie.REVIEWED, Review.objects.filter(proposal=proposal), "reviewer"),
    )
    first, *others = rows
    return frozenset((Tie(tie), key) for tie, key in first.union(*others))


def _did(tie: Tie, rows: QuerySet, field: str) -> QuerySet:
    return rows.order_by().values_list(Value(str(tie), output_field=CharField()), F(f"{field}_id"))


def _organisations(proposal: Proposal) -> QuerySet[Organisation]:
    """Lead, co-applicants and partners; a partner whose invitation was taken back is none."""
    partners = Endorsement.objects.filter(proposal=proposal).exclude(state=EndorsementState.REVOKED)
    joint = Proposal.co_applicants.through.objects.filter(proposal=proposal)
    involved = (
        Q(pk=proposal.lead_id) | Q(pk__in=partners.values("organisation")) | Q(pk__in=joint.values("organisation"))
    )
    return Organisation.objects.filter(involved).exclude(kind=OrganisationKind.PROVINCE)


def _members(people: list[User]) -> dict[UUID, set[UUID]]:
    found: dict[UUID, set[UUID]] = defaultdict(set)
    rows = Membership.objects.filter(user__in=people).order_by()
    for person, organisation in rows.values_list("user_id", "organisation_id"):
        found[person].add(organisation)
    return found


def _person(user: User, organisations: set[UUID]) -> Person:
    return Person(user.pk, user.name, frozenset(organisations), domain_of(user.email))
