"""The demo's board of needs: who has them too, one that is closed; and two organisations that ask to join."""

from dataclasses import dataclass
from uuid import uuid4

from config.demo.people import Cast
from config.demo.story import ago
from partners.actors import SYSTEM, Actor
from partners.models import User
from partners.roles import OrganisationKind, Role
from partners.services import confirm_address, create_organisation, grant_role
from proposals.joining import services as joining
from proposals.needs import services as needs
from proposals.needs.models import Need
from workflow import clocks


@dataclass(frozen=True)
class Neighbour:
    """An employer that is on the board only; `key` is the domain of its person's address."""

    key: str
    name: str
    name_fr: str
    place: str
    sector: str
    person: str
    title: str
    language: str = "en"


NEIGHBOURS = [
    Neighbour("valley", "Valley Hospice", "Maison de la Vallée", "Kentville", "62", "Vera Newcomb", "Head nurse"),
    Neighbour(
        "lunenburg", "Lunenburg Seniors", "Aînés de Lunenburg", "Lunenburg", "62", "Lena Zwicker", "Site manager"
    ),
    Neighbour("pomquet", "Pomquet Home Care", "Soins de Pomquet", "Pomquet", "62", "Irène Benoit", "Directrice", "fr"),
    Neighbour("highland", "Highland Turbines", "Turbines Highland", "Sydney", "22", "Hugh MacNeil", "Service lead"),
    Neighbour("sable", "Sable Instruments", "Instruments Sable", "Dartmouth", "31-33", "Sal Ortiz", "Owner"),
    Neighbour("yarmouth", "Yarmouth Marine", "Marine Yarmouth", "Yarmouth", "31-33", "Yves Amirault", "Gérant", "fr"),
    Neighbour("pictou", "Pictou Metering", "Mesures Pictou", "Pictou", "31-33", "Pia Fraser", "Operations"),
]


def neighbours(cast: Cast) -> None:
    for one in NEIGHBOURS:
        organisation = create_organisation(
            kind=OrganisationKind.PARTNER,
            name=f"{one.name} (fictional)",
            name_fr=f"{one.name_fr} (fictif)",
            short_name=one.key,
            place=one.place,
            naics_sector=one.sector,
            is_fictional=True,
        )
        address = f"{one.person.split()[0].lower().replace('è', 'e')}@{one.key}.example"
        user = User.objects.create_user(address, None, name=one.person, title=one.title, language=one.language)
        user.password = cast.people["emma"].password
        user.save(update_fields=["password"])
        confirm_address(user)
        for role in (Role.CONTRIBUTOR, Role.ENDORSER):
            grant_role(user, organisation, role, actor=SYSTEM)
        cast.organisations[one.key], cast.people[one.key] = organisation, user


def support(cast: Cast, need: Need, who: str, organisation: str, openings: int | None, word: str = "") -> None:
    place = cast.organisations[organisation].place
    told = {"organisation": cast.organisations[organisation], "openings": openings, "place": place, "word": word}
    needs.support(need.pk, actor=Actor(cast.people[who]), **told)


def supported(cast: Cast, wind: Need, care: Need, sensors: Need) -> None:
    with clocks.at(ago(155)):
        support(cast, wind, "highland", "highland", 6, "We train on site, two at a time.")
    with clocks.at(ago(50)):
        support(cast, care, "valley", "valley", 8, "Nights are the hardest to fill.")
        support(cast, care, "lunenburg", "lunenburg", 12)
        support(cast, care, "pomquet", "pomquet", 5, "En français, surtout.")
        support(cast, care, "dev", "dal", None, "Our teaching clinic sees the same.")
        support(cast, care, "neil", "nscc", None)
    with clocks.at(ago(4)):
        support(cast, sensors, "sable", "sable", 4)
        support(cast, sensors, "yarmouth", "yarmouth", 3, "Aussi pour les bateaux de pêche.")
        support(cast, sensors, "pictou", "pictou", 2)
        support(cast, sensors, "dev", "dal", 2, "For the research fleet.")


def more(cast: Cast) -> None:
    """One in French that waits, and one that is closed."""
    with clocks.at(ago(20)):
        needs.state_need(
            actor=Actor(cast.people["pomquet"]),
            organisation=cast.organisations["pomquet"],
            title="Préposées et préposés qui accompagnent en français",
            statement="Accueillir, rassurer et noter l’essentiel en français, seul dès le premier mois.",
            noc=["33102"],
            naics=["62"],
            region="north_shore",
            place="Pomquet",
            openings=5,
            needed_by=None,
            language="fr",
        )
    with clocks.at(ago(80)):
        closed = needs.state_need(
            actor=Actor(cast.people["harriet"]),
            organisation=cast.organisations["harbour"],
            title="Staff who can run the new records system",
            statement="Enter, find and hand over records without a paper copy.",
            noc=["12111"],
            naics=["62"],
            region="north_shore",
            place="Truro",
            openings=10,
            needed_by=None,
        )
    with clocks.at(ago(30)):
        needs.close_need(
            closed.pk,
            actor=Actor(cast.people["harriet"]),
            reason="The supplier of the system now trains our people.",
            seen_version=closed.version,
            idempotency_key=None,
        )


def asking() -> None:
    """One that is new, and one that seems to be here already."""
    digby = {"name": "Digby Scallop Growers (fictional)", "name_fr": "Pétoncles de Digby (fictif)", "place": "Digby"}
    with clocks.at(ago(2)):
        _ask(
            **digby,
            naics_sector="11",
            email="dora@digby.example",
            person_name="Dora Thimot",
            person_title="President",
            why="Our members cannot find people who can run a hatchery. We would like to say so, and to endorse.",
        )
    with clocks.at(ago(1)):
        _ask(
            name="Fundy Ocean Sensors Inc. (fictional)",
            naics_sector="31-33",
            place="Dartmouth",
            website="https://fundy.example",
            email="frank@fundy.example",
            person_name="Frank Amiro",
            person_title="Human resources",
            why="I was told that we should have an account.",
        )


def _ask(**told: str) -> None:
    request = joining.ask(key=str(uuid4()), remote="demo", language="en", kind=OrganisationKind.PARTNER, **told)
    joining.confirm(joining.token_of(request))
