"""What people say to each other in the demo: conversations in every lane, and wording that somebody suggests."""

from config.demo.story import Story
from partners.actors import Actor
from proposals.codesign.models import Endorsement
from proposals.suggestions import cells, services
from proposals.suggestions.models import Suggestion
from proposals.talk import services as talk

ALONE = "Respond to distress without restraint, also at night and when working alone"
NOT_YET = "Le nom du territoire sera choisi avec la communauté; le titre reste pour l’instant."
BOTH_LANGUAGES = "Accueillir un groupe en français et en anglais, et annoncer le déroulement"


def guest(story: Story, partner: str) -> Actor:
    row = Endorsement.objects.get(proposal=story.proposal, organisation=story.organisation(partner))
    return Actor(row.person, guest_link=row.guest_link)


def about_care(story: Story) -> None:
    """In English, in co-design: one conversation holds the submission back, one suggestion waits for an answer."""
    hana, ada, sam = guest(story, "harbour"), story.actor("ada"), story.actor("sam")
    say = {"proposal": story.proposal, "lane": "partners"}
    with story.later(6):
        nights = talk.open_thread(
            actor=hana,
            place="F.assessments",
            text="At night one person is alone with twenty residents. Please assess that, not only a calm day.",
            must_settle=True,
            **say,
        ).thread
    with story.later(3):
        talk.reply(
            nights.pk,
            actor=ada,
            text="Good point. @Hana Smith, could one of your night supervisors describe a typical shift for us?",
        )
    with story.later(2):
        settled = talk.open_thread(
            actor=hana, place="A.summary", text="“Residents”, not “patients”: we are not a hospital.", **say
        ).thread
    with story.later(1):
        talk.resolve(settled.pk, actor=ada, outcome="changed")
    with story.later(1):
        talk.open_thread(
            actor=sam,
            proposal=story.proposal,
            lane="institution",
            place="I.price",
            text="Before we ask for sign-off: does this price cover the second assessor? @Ada Boudreau",
        )
    with story.later(4):
        suggest(story, hana, "E.competencies.1.statement", ALONE, "New staff are lost where nobody is there to ask.")


def in_french(story: Story) -> None:
    """In French: a suggestion is accepted, another declined, before the partner endorses."""
    mireille, elodie = guest(story, "clare"), story.actor("elodie")
    with story.later(5):
        thread = talk.open_thread(
            actor=mireille,
            proposal=story.proposal,
            lane="partners",
            place="D",
            text="Nos saisonniers arrivent en mai. Le cours peut-il commencer en avril?",
        ).thread
    with story.later(4):
        talk.reply(thread.pk, actor=elodie, text="Oui, le premier groupe commence le 12 avril.")
        talk.resolve(thread.pk, actor=elodie, outcome="answered")
    with story.later(2):
        why = "Les visiteurs viennent de partout."
        taken = suggest(story, mireille, "E.competencies.1.statement", BOTH_LANGUAGES, why)
        other = suggest(story, mireille, "A.title.fr", "Accueillir en Mi’kma’ki", "")
    with story.later(7):
        now = cells.digest(taken.base)
        services.accept(taken.pk, actor=elodie, words=taken.words, seen=now)
        services.decline(
            other.pk,
            actor=elodie,
            reason="Le nom du territoire sera choisi avec la communauté; le titre reste pour l’instant.",
        )


def suggest(story: Story, actor: Actor, place: str, words: str, why: str) -> Suggestion:
    return services.suggest(actor=actor, proposal=story.proposal, place=place, words=words, why=why, lane="partners")


def shaped(story: Story, partner: str, words: str, remark: str) -> None:
    """A partner's words and a remark of theirs are in the text that is submitted: they are credited for both."""
    theirs, author = guest(story, partner), story.actor(story.author)
    with story.later(3):
        made = suggest(story, theirs, "E.competencies.2.statement", words, "")
        thread = talk.open_thread(
            actor=theirs, proposal=story.proposal, text=remark, lane="partners", place="F.assessments"
        ).thread
    with story.later(20):
        services.accept(made.pk, actor=author, words=words, seen=cells.digest(made.base))
        talk.resolve(thread.pk, actor=author, outcome="changed")
