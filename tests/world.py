"""The demo's world for tests: real institutions, fictional people, cases with genuine histories."""

from dataclasses import dataclass

from django.test import Client

from config.demo.cases import tell
from config.demo.people import OPERATOR, PEOPLE, Cast, assemble
from config.demo.story import Story, ago
from partners.actors import Actor
from partners.actors_http import GUEST_SESSION
from partners.models import Organisation, User
from proposals.codesign.models import Endorsement
from proposals.document.sample import complete
from proposals.models import Proposal
from workflow import clocks
from workflow import framework as frameworks
from workflow.models import FrameworkState, FrameworkVersion


@dataclass
class World:
    """People and organisations by their key in `config.demo.people`."""

    cast: Cast

    def actor(self, key: str) -> Actor:
        return Actor(self.cast.people[key])

    def client(self, key: str | None = None) -> Client:
        """A browser without JavaScript, signed in as this person; signed out without one."""
        client = Client()
        if key is not None:
            client.force_login(self.cast.people[key], backend="django.contrib.auth.backends.ModelBackend")
        return client

    def guest(self, endorsement: Endorsement) -> Client:
        """The browser of an invited guest, once the code is typed."""
        client = Client()
        session = client.session
        session[GUEST_SESSION] = str(endorsement.guest_link_id)
        session.save()
        return client

    def story(self, *, days: float = 40, topic: str = "ocean-sensors") -> Story:
        """A draft of Acadia University, begun so many days ago."""
        return Story(self.cast, "ada", "sam", "acadia", complete(topic), ago(days)).begin()

    def case(self, state: str) -> Proposal:
        """A case of the demo in this state."""
        found = Proposal.objects.filter(state=state).select_related("lead").first()
        assert found is not None, state
        return found


def people_only() -> World:
    """Assembled, or found where they are already."""
    if not User.objects.exists():
        return World(assemble())
    keys = {person.email: person.key for person in PEOPLE} | {OPERATOR: "operator"}
    people = {keys[user.email]: user for user in User.objects.filter(email__in=keys)}
    return World(Cast({one.short_name: one for one in Organisation.objects.exclude(short_name="")}, people))


def demo() -> None:
    tell(assemble())


def in_force(**endorsement: object) -> FrameworkVersion:
    """Another framework version from today on, whose rule of endorsements differs in these keys."""
    before = frameworks.current()
    rule = {**before.content["endorsement"], **endorsement}
    return FrameworkVersion.objects.create(
        name=f"{before.name}, another rule",
        state=FrameworkState.PUBLISHED,
        effective_from=clocks.today(),
        content={**before.content, "endorsement": rule},
    )
