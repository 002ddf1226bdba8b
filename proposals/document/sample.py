"""Plausible, complete documents, for the demo and the tests. Topics are in `samples.json`; nothing in them is real."""

import json
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).with_name("samples.json")


@cache
def _topics() -> dict[str, dict[str, Any]]:
    loaded: dict[str, dict[str, Any]] = json.loads(SAMPLES.read_text(encoding="utf-8"))
    return loaded


def topics() -> list[str]:
    return list(_topics())


def complete(topic: str = "ocean-sensors", *, partner: str = "Fundy Ocean Sensors (fictional)") -> dict[str, Any]:
    """A document without a blocking finding; its declarations (K) are not accepted yet."""
    t = _topics()[topic]
    return deepcopy(
        {
            "A": _identity(t),
            "B": _providers(t),
            "C": _need(t, partner),
            "D": _learner(t),
            "E": _competencies(t),
            "F": _assessment(t),
            "G": _delivery(t),
            "H": _recognition(t),
            "I": _cost(t),
            "J": _quality(t),
            "K": {},
        }
    )


def _identity(t: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": t["title"],
        "badge_name": t["badge"],
        "summary": {
            "en": f"This microcredential prepares people to {t['can']['en']}. They learn with people from the "
            f"trade, practise on real equipment or cases, and prove what they can do in assessed tasks that "
            f"employers in Nova Scotia helped to design.",
            "fr": f"Cette microcertification prépare à {t['can']['fr']}. On y apprend avec des gens du métier, "
            f"on s’exerce sur du matériel ou des cas réels, et on démontre ses compétences dans des tâches "
            f"évaluées que des employeurs de la Nouvelle-Écosse ont aidé à concevoir.",
        },
        "purpose": f"Employers need people who can {t['can']['en']}. Holders can start with little supervision.",
        "kind": "new",
        "keywords": t["keywords"],
    }


def _providers(t: dict[str, Any]) -> dict[str, Any]:
    return {
        "responsible_unit": "Continuing and professional studies",
        "academic_lead": "Programme lead, continuing studies",
        "contact_email": "proposals@institution.example",
        "public_contact": "learn@institution.example",
        "web_page": "https://institution.example/microcredentials",
        "issuing_body": "The institution’s Senate committee on short credentials",
        "approval_body": "Committee on short credentials",
        "approval_date": "2026-05-14",
        "approval_reference": "CSC-2026-014",
    }


def _need(t: dict[str, Any], partner: str) -> dict[str, Any]:
    return {
        "need_statement": f"Openings for people who can {t['can']['en']} stay vacant for months. Employers "
        f"train newcomers themselves, unevenly. A short, assessed course would help both.",
        "evidence": [
            {
                "type": "data",
                "source": "Job Bank vacancies, Nova Scotia",
                "date": "2026-03-31",
                "finding": f"{t['openings']} vacancies in twelve months.",
            },
            {
                "type": "employer",
                "source": partner,
                "date": "2026-04-20",
                "finding": "Positions stay open for four months; new staff need ten weeks of training.",
            },
        ],
        "noc": t["noc"],
        "naics": t["naics"],
        "region": t["region"],
        "openings": t["openings"],
        "learners": 48,
        "duplication": "Searched the register and the calendars of the ten institutions in April 2026; the nearest courses are longer and not assessed at work.",
        "partners": [{"name": partner, "part": "co_design"}],
        "community": "Talked with the local community centre and a Mi’kmaw education office about access.",
    }


def _learner(t: dict[str, Any]) -> dict[str, Any]:
    return {
        "audience": t["audience"],
        "prerequisites": "None.",
        "prior_learning": "A challenge of the practical task is offered four times a year.",
        "instruction_languages": t["languages"],
        "assessment_languages": t["languages"],
        "accommodation": "Extra time, captioned material, accessible rooms, and an adviser from the first day.",
        "equity": "Ten places a year are kept for learners from under-represented groups.",
    }


def _competencies(t: dict[str, Any]) -> dict[str, Any]:
    return {
        "competencies": [
            {
                "statement": text,
                "kind": "technical",
                "level": "2",
                "outcome": f"Shows in a real task: {text[0].lower()}{text[1:]}",
            }
            for text in t["competencies"]
        ],
        "alignments": [{"framework": "NOC 2021", "code": t["noc"][0]}],
        "level": "2",
        "level_scale": "Introductory, intermediate, advanced",
    }


def _assessment(t: dict[str, Any]) -> dict[str, Any]:
    return {
        "assessments": [
            {
                "title": "Practical task",
                "method": "practical",
                "stage": "summative",
                "description": "One realistic task, alone, observed by two assessors with a rubric.",
                "weight": 70,
                "must_pass": True,
                "covers": [str(n) for n in range(1, len(t["competencies"]) + 1)],
            },
            {
                "title": "Log of practice",
                "method": "portfolio",
                "stage": "formative",
                "description": "Weekly entries, discussed with the instructor.",
                "weight": 30,
                "must_pass": False,
                "covers": ["1"],
            },
        ],
        "criteria": "Safe, complete, in the right order, documented so that a colleague could carry on.",
        "passing_standard": "70 per cent, and no safety-critical error.",
        "rubric": "Four levels for each competency; level three is the standard.",
        "supervision": "Photo identification; two assessors present.",
        "evidence_shown": "The badge names the task, the standard and the assessors’ role.",
        "moderation": "One assessor from industry; a tenth of results are assessed again.",
        "reassessment": "One repeat within three months; appeal to the dean within ten days.",
    }


def _delivery(t: dict[str, Any]) -> dict[str, Any]:
    hours = t["hours"]
    return {
        "total_hours": hours,
        "breakdown": [{"label": "Taught", "hours": hours / 2}, {"label": "Practice", "hours": hours / 2}],
        "weeks": 8,
        "credit_status": "non_credit",
        "mode": "blended",
        "methods": "Demonstration, guided practice, feedback.",
        "places": t["region"],
        "outline": [
            {"module": "Foundations", "hours": hours / 4},
            {"module": "Practice", "hours": hours / 2},
            {"module": "Assessment", "hours": hours / 4},
        ],
        "instructors": "Two instructors from the trade, sixteen learners, a fitted workshop.",
    }


def _recognition(t: dict[str, Any]) -> dict[str, Any]:
    return {
        "stacks": "alone",
        "employment": t["employment"],
        "transcript": "yes",
        "format": "ob3",
        "validity": "Three years; renewed by repeating the practical task.",
    }


def _cost(t: dict[str, Any]) -> dict[str, Any]:
    return {"price": t["price"], "price_contains": "Tuition, material, one assessment and one repeat."}


def _quality(t: dict[str, Any]) -> dict[str, Any]:
    return {
        "assurance": "Reviewed each year by the committee on short credentials with learners and employers.",
        "review_cycle": "24",
        "indicators": "Completion, pass rate, employment after six months, employers’ satisfaction.",
        "teach_out": "Learners who began may finish within twelve months.",
    }
