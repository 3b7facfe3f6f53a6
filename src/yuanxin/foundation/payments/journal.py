"""The lines of a batch as a journal of the trail: sending is one event, and these are the payments that it changed."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from django.db.models import QuerySet

from yuanxin.foundation.audit.journals import JournalRow
from yuanxin.foundation.payments.choices import PaymentState
from yuanxin.foundation.payments.models import Batch, Line, Payment
from yuanxin.foundation.payments.models.batches import LineQuerySet

JOURNAL = "payments.lines"
CHUNK = 5000
# What a line says of what went out; what the bank answers comes later and stands in the journal of its return.
SENT_AS = ("number", "payment_id", "payee_name", "account", "bank", "amount_fen", "purpose")


class SentLines:
    """`audit.journals.Journal` over the lines of batches that were sent."""

    def rows_about(self, kind: str, object_id: int) -> Iterable[JournalRow]:
        """The sendings of one payment, the first one first."""
        if kind != Payment._meta.label_lower:
            return
        sent = Line.objects.filter(payment=object_id).values("batch")
        events = Batch.objects.filter(pk__in=sent, sent_event__isnull=False).order_by("sent_event")
        yield from (_sent(batch.sent_event or 0, object_id) for batch in events)

    def stores(self, kind: str, object_id: int) -> Sequence[QuerySet[Line]]:
        """The lines of a payment in batches that were sent."""
        if kind != Payment._meta.label_lower:
            return ()
        return (Line.objects.filter(payment=object_id, batch__sent_event__isnull=False),)

    def rows_of(self, event: int) -> Iterable[JournalRow]:
        """The payments that one sending changed."""
        for payment in _lines_of(event).values_list("payment_id", flat=True).iterator(chunk_size=CHUNK):
            yield _sent(event, payment)

    def digest(self, event: int) -> tuple[int, bytes]:
        """How many lines went out, and the digest over them as they stand now."""
        return digest_of_lines(_lines_of(event).values_list(*SENT_AS).iterator(chunk_size=CHUNK))


def digest_of_lines(lines: Iterator[tuple[object, ...]]) -> tuple[int, bytes]:
    """The number of lines, and a digest over what they say, in their order."""
    digest, number = hashlib.blake2b(digest_size=32), 0
    for line in lines:
        number += 1
        digest.update(repr([value.hex() if isinstance(value, bytes) else value for value in line]).encode())
    return number, digest.digest() if number else b""


def _lines_of(event: int) -> LineQuerySet:
    return Line.objects.of(Batch.objects.get(sent_event=event))


def _sent(event: int, payment: int) -> JournalRow:
    before, after = {"state": PaymentState.BATCHED.value}, {"state": PaymentState.SENT.value}
    return JournalRow(event, Payment._meta.label_lower, payment, before, after)
