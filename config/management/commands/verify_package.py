"""`manage.py verify_package FILE|NUMBER`: is this the package that was decided, and does the register show it?"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from proposals.review.models import DecisionPackage
from proposals.review.package import digest
from register import checking
from register.models import Snapshot


class Command(BaseCommand):
    help = "Check the decision packages of a proposal, or a package in a JSON file, and the listing that shows it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", metavar="FILE|NUMBER", help="A package in JSON, or a proposal's record number.")

    def handle(self, *args: Any, **options: Any) -> None:
        what = options["what"]
        packages = DecisionPackage.objects.filter(proposal__number=what).select_related("proposal")
        if not packages and Path(what).is_file():
            packages = self._of_file(Path(what))
        if not packages:
            raise CommandError(f"{what} is neither a file nor the number of a decided proposal")
        held = [self._holds(package) for package in packages]
        if not all(held):
            raise CommandError("it does not hold")

    def _of_file(self, path: Path) -> Any:
        found = checking.fingerprint(path.read_text(encoding="utf-8", errors="replace"))
        if found is None:
            raise CommandError(f"{path} holds no decision package in JSON")
        packages = DecisionPackage.objects.filter(sha256=found).select_related("proposal")
        if not packages:
            raise CommandError(f"no decision has the fingerprint {found}: another package, or one that was changed")
        return packages

    def _holds(self, package: DecisionPackage) -> bool:
        made = digest(package.content)
        back = f", taken back {package.taken_back_at:%Y-%m-%d}" if package.taken_back_at else ""
        name = f"{package.proposal.number} {package.outcome} {package.at:%Y-%m-%d}{back}"
        self.stdout.write(f"{name}: {made} {'holds' if made == package.sha256 else f'is not {package.sha256}'}")
        wrong = made != package.sha256
        shown = Snapshot.objects.filter(listing__proposal=package.proposal, package_sha256=package.sha256)
        for check in checking.of_listing(shown[0]) if shown else []:
            self.stdout.write(f"  {'holds' if check.holds else 'DOES NOT HOLD'}: {check.sentence}")
            wrong = wrong or not check.holds
        return not wrong
