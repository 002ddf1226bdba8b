"""The structured statement as its pages and forms see it."""

from django.urls import reverse

from config.demo.story import statement
from proposals.codesign.models import Endorsement
from proposals.http import new_key
from proposals.selectors import latest_revision


def row(story, partner="fundy") -> Endorsement:
    return story.proposal.endorsements.get(organisation=story.organisation(partner))


def at(name: str, story, *more) -> str:
    return reverse(f"codesign:{name}", args=[story.proposal.pk, *more])


def form(story, partner="fundy", **more) -> dict:
    """The statement as a browser sends it."""
    answers = statement(story.content, "yes") | {"speaks_for": "employer"} | more
    weights = answers.pop("competencies")
    ticked = {"authority": "on"} if answers.pop("authority") else {}
    conditions = answers.pop("conditions")
    answers["covers"] = [key for key in answers["covers"] if key not in "CEF"]
    hidden = {
        "seen_version": row(story, partner).version,
        "seen_revision": latest_revision(story.proposal).number,
        "idempotency_key": new_key(),
    }
    kept = {f"competency-{key}": value for key, value in weights.items()}
    return {**answers, **kept, **ticked, **hidden, "conditions": "\n".join(conditions)}
