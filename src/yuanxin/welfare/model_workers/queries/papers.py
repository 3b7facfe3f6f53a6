"""The Word papers: the application form of a benefit (申请审批表), the summary of a filing (汇总表), the file of a
model worker (一人一档). No income of a month, no illness and no whole card number stands on them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.documents.papers import Paper
from yuanxin.foundation.kernel.masking import masked_bank_account, masked_number
from yuanxin.foundation.kernel.money import in_words
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.growth.honours.queries import honours_of
from yuanxin.welfare.model_workers.choices import FilingState, Permission, WorkerState
from yuanxin.welfare.model_workers.models import ENDED, Benefit, Filing, MedicalClaim, ModelWorker, WorkerSpell
from yuanxin.welfare.model_workers.queries.computing import computation_of
from yuanxin.welfare.model_workers.queries.filings import entries_of, totals_of
from yuanxin.welfare.model_workers.queries.workers import district_of


def worker_context(worker: ModelWorker) -> dict[str, Any]:
    """Who it is about."""
    person = worker.person
    return {
        "name": person.name,
        "sex": person.get_sex_display(),
        "born_on": person.born_on,
        "document": masked_number(unseal(person.document_number)),
        "unit": person.union.name,
        "serving": worker.union.name,
        "level": worker.get_level_display(),
        "honour": worker.honour.title.name,
        "awarded_on": worker.honour.awarded_on,
        "employment": worker.get_employment_display(),
        "insurance": worker.get_insurance_display() or "不详",
        "account": masked_bank_account(unseal(worker.account)) if worker.account else "未登记",
    }


def form_context(benefit: Benefit) -> Mapping[str, Any]:
    """What the application form of a benefit names."""
    kept = computation_of(benefit)
    shown = [step.sentence for step in kept.steps if step.code != "month"] if kept is not None else []
    return worker_context(benefit.worker) | {
        "agency": district_of(benefit.union).name,
        "dated_on": benefit.submitted_on,
        "what": benefit.what,
        "year": benefit.year,
        "computed": benefit.computed,
        "applied": benefit.applied,
        "words": in_words(benefit.applied),
        "approved": benefit.approved,
        "reason": benefit.reason,
        "steps": shown,
        "payee": benefit.payee_name or benefit.worker.person.name,
    }


def summary_context(filing: Filing) -> Mapping[str, Any]:
    """What the summary of a filing names."""
    entries = [each for each in entries_of(filing) if each.state not in ENDED]
    totals = totals_of(entries)
    return {
        "agency": filing.union.name,
        "dated_on": filing.reported_on or filing.opened_on,
        "title": filing.title,
        "number": len(entries),
        "persons": len({each.worker_id for each in entries}),
        "computed": totals["computed"],
        "applied": totals["applied"],
        "words": in_words(totals["applied"]),
        "lines": [
            {
                "number": place,
                "name": each.worker.person.name,
                "unit": each.union.name,
                "what": each.what,
                "computed": each.computed,
                "applied": each.applied,
            }
            for place, each in enumerate(entries, start=1)
        ],
    }


def file_context(worker: ModelWorker) -> Mapping[str, Any]:
    """What the file of a model worker names."""
    given = [
        *Benefit.objects.filter(worker=worker).exclude(state__in=ENDED).order_by("submitted_on", "pk"),
        *MedicalClaim.objects.filter(worker=worker).exclude(state__in=ENDED).order_by("submitted_on", "pk"),
    ]
    spells = WorkerSpell.objects.filter(worker=worker).select_related("union").order_by("begins_on", "pk")
    return worker_context(worker) | {
        "state": worker.get_state_display(),
        "honours": [
            {"title": each.title.name, "year": each.year, "on": each.awarded_on, "until": each.withdrawn_on or "—"}
            for each in honours_of(worker.person)
        ],
        "spells": [
            {
                "union": each.union.name,
                "level": each.get_level_display(),
                "since": each.begins_on,
                "until": each.ends_on or "至今",
            }
            for each in spells
        ],
        "given": [
            {
                "on": each.submitted_on,
                "what": each.what,
                "applied": each.applied,
                "approved": each.approved,
                "paid": each.paid,
                "paid_on": each.paid_on or "—",
            }
            for each in sorted(given, key=lambda each: each.submitted_on)
        ],
    }


FORM = Paper(
    code="model_workers.form",
    label=_("Application form"),
    model=Benefit,
    template="model_workers/papers/form.txt",
    context=form_context,
    file_name=lambda benefit: f"劳模{benefit.what}申请审批表-{benefit.worker.person.name}-{benefit.year}",
    permission=Permission.VIEW_MONEY,
)

SUMMARY = Paper(
    code="model_workers.summary",
    label=_("Summary of the filing"),
    model=Filing,
    template="model_workers/papers/summary.txt",
    context=summary_context,
    file_name=lambda filing: f"{filing.title}汇总表",
    permission=Permission.REPORT,
    when=lambda filing: filing.state != FilingState.DROPPED,
)

FILE = Paper(
    code="model_workers.file",
    label=_("Model worker's file"),
    model=ModelWorker,
    template="model_workers/papers/file.txt",
    context=file_context,
    file_name=lambda worker: f"劳模档案-{worker.person.name}",
    permission=Permission.VIEW_MONEY,
    when=lambda worker: worker.state != WorkerState.MISTAKE,
)

PAPERS = (FORM, SUMMARY, FILE)
