"""账号名册与授权名册: accounts for union officers, and the roles they are given; two administrators, two files.

The system administrator makes accounts and may give no role, the security administrator gives roles and may make no
account (三员分立). One workbook with all the columns serves both: each file leaves out what is the other's.
"""

import datetime
from collections.abc import Mapping
from typing import Any, ClassVar

import polars as pl
from django.contrib.auth.hashers import make_password
from django.db.models import Model
from django.utils.translation import gettext_lazy

from yuanxin.foundation.accounts import rules
from yuanxin.foundation.accounts.choices import Permission
from yuanxin.foundation.accounts.models import Appointment, User
from yuanxin.foundation.accounts.services import ROLE_LEVELS
from yuanxin.foundation.intake.declarations import Circumstances, Column
from yuanxin.foundation.intake.parsers import Cells, Parsed, Parser, code_table, date, name, phone, text
from yuanxin.foundation.intake.places import placed
from yuanxin.foundation.intake.problems import joined
from yuanxin.foundation.intake.records import RecordDeclaration
from yuanxin.foundation.kernel.bulk import rows_among
from yuanxin.foundation.kernel.masking import masked_phone
from yuanxin.foundation.kernel.sealed import seal
from yuanxin.organisation.loading.intake.words import ROLES


def username() -> Parser:
    """A user name, in small letters."""

    def parse(cells: Cells, _today: datetime.date) -> Parsed:
        frame = pl.DataFrame({"text": cells.texts}).with_columns(pl.col("text").str.to_lowercase().alias("small"))
        well_formed = pl.col("small").str.contains(f"^(?:{rules.USERNAME.pattern})$")
        done = frame.select(
            pl.when(well_formed).then("small").alias("value"),
            pl.when(pl.col("text").is_not_null() & ~well_formed).then(pl.lit("not_a_username")).alias("error"),
        )
        return Parsed(done["value"], done["error"])

    return parse


USERNAME = Column(
    "username",
    "用户名",
    ("账号", "登录名", "帐号"),
    username(),
    required=True,
    as_text=True,
    note="3 至 40 位小写字母、数字、点或横线，字母开头",
    width=20,
)
NOT_A_USERNAME = gettext_lazy("A user name has 3 to 40 small letters, digits, dots or hyphens, a letter first.")


