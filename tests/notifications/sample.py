"""A context with everything a message may ask for, and one with the least that every event gives."""

LEAST = {
    "number": "TM-2026-007",
    "title": {"en": "Tidal turbine maintenance", "fr": "Entretien de turbines marémotrices"},
    "institution": {"en": "Nova Scotia Community College", "fr": "Collège communautaire de la Nouvelle-Écosse"},
    "actor_name": "Anne Author",
    "reason": "The hours do not add up.",
}
FULL = LEAST | {
    "sections": ["Section C: Competencies"],
    "changes": [{"en": "1. State the passing standard.", "fr": "1. Précisez le seuil de réussite."}],
    "conditions": ["Sign the site agreement by June."],
    "due": "2026-03-14",
    "partner": {"en": "Fundy Ocean Works", "fr": "Ateliers de Fundy"},
    "text": "We need this by autumn.",
    "colleague": "Carl Colleague",
    "reviewer": "Rita Reviewer",
    "since": "2026-03-07",
    "colleague_mail": "carl@other.example",
    "other_domain": True,
    "message": "Please look at section C.",
}
