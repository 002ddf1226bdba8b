"""Who acts: a person, a guest holding a mailed link, the system, or nobody (a visitor of the public pages)."""

from dataclasses import dataclass

from partners.models import GuestLink, User


@dataclass(frozen=True)
class Actor:
    """`user` is None for the system and for nobody. `guest_link` limits a guest to the one case that it opens."""

    user: User | None
    guest_link: GuestLink | None = None
    nobody: bool = False

    @property
    def is_system(self) -> bool:
        return self.user is None and not self.nobody

    def reaches(self, case_id: object) -> bool:
        """False where a guest's link is for another case."""
        return self.guest_link is None or self.guest_link.case_id == case_id


SYSTEM = Actor(user=None)
NOBODY = Actor(user=None, nobody=True)
