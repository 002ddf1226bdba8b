"""A draft of the framework that asks for more, and what came of trying it."""

from datetime import timedelta

from config.demo.people import Cast
from partners.actors import Actor
from proposals.frameworks import services, trying
from proposals.frameworks.selectors import seen
from workflow import clocks
from workflow import framework as frameworks

NAME = "Illustrative draft, two endorsements and twelve weeks"
LABEL = {
    "en": "Draft for trying Tidemark out: what if two partners had to endorse? It is not official.",
    "fr": "Ébauche pour essayer Tidemark : et si deux partenaires devaient appuyer? Elle n’est pas officielle.",
}
EDITS = (
    ("general", {"label.en": LABEL["en"], "label.fr": LABEL["fr"]}),
    ("endorsement", {"endorsement.minimum": 2}),
    ("deadlines", {"deadlines.review.days": 15, "deadlines.completeness.days": 2}),
    ("fields-D", {"fields.D.equity.rule": "required"}),
    (
        "criterion-R10",
        {
            "criteria.R10.gate": True,
            "criteria.R10.guidance.en": "Accommodation, cost, reach, French, community; what is done for those "
            "who are seldom reached.",
            "criteria.R10.guidance.fr": "Mesures d’adaptation, coût, rayonnement, français, communauté; ce qui est "
            "fait pour les personnes rarement jointes.",
        },
    ),
)


def draft(cast: Cast) -> None:
    fran = Actor(cast.people["fran"])
    began = clocks.now() - timedelta(days=6)
    with clocks.at(began):
        version = services.begin(frameworks.current(), NAME, actor=fran)
    for hour, (part, values) in enumerate(EDITS, 1):
        with clocks.at(began + timedelta(hours=hour)):
            services.save_part(version.pk, part, values, actor=fran, seen=seen(version))
    trying.work(trying.begin(version.pk, actor=fran).pk)
