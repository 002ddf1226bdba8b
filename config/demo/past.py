"""Decided cases of the last two years, so that the pages of insight have something to count. Not for the tests."""

from datetime import timedelta

from config.demo.people import Cast
from config.demo.story import Story, ago
from proposals.document.sample import complete
from register.services import publish_due
from workflow import clocks

# (institution, author, signatory, partner, topic, title, titre, days ago)
DECIDED = (
    ("dal", "dev", "dora", "fundy", "tourism-hosting", "Welcoming Cruise Visitors", "Accueil des croisiéristes", 520),
    ("dal", "dev", "dora", "bluenose", "food-safety", "Safe Food at Events", "Salubrité lors d’évènements", 410),
    ("usa", "elodie", "luc", "clare", "shipyard-welding", "Welding for Small Boats", "Soudure de petits bateaux", 330),
    ("dal", "dev", "dora", "cabot", "energy-audit", "Reading an Energy Bill", "Lire une facture d’énergie", 270),
    ("nscc", "neil", "nora", "fundy", "aquaculture-biosecurity", "Oyster Farm Care", "Soin des huîtrières", 230),
    ("usa", "elodie", "luc", "clare", "dementia-care", "Dementia Care at Home", "Démence : soins à domicile", 200),
)


def past(cast: Cast) -> None:
    for number, (institution, author, signatory, partner, topic, title, titre, days) in enumerate(DECIDED):
        content = complete(topic)
        content["A"] = content["A"] | {"title": {"en": title, "fr": titre}, "fast_track": number % 3 == 2}
        story = Story(cast, author, signatory, institution, content, ago(days)).begin().invite(partner).open()
        story.endorse(partner).sign_off()
        story.moment += timedelta(days=4 * number)
        story.submit().assign("rita", "rosa")
        story.moment += timedelta(days=3 * (number % 4))
        story.review("rita", "rosa").consensus().approve()
        with clocks.at(story.moment + timedelta(hours=1)):
            publish_due()
