"""Does the register show what was decided? Every finding is a sentence."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef

from proposals.review.models import DecisionPackage
from register.models import Listing, Snapshot
from workflow.states import LISTING_PUBLIC


def findings() -> Iterator[str]:
    package = DecisionPackage.objects.filter(proposal=OuterRef("listing__proposal"), sha256=OuterRef("package_sha256"))
    for row in Snapshot.objects.filter(~Exists(package)).order_by("id").iterator():
        yield f"snapshot {row.number} of listing {row.listing_id}: altered: no package of its case has its hash"
    bare = Listing.objects.filter(state__in=LISTING_PUBLIC, snapshots=None)
    for pk in bare.values_list("pk", flat=True).iterator():
        yield f"listing {pk}: is public without a snapshot"
