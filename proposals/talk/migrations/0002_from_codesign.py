"""Comments that were written before there were threads: each becomes a thread of its own, in its lane and section."""

from django.db import migrations


def forwards(apps, editor):
    old = apps.get_model("codesign", "Comment")
    thread, comment, version = (apps.get_model("talk", name) for name in ("Thread", "Comment", "Version"))
    endorsements = apps.get_model("codesign", "Endorsement")
    for row in old.objects.order_by("at", "id").iterator():
        opened = thread.objects.create(
            id=row.id,
            proposal_id=row.proposal_id,
            lane=row.lane,
            section=row.section,
            opened_by_id=row.author_id,
            opened_at=row.at,
            last_at=row.at,
        )
        partner = endorsements.objects.filter(proposal_id=row.proposal_id, person_id=row.author_id).first()
        said = comment.objects.create(
            id=row.id,
            thread=opened,
            author_id=row.author_id,
            organisation_id=partner.organisation_id if partner and row.lane == "partners" else None,
            text=row.text,
            at=row.at,
        )
        version.objects.create(comment=said, number=1, text=row.text, at=row.at)


def backwards(apps, editor):
    """What was said stays; answers, marks and versions have no place in the older form."""
    old, comment = apps.get_model("codesign", "Comment"), apps.get_model("talk", "Comment")
    for row in comment.objects.select_related("thread").iterator():
        old.objects.create(
            id=row.id,
            proposal_id=row.thread.proposal_id,
            author_id=row.author_id,
            section=row.thread.section,
            lane=row.thread.lane,
            text=row.text,
            at=row.at,
        )


class Migration(migrations.Migration):
    dependencies = [("talk", "0001_initial"), ("codesign", "0003_append_only")]

    operations = [migrations.RunPython(forwards, backwards)]
