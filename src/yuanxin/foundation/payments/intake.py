"""银行回盘文件: what the bank returns of a batch, line by line; what fits no line waits in the queue."""

import datetime
from collections.abc import Mapping
from typing import Any, ClassVar

import polars as pl
from django import forms
from django.db.models import BigIntegerField, Model
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuanxin.foundation.flow.services import settle
from yuanxin.foundation.intake.choices import RowClass
from yuanxin.foundation.intake.declarations import Circumstances, Column, Recorded, RegistryMoved
from yuanxin.foundation.intake.models import Batch as Import
from yuanxin.foundation.intake.parsers import amount, code_table, date, text, words
from yuanxin.foundation.intake.problems import joined
from yuanxin.foundation.intake.records import NOTHING_TOLD, RecordDeclaration
from yuanxin.foundation.kernel.bulk import rows_among
from yuanxin.foundation.kernel.masking import masked_bank_account, masked_name
from yuanxin.foundation.payments.choices import Outcome, Permission
from yuanxin.foundation.payments.models import Batch, Line, Payment
from yuanxin.foundation.payments.rules import REFERENCE
from yuanxin.foundation.payments.services.returns import Moved, payment_change, sent_payments, write_told
from yuanxin.foundation.ui.forms import DateField

RESULTS = words(
    {
        Outcome.PAID: "成功 交易成功 处理成功 入账成功 支付成功 付款成功 代发成功 转账成功 已入账 已支付 已付款 已到账"
        " 已成功 S 0000 success succeeded",
        Outcome.FAILED: "失败 交易失败 处理失败 入账失败 支付失败 付款失败 代发失败 转账失败 未入账 未成功 不成功"
        " 已退回 退回 退票 退汇 拒绝 已拒绝 F fail failed",
    }
)
FOUND = {
    "batch": pl.Int64,
    "number": pl.Int64,
    "record": pl.Int64,
    "held_payment": pl.Int64,
    "held_amount": pl.Int64,
    "outcome": pl.String,
    "told_on": pl.Date,
    "held_reason": pl.String,
    "held_told_by": pl.Int64,
    "held_sent_on": pl.Date,
}


