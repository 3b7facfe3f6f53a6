"""Reading what was frozen, and proving that it stayed so."""

from collections.abc import Iterable

from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.unions.models import Union
from yuanxin.insight.bulletins.models import Bulletin, FrozenFigure, FrozenRows, Run
from yuanxin.insight.bulletins.queries.taking import digest_over
from yuanxin.insight.bulletins.rules.packing import FrozenRow, digest_of, is_whole, unpack


def bulletin_of(union: Union, period: Period) -> Bulletin | None:
    """The bulletin of a union and period, None while it is a draft."""
    return Bulletin.objects.of(union.pk, period).first()


def last_frozen_period(union: Union) -> Period | None:
    """The latest period of `union` that was frozen."""
    bulletin = Bulletin.objects.filter(union=union).order_by("-ends_on", "-begins_on").first()
    return bulletin.period if bulletin else None


def run_of(bulletin: Bulletin, number: int | None = None) -> Run | None:
    """A run by its number, by default the last one."""
    return Run.objects.filter(bulletin=bulletin, number=number or bulletin.current).first()


def frozen_rows(figure: FrozenFigure) -> list[FrozenRow]:
    """The rows of a frozen figure.

    Raises:
        BrokenRows: if they are not those that were frozen.
    """
    return [row for chunk in figure.chunks.order_by("id") for row in unpack(bytes(chunk.content), bytes(chunk.digest))]


def broken_parts(run: Run) -> list[str]:
    """The figures of a run that do not say what their digests say; empty where all is as it was frozen."""
    figures = list(run.figures.order_by("position").prefetch_related("chunks"))
    broken = [figure.code for figure in figures if not is_intact(figure, figure.chunks.all())]
    if not broken and digest_of(*(bytes(figure.digest) for figure in figures)) != bytes(run.digest):
        broken.append(str(run))
    return broken


def is_intact(figure: FrozenFigure, chunks: Iterable[FrozenRows]) -> bool:
    """Whether a figure, with all its `chunks` of rows, says what its digest says."""
    told = [(chunk.union_id, bytes(chunk.content), bytes(chunk.digest)) for chunk in chunks]
    digests = ((union, digest) for union, _content, digest in told)
    digest = digest_over(figure.code, figure.value, figure.text, figure.definition, digests)
    return digest == bytes(figure.digest) and all(is_whole(content, sealed) for _union, content, sealed in told)
