import uuid

import django.db.models.deletion
import django_fsm
from django.conf import settings
from django.db import migrations, models

from workflow import append_only
from workflow.tables import Tables


class Migration(migrations.Migration):
    replaces = [
        ("codesign", "0001_initial"),
        ("codesign", "0002_initial"),
        ("codesign", "0003_append_only"),
        ("codesign", "0004_revoked_and_handed_on"),
        ("codesign", "0005_statement_signer"),
        ("codesign", "0006_comments_moved"),
    ]

    initial = True

    dependencies = [
        ("partners", "0001_tables"),
        ("proposals", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Tables(
            migrations.CreateModel(
                name="Endorsement",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    (
                        "proposal",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="endorsements",
                            to="proposals.proposal",
                        ),
                    ),
                    (
                        "organisation",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="endorsements",
                            to="partners.organisation",
                        ),
                    ),
                    (
                        "person",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="endorsements",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "purpose",
                        models.CharField(
                            choices=[("contribute", "comment"), ("endorse", "comment and endorse")],
                            default="endorse",
                            max_length=20,
                        ),
                    ),
                    (
                        "part",
                        models.CharField(
                            choices=[
                                ("co_design", "Co-design"),
                                ("advise", "Advise"),
                                ("deliver", "Deliver"),
                                ("assess", "Assess"),
                                ("host", "Host learners"),
                                ("fund", "Fund"),
                                ("hire", "Hire"),
                                ("endorse", "Endorse"),
                            ],
                            default="co_design",
                            max_length=20,
                        ),
                    ),
                    ("message", models.TextField(blank=True, max_length=2000)),
                    (
                        "invited_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    ("invited_at", models.DateTimeField()),
                    ("due_at", models.DateTimeField()),
                    (
                        "guest_link",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="partners.guestlink",
                        ),
                    ),
                    (
                        "handed_on_by",
                        models.OneToOneField(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="handed_on_to",
                            to="codesign.endorsement",
                        ),
                    ),
                    (
                        "state",
                        django_fsm.FSMField(
                            choices=[
                                ("invited", "Invited"),
                                ("opened", "Opened"),
                                ("drafted", "Drafted"),
                                ("signed", "Signed"),
                                ("stale", "Stale"),
                                ("reaffirmed", "Re-affirmed"),
                                ("declined", "Declined"),
                                ("withdrawn", "Withdrawn"),
                                ("expired", "Expired"),
                                ("revoked", "Revoked"),
                                ("handed_on", "Handed on"),
                            ],
                            default="invited",
                            max_length=50,
                            protected=True,
                        ),
                    ),
                    ("version", models.PositiveIntegerField(default=1)),
                    ("draft", models.JSONField(default=dict, help_text="The unsigned statement.")),
                    ("valid_until", models.DateTimeField(null=True)),
                    (
                        "stale_because",
                        models.JSONField(
                            default=dict,
                            help_text="{sections, unchanged, by, at, from_revision, to_revision} of the voiding edit.",
                        ),
                    ),
                ],
                options={
                    "ordering": ["invited_at", "id"],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("proposal", "organisation", "person"), name="a_person_is_invited_once"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                (
                                    "state__in",
                                    [
                                        "invited",
                                        "opened",
                                        "drafted",
                                        "signed",
                                        "stale",
                                        "reaffirmed",
                                        "declined",
                                        "withdrawn",
                                        "expired",
                                        "revoked",
                                        "handed_on",
                                    ],
                                )
                            ),
                            name="endorsement_state_is_known",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Statement",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "endorsement",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="statements",
                            to="codesign.endorsement",
                        ),
                    ),
                    ("number", models.PositiveIntegerField()),
                    (
                        "revision",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to="proposals.revision"
                        ),
                    ),
                    ("hashes", models.JSONField()),
                    ("answers", models.JSONField()),
                    ("shown_text", models.TextField(help_text="The text of the covered sections as it was shown.")),
                    ("authority_text", models.TextField()),
                    ("language", models.CharField(max_length=2)),
                    (
                        "signed_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "signer",
                        models.JSONField(
                            default=dict, help_text="{name, title, email, verified: link or account} at the time."
                        ),
                    ),
                    ("at", models.DateTimeField()),
                ],
                options={
                    "ordering": ["-number"],
                    "constraints": [
                        models.UniqueConstraint(fields=("endorsement", "number"), name="statement_number_once")
                    ],
                },
            ),
        ),
        append_only.Guard("codesign_statement"),
    ]