class AccountDeclaration(RecordDeclaration):
    """An account a row, without a role and without a password: both are given afterwards."""

    code: ClassVar[str] = "accounts"
    label = gettext_lazy("Register of accounts")
    file_name: ClassVar[str] = "账号名册"
    permission: ClassVar[str] = Permission.MANAGE_USERS
    columns = (
        USERNAME,
        Column("full_name", "姓名", ("名字", "使用人"), name(), required=True, width=10),
        Column("phone", "手机号码", ("手机", "联系电话", "电话", "手机号"), phone(), as_text=True, width=14),
    )
    model: ClassVar[type[Model]] = User
    identity = {"username": str, "full_name": str}
    written: ClassVar[Mapping[str, str]] = {"full_name": "name"}
    afterwards = ("loading:passwords", gettext_lazy("Give out one-time passwords"))
    problem_labels: ClassVar[Mapping[str, Any]] = {
        "not_a_username": NOT_A_USERNAME,
        "known_by_other_name": gettext_lazy("This user name is another person's; choose another."),
    }

    def resolve(self, rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
        return rows.with_columns(
            pl.col("username").alias("told_apart"),
            pl.col("full_name").alias("name"),
            pl.lit(circumstances.union.pk, dtype=pl.Int64).alias("union_id"),
        )

    def prepare(self, rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
        return rows.with_columns(
            pl.Series("phone_sealed", [seal(each) if each else None for each in rows["phone"]], dtype=pl.Binary)
        ).drop("phone")

    def held(self, rows: pl.DataFrame) -> pl.DataFrame:
        schema = {"told_apart": pl.String, "record": pl.Int64, "held_full_name": pl.String}
        found = rows_among(
            User.objects.all(), "username", rows["username"].to_list(), ("username", "pk", "name"), schema
        )
        return found.with_columns(pl.lit(None, dtype=pl.Int64).alias("held_union"))

    def barred(self, rows: pl.DataFrame) -> pl.Expr:
        return pl.when(pl.col("held_full_name") != pl.col("full_name")).then(pl.lit("full_name:known_by_other_name"))

    def new(self, rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
        return rows.select(
            pl.col("record").alias("id"),
            "username",
            pl.col("full_name").alias("name"),
            pl.col("phone_sealed").alias("phone"),
            pl.Series("password", [make_password(None) for _each in range(rows.height)], dtype=pl.String),
            pl.lit(value=True).alias("is_active"),
            pl.lit(value=True).alias("must_change_password"),
        )

    def masked(self, field: str, written: str) -> str:
        return masked_phone(written) if field == "phone" else written


class AppointmentDeclaration(RecordDeclaration):
    """A user's role in a union, a row."""

    code: ClassVar[str] = "appointments"
    label = gettext_lazy("Register of roles")
    file_name: ClassVar[str] = "授权名册"
    permission: ClassVar[str] = Permission.MANAGE_ROLES
    columns = (
        USERNAME,
        Column(
            "place",
            "工会",
            ("工会编码", "工会名称", "所属工会"),
            text(100),
            required=True,
            as_text=True,
            note="编码或全称",
            width=30,
        ),
        Column(
            "role",
            "角色",
            ("岗位", "权限", "身份"),
            code_table(ROLES),
            required=True,
            choices=("基层工会干事", "镇街工会干事", "区总部室干部", "复核员", "审批人", "领导", "财务"),
            width=16,
        ),
        Column("begins_on", "起始日期", ("授权日期", "任职日期", "生效日期"), date(), note="不填按所填日期", width=12),
    )
    model: ClassVar[type[Model]] = Appointment
    identity = {"username": str, "place": str}
    written: ClassVar[Mapping[str, str]] = {"begins_on": "begins_on"}
    fixed = frozenset({"begins_on"})
    problem_labels: ClassVar[Mapping[str, Any]] = {
        "not_a_username": NOT_A_USERNAME,
        "no_such_user": gettext_lazy("There is no account with this user name; have the accounts imported first."),
        "wrong_level": gettext_lazy("This role does not fit a union of that level."),
        "own_account": gettext_lazy("Nobody gives roles to himself."),
        "apart": gettext_lazy("This user is an administrator, who holds no other role."),
    }

    def resolve(self, rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
        schema = {"username": pl.String, "user_id": pl.Int64}
        names = rows["username"].drop_nulls().unique().to_list()
        users = rows_among(User.objects.all(), "username", names, ("username", "pk"), schema)
        frame = placed(rows, circumstances, Permission.MANAGE_ROLES).join(
            users, on="username", how="left", maintain_order="left"
        )
        fits = pl.Series(
            [
                role not in ROLE_LEVELS or level is None or level in ROLE_LEVELS[role]
                for role, level in frame["role", "place_level"].iter_rows()
            ],
            dtype=pl.Boolean,
        )
        own = pl.format("user:{}", "user_id") == circumstances.actor.key
        return frame.with_columns(
            joined(
                pl.col("errors"),
                pl.when(pl.col("username").is_not_null() & pl.col("user_id").is_null()).then(
                    pl.lit("username:no_such_user")
                ),
                pl.when(own).then(pl.lit("username:own_account")),
                pl.when(~fits).then(pl.lit("role:wrong_level")),
            ).alias("errors"),
            pl.col("begins_on").fill_null(circumstances.dated_on),
            pl.when(pl.col("user_id").is_not_null() & pl.col("place_id").is_not_null())
            .then(pl.format("{} {} {}", "user_id", "place_id", "role"))
            .alias("told_apart"),
            pl.col("username").alias("name"),
        ).drop("place_id", "place_level")

    def held(self, rows: pl.DataFrame) -> pl.DataFrame:
        schema = {"id": pl.Int64, "user_id": pl.Int64, "union_id": pl.Int64, "role": pl.String, "begins_on": pl.Date}
        users = rows["user_id"].drop_nulls().unique().to_list()
        found = rows_among(Appointment.objects.filter(ends_on=None), "user_id", users, list(schema), schema)
        return found.select(
            pl.format("{} {} {}", "user_id", "union_id", "role").alias("told_apart"),
            pl.col("id").alias("record"),
            pl.col("union_id").alias("held_union"),
            pl.col("begins_on").alias("held_begins_on"),
        )

    def barred(self, rows: pl.DataFrame) -> pl.Expr:
        users = rows["user_id"].drop_nulls().unique().to_list()
        administrators = Appointment.objects.filter(user__in=users, role__in=rules.ADMINISTRATORS, ends_on=None)
        apart = list(administrators.values_list("user_id", flat=True))
        return pl.when(pl.col("user_id").is_in(apart)).then(pl.lit("username:apart"))

    def new(self, rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
        return rows.select(pl.col("record").alias("id"), "user_id", "union_id", "role", "begins_on")


ACCOUNTS = AccountDeclaration()
APPOINTMENTS = AppointmentDeclaration()
