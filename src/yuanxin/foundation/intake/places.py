"""Unions as spreadsheets name them: by code, by a code they once had, or by a name that only one bears there."""

from collections.abc import Collection

import polars as pl

from yuanxin.foundation.intake.declarations import Circumstances
from yuanxin.foundation.intake.problems import joined, token
from yuanxin.foundation.kernel.bulk import in_pieces
from yuanxin.foundation.unions.choices import UnionState
from yuanxin.foundation.unions.models import FormerCode, Union
from yuanxin.foundation.unions.queries import survivor_of

STANDING = frozenset({UnionState.ACTIVE, UnionState.PREPARING})
PLACE_SCHEMA = {"place": pl.String, "place_id": pl.Int64, "place_code": pl.String, "place_level": pl.String,
                "place_error": pl.String}  # fmt: skip


def places(
    texts: pl.Series, circumstances: Circumstances, permission: str, *, states: Collection[str] = STANDING
) -> pl.DataFrame:
    """The union that each different text names, inside the importing union and where the actor holds `permission`.

    Columns: `place` (the text), `place_id`, `place_code`, `place_level`, and `place_error` where none, several, or one
    in none of the `states` is named. What lies outside is told as if it did not exist. Blanks in a text say nothing.
    """
    named = {text: "".join(text.split()) for text in texts.drop_nulls().unique().to_list()}
    found: dict[str, list[Union]] = {plain: [] for plain in named.values()}
    for piece in in_pieces(list(found)):
        for union in Union.objects.filter(code__among=piece):
            found[union.code].append(union)
        for former in FormerCode.objects.filter(code__among=piece).select_related("union"):
            found[former.code].append(former.union)
        unnamed = [text for text in piece if not found[text]]
        for union in Union.objects.within(circumstances.union).filter(name__among=unnamed, state__in=states):
            found[union.name].append(union)
    told = {plain: _told(unions, circumstances, permission, states) for plain, unions in found.items()}
    return pl.DataFrame([(text, *told[plain]) for text, plain in named.items()], schema=PLACE_SCHEMA, orient="row")


def placed(rows: pl.DataFrame, circumstances: Circumstances, permission: str) -> pl.DataFrame:
    """`rows` with the union that their column `place` names, as `place_id` and `place_level`.

    Where it names none, that is among the `errors`, and `union_id`, whose officers the row is for, the importing one.
    """
    known = places(rows["place"], circumstances, permission)
    frame = rows.join(known, on="place", how="left", maintain_order="left")
    return frame.with_columns(
        joined(pl.col("errors"), token("place", pl.col("place_error"))).alias("errors"),
        pl.col("place_id").fill_null(circumstances.union.pk).alias("union_id"),
    ).drop("place_code", "place_error")


def _told(
    unions: list[Union], circumstances: Circumstances, permission: str, states: Collection[str]
) -> tuple[int | None, str | None, str | None, str | None]:
    inside = [
        union
        for union in map(survivor_of, unions)
        if union.path.startswith(circumstances.union.path) and circumstances.actor.may(permission, union)
    ]
    if len(inside) > 1:
        return None, None, None, "several_unions"
    if not inside:
        return None, None, None, "no_such_union"
    union = inside[0]
    if union.state not in states:
        return None, None, None, "union_not_in_force"
    return union.pk, union.code, union.level, None