class ReturnDeclaration(RecordDeclaration):
    """A line of a batch and what became of it, a row. No row adds a line: what names none is for a person to decide."""

    code: ClassVar[str] = "bank_return"
    label = gettext_lazy("Bank return")
    file_name: ClassVar[str] = "银行回盘文件"
    permission: ClassVar[str] = Permission.PAY
    model: ClassVar[type[Model]] = Line
    asks = ()
    undoable = False
    identity = {"reference": str, "name": masked_name, "account": masked_bank_account}
    written: ClassVar[Mapping[str, str]] = {"result": "outcome", "day": "told_on", "reason": "reason"}
    columns = (
        Column(
            "reference",
            "流水号",
            (
                "业务流水号",
                "明细流水号",
                "商户流水号",
                "客户流水号",
                "企业流水号",
                "交易流水号",
                "业务编号",
                "业务参考号",
            ),
            text(40),
            required=True,
            as_text=True,
            note="照银行文件原样",
            width=18,
        ),
        Column(
            "account",
            "收款账号",
            ("账号", "卡号", "银行卡号", "收款人账号", "收款方账号", "收款卡号", "对方账号"),
            text(40),
            as_text=True,
            width=26,
        ),
        Column(
            "name",
            "户名",
            ("收款人", "收款户名", "收款人户名", "收款人姓名", "收款人名称", "账户名称", "账户名", "姓名", "对方户名"),
            text(100),
            width=20,
        ),
        Column(
            "amount",
            "金额",
            (
                "交易金额",
                "代发金额",
                "付款金额",
                "支付金额",
                "发生额",
                "实发金额",
                "转账金额",
                "金额(元)",
                "金额（元）",
            ),
            amount(),
            required=True,
            width=14,
        ),
        Column(
            "result",
            "处理结果",
            (
                "结果",
                "状态",
                "处理状态",
                "交易状态",
                "交易结果",
                "代发结果",
                "代发状态",
                "付款状态",
                "支付状态",
                "入账状态",
            ),
            code_table(RESULTS),
            required=True,
            choices=("成功", "失败"),
            width=12,
        ),
        Column(
            "reason",
            "失败原因",
            ("原因", "失败信息", "错误信息", "返回信息", "失败说明", "处理信息", "错误描述", "拒绝原因"),
            text(200),
            width=30,
        ),
        Column(
            "day",
            "入账日期",
            (
                "交易日期",
                "处理日期",
                "记账日期",
                "到账日期",
                "付款日期",
                "支付日期",
                "回盘日期",
                "交易时间",
                "处理时间",
            ),
            date(),
            note="不填按所填回盘日期",
            width=12,
        ),
    )
    problem_labels: ClassVar[Mapping[str, Any]] = {
        "unknown_line": gettext_lazy("No line of a batch that was sent has this reference."),
        "already_paid": gettext_lazy("The bank said before that this line is paid; find out whether it paid twice."),
        "already_failed": gettext_lazy("The bank said before that this line failed."),
        "other_amount": gettext_lazy("The amount is not the one that was sent: %(value)s yuan."),
        "before_sending": gettext_lazy("The day lies before the one on which the batch was sent."),
        "two_names": gettext_lazy("The same reference stands in row %(value)s with another result or amount."),
        "duplicate_of": gettext_lazy("The same stands in row %(value)s already."),
    }

    @property
    def records(self) -> tuple[str, ...]:  # type: ignore[override]
        return (Line._meta.label_lower, Payment._meta.label_lower)

    def questions(self) -> dict[str, forms.Field]:
        return {
            "told_on": DateField(
                label=gettext_lazy("Day of the return"), help_text=gettext_lazy("Rows that name no day take this one.")
            )
        }

    def told(self, answers: Mapping[str, str]) -> Mapping[str, str]:
        return {_("Day of the return"): answers.get("told_on", "")}

    def resolve(self, rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
        told_on = datetime.date.fromisoformat(circumstances.answers.get("told_on") or str(circumstances.dated_on))
        reference = pl.col("reference").str.normalize("NFKC").str.replace_all(r"\s", "").str.to_uppercase()
        day = pl.col("day").fill_null(told_on)
        failed = pl.col("result") == Outcome.FAILED.value
        return (
            rows.with_columns(
                reference.alias("told_apart"),
                # What is said of a reference: the same is a repetition, anything else a contradiction.
                pl.format("{} {}", pl.col("result").fill_null(""), pl.col("amount").fill_null(0)).alias("name_said"),
                day.alias("day"),
                # A bank that has paid may still write a remark; only of a failure it is the reason.
                pl.when(failed).then(pl.col("reason")).alias("reason"),
                pl.lit(circumstances.union.pk, dtype=pl.Int64).alias("union_id"),
                joined(pl.col("errors"), pl.when(day > circumstances.today).then(pl.lit("day:not_yet"))).alias(
                    "errors"
                ),
            )
            .with_columns(pl.col("name").alias("payee"), pl.col("name_said").alias("name"))
            .drop("name_said")
        )

    def held(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The lines that rows name, of batches that the rows' union sent. A line of which nothing is said is blank."""
        named = (
            rows.select("told_apart", "union_id")
            .unique("told_apart")
            .with_columns(
                pl.col("told_apart").str.extract(REFERENCE, 1).cast(pl.Int64, strict=False).alias("batch"),
                pl.col("told_apart").str.extract(REFERENCE, 2).cast(pl.Int64, strict=False).alias("number"),
            )
        )
        batches = named["batch"].drop_nulls().unique().to_list()
        unions = named["union_id"].drop_nulls().unique().to_list()
        found = rows_among(
            Line.objects.filter(batch__sent_on__isnull=False, batch__union__in=unions),
            "batch_id",
            batches,
            (
                "batch_id", "number", "pk", "payment_id", Cast("amount_fen", BigIntegerField()), "outcome", "told_on",
                "reason", "told_by", "batch__sent_on",
            ),
            FOUND,
        )  # fmt: skip
        said = pl.col("outcome") != Outcome.AWAITED.value
        return named.join(found, on=["batch", "number"], how="inner").select(
            "told_apart",
            "record",
            pl.col("union_id").alias("held_union"),
            "held_payment",
            "held_amount",
            pl.when(said).then("outcome").alias("held_result"),
            pl.when(said).then("told_on").alias("held_day"),
            pl.when(said & (pl.col("held_reason") != "")).then("held_reason").alias("held_reason"),
            "held_told_by",
            "held_sent_on",
        )

    def meet(self, rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
        # Which of the returns that were read before are this very file: it says nothing new.
        same = Import.objects.filter(declaration=self.code, file_digest=circumstances.digest, event__isnull=False)
        frame = rows.with_columns(
            pl.lit(list(same.values_list("pk", flat=True)), dtype=pl.List(pl.Int64)).alias("same")
        )
        return super().meet(frame, circumstances)

    def barred(self, rows: pl.DataFrame) -> pl.Expr:
        known, said = pl.col("record").is_not_null(), pl.col("held_result").is_not_null()
        again = pl.col("same").list.contains(pl.col("held_told_by")).fill_null(value=False)
        sent = (pl.col("held_amount") // 100).cast(pl.String) + pl.format(
            ".{}", (pl.col("held_amount") % 100).cast(pl.String).str.pad_start(2, "0")
        )
        return (
            pl.when(~known)
            .then(pl.lit("reference:unknown_line"))
            .when(pl.col("amount") != pl.col("held_amount"))
            .then(pl.format("amount:other_amount={}", sent))
            .when(said & ~again)
            .then(pl.concat_str(pl.lit("reference:already_"), pl.col("held_result")))
            .when(pl.col("day") < pl.col("held_sent_on"))
            .then(pl.lit("day:before_sending"))
        )

    def leans_on(self) -> pl.Expr:
        return pl.col("held_payment")

    def new(self, rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
        """No row adds a line."""
        return rows.select(pl.col("record").alias("id")).clear()

    def write(self, rows: pl.DataFrame, batch: Import, circumstances: Circumstances) -> pl.DataFrame:
        told = rows.filter(pl.col("outcome") == RowClass.UPDATED.value).select(
            pl.col("record").alias("line"),
            pl.col("result").alias("outcome"),
            pl.col("day").alias("told_on"),
            pl.col("reason").fill_null("").alias("reason"),
        )
        payments = sent_payments(told["line"].to_list())
        try:
            write_told(told, payments, today=circumstances.today, told_by=batch.pk)
        except Moved as moved:
            raise RegistryMoved from moved
        return pl.DataFrame(schema=NOTHING_TOLD)

    def write_besides(self, batch: Import, circumstances: Circumstances) -> None:
        """Batches of which the bank has said everything are settled."""
        touched = Line.objects.filter(told_by=batch.pk).order_by().values("batch").distinct()
        for sent in Batch.objects.filter(pk__in=touched).select_related("union", "fund").order_by("pk"):
            settle(sent, actor=circumstances.actor, today=circumstances.today)

    def undo(self, batch: Import, circumstances: Circumstances) -> None:
        """What the bank said stays said; money that came back is entered by a reversing entry."""
        raise TypeError(f"{self.code} is not undoable")

    def journal(self, row: Mapping[str, Any], values: Mapping[str, Any]) -> list[Recorded]:
        recorded = super().journal(row, values)
        if recorded and row["detail"] is not None:
            told = (values["result"], values["day"], values["reason"] or "")
            before, after = payment_change(*told, None, values["amount"])
            recorded.append(Recorded(Payment._meta.label_lower, row["detail"], before, after))
        return recorded

    def shown(self, field: str, held: Any) -> str:
        return str(held or "") if field not in self.written else super().shown(field, held)

    def masked(self, field: str, written: str) -> str:
        return self.identity[field](written) if field in self.identity else written


BANK_RETURN = ReturnDeclaration()
