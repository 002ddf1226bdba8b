"""Who is in the demo. Institutions are Nova Scotia's real ones; every employer and every person is made up."""

from dataclasses import dataclass
from functools import cache

from django.contrib.auth.hashers import make_password

from partners.actors import SYSTEM
from partners.models import Organisation, User
from partners.roles import OrganisationKind, Role
from partners.services import confirm_address, create_organisation, grant_role

PASSWORD = "tidemark-demo-2026"

INSTITUTIONS = [
    ("acadia", "Acadia University", "Université Acadia", "Wolfville"),
    ("ast", "Atlantic School of Theology", "Atlantic School of Theology", "Halifax"),
    ("cbu", "Cape Breton University", "Université du Cap-Breton", "Sydney"),
    ("dal", "Dalhousie University", "Université Dalhousie", "Halifax"),
    ("msvu", "Mount Saint Vincent University", "Université Mount Saint Vincent", "Halifax"),
    ("nscad", "NSCAD University", "Université NSCAD", "Halifax"),
    ("nscc", "Nova Scotia Community College", "Collège communautaire de la Nouvelle-Écosse", "Halifax"),
    ("smu", "Saint Mary’s University", "Université Saint Mary’s", "Halifax"),
    ("stfx", "St. Francis Xavier University", "Université St. Francis Xavier", "Antigonish"),
    ("usa", "Université Sainte-Anne", "Université Sainte-Anne", "Pointe-de-l’Église"),
    ("kings", "University of King’s College", "University of King’s College", "Halifax"),
]
EMPLOYERS = [
    ("fundy", "Fundy Ocean Sensors (fictional)", "Capteurs océaniques Fundy (fictif)", "Dartmouth", "31-33"),
    ("harbour", "Harbour Light Care Homes (fictional)", "Foyers Lumière du port (fictif)", "Truro", "62"),
    ("cabot", "Cabot Strait Wind Services (fictional)", "Éoliennes du détroit (fictif)", "Sydney", "22"),
    ("clare", "Clare Community Health (fictional)", "Santé communautaire de Clare (fictif)", "Clare", "62"),
    ("bluenose", "Bluenose Cyber Desk (fictional)", "Bureau cyber Bluenose (fictif)", "Halifax", "54"),
]
PROVINCE = ("province", "Province of Nova Scotia (demo office)", "Province de la Nouvelle-Écosse (bureau de démo)")


@dataclass(frozen=True)
class Person:
    """`key` is the mail address's first part; `roles` are held in `organisation`."""

    key: str
    name: str
    title: str
    organisation: str
    roles: tuple[Role, ...]
    language: str = "en"

    @property
    def email(self) -> str:
        return f"{self.key}@{self.organisation}.example"


PEOPLE = [
    Person("emma", "Emma MacIsaac", "Production manager", "fundy", (Role.CONTRIBUTOR, Role.ENDORSER)),
    Person("harriet", "Harriet Doucet", "Director of care", "harbour", (Role.CONTRIBUTOR, Role.ENDORSER)),
    Person("ada", "Ada Boudreau", "Instructional designer", "acadia", (Role.AUTHOR, Role.ADMINISTRATOR)),
    Person("sam", "Samuel Okafor", "Dean, professional studies", "acadia", (Role.SIGNATORY,)),
    Person("neil", "Neil Paul", "Programme manager", "nscc", (Role.AUTHOR, Role.ADMINISTRATOR)),
    Person("nora", "Nora Whynot", "Academic vice-president", "nscc", (Role.SIGNATORY,)),
    Person("elodie", "Élodie Comeau", "Conceptrice pédagogique", "usa", (Role.AUTHOR,), "fr"),
    Person("luc", "Luc Thibodeau", "Vice-recteur", "usa", (Role.SIGNATORY,), "fr"),
    Person("dev", "Dev Sharma", "Programme lead", "dal", (Role.AUTHOR, Role.ADMINISTRATOR)),
    Person("dora", "Dora Levy", "Associate dean", "dal", (Role.SIGNATORY,)),
    Person("cora", "Cora Benoit", "Coordinator", "province", (Role.COORDINATOR,)),
    Person("rita", "Rita Fraser", "Reviewer", "province", (Role.REVIEWER,)),
    Person("rob", "Robert LeBlanc", "Réviseur", "province", (Role.REVIEWER,), "fr"),
    Person("rosa", "Rosa Muise", "Reviewer", "province", (Role.REVIEWER,)),
    Person("ann", "Ann Campbell", "Approver", "province", (Role.APPROVER,)),
    Person("fran", "Fran Mosher", "Framework manager", "province", (Role.FRAMEWORK_MANAGER,)),
    Person("otto", "Otto Zinck", "Records officer", "province", (Role.AUDITOR, Role.ADMINISTRATOR)),
]
# Partners who come in by a mailed link, without an account.
GUESTS = {
    "fundy": ("gil@fundy.example", "Gil Arsenault", "Field supervisor", "en"),
    "harbour": ("hana@harbour.example", "Hana Smith", "Staff educator", "en"),
    "cabot": ("wes@cabot.example", "Wes Googoo", "Site lead", "en"),
    "clare": ("mireille@clare.example", "Mireille Saulnier", "Directrice", "fr"),
    "bluenose": ("bea@bluenose.example", "Bea Tran", "Security lead", "en"),
}

OPERATOR = "operator@tidemark.example"


@cache
def _hashed() -> str:
    """Once for all: hashing is slow on purpose."""
    return make_password(PASSWORD)


@dataclass(frozen=True)
class Cast:
    organisations: dict[str, Organisation]
    people: dict[str, User]


def assemble() -> Cast:
    """Create organisations, people and their roles."""
    organisations = {
        key: create_organisation(
            kind=OrganisationKind.INSTITUTION, name=name, name_fr=name_fr, short_name=key, place=place
        )
        for key, name, name_fr, place in INSTITUTIONS
    }
    for key, name, name_fr, place, sector in EMPLOYERS:
        organisations[key] = create_organisation(
            kind=OrganisationKind.PARTNER,
            name=name,
            name_fr=name_fr,
            short_name=key,
            place=place,
            naics_sector=sector,
            is_fictional=True,
        )
    key, name, name_fr = PROVINCE
    organisations[key] = create_organisation(
        kind=OrganisationKind.PROVINCE, name=name, name_fr=name_fr, short_name=key, is_fictional=True
    )
    people = {}
    for person in PEOPLE:
        user = User.objects.create_user(
            person.email, None, name=person.name, title=person.title, language=person.language
        )
        for role in person.roles:
            grant_role(user, organisations[person.organisation], role, actor=SYSTEM)
        people[person.key] = user
    people["operator"] = User.objects.create_superuser(OPERATOR, None, name="Olga Operator")
    hashed = _hashed()
    for user in people.values():
        user.password = hashed
        user.save(update_fields=["password"])
        confirm_address(user)
    return Cast(organisations, people)
