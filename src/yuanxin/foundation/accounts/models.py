"""Users, their appointments and their sign-ins, and links for people without an account."""

import datetime
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.accounts.choices import Permission, Role
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.sealed import SealedField
from yuanxin.foundation.unions.models import DistrictWide, Scoped, ScopedQuerySet


class User(AbstractBaseUser, DistrictWide):
    """A person who signs in (用户). Without an appointment in force a user sees nothing.

    `is_active` is false while the account is locked (锁定). A password given by an administrator is for one sign-in.
    """

    district_wide_because: ClassVar[str] = "an account may be appointed in any union; lists of users go by appointments"
    view_permission: ClassVar[str] = Permission.VIEW_USERS

    username = models.CharField(_("user name"), max_length=40, unique=True)
    name = models.CharField(_("full name"), max_length=50)
    phone = SealedField(_("mobile phone"), null=True, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    password_changed_at = models.DateTimeField(_("password changed at"), null=True, blank=True)
    must_change_password = models.BooleanField(_("must change the password"), default=False)

    objects = BaseUserManager["User"]()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.name


class FormerPassword(DistrictWide):
    """A password that a user once had, hashed, so that it is not taken again (历史密码)."""

    district_wide_because: ClassVar[str] = "belongs to an account; read only when a password is changed"

    user = models.ForeignKey(User, models.PROTECT, related_name="former_passwords", verbose_name=_("user"))
    encoded = models.CharField(_("hashed password"), max_length=128, editable=False)
    set_at = models.DateTimeField(_("set at"))

    class Meta:
        verbose_name = _("former password")
        verbose_name_plural = _("former passwords")

    def __str__(self) -> str:
        return f"{self.user} {self.set_at:%Y-%m-%d}"


class AppointmentQuerySet(ScopedQuerySet["Appointment"]):
    """Appointments by the day on which they count."""

    def in_force(self, today: object) -> "AppointmentQuerySet":
        """Begun and not yet ended on `today`."""
        return self.filter(begins_on__lte=today).filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today))

    def not_ended(self, today: object) -> "AppointmentQuerySet":
        """In force, or still to begin."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today))


class Appointment(Scoped):
    """A user's role in a union (任职授权) from `begins_on` until before `ends_on`.

    `handed_over_on` is the day the open work of an ended one went to the successor or the superior.
    """

    view_permission: ClassVar[str] = Permission.MANAGE_ROLES

    user = models.ForeignKey(User, models.PROTECT, related_name="appointments", verbose_name=_("user"))
    role = models.CharField(_("role"), max_length=24, choices=Role)
    begins_on = models.DateField(_("begins on"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    successor = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("successor")
    )
    handed_over_on = models.DateField(_("work handed over on"), null=True, blank=True, editable=False)

    objects = AppointmentQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "union", "role"], condition=Q(ends_on__isnull=True), name="accounts_appointment_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("begins_on")), name="accounts_appointment_dates"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} — {self.get_role_display()}"


class DeputyQuerySet(models.QuerySet["Deputy"]):
    """Deputies by the day on which they count."""

    def in_force(self, today: object) -> "DeputyQuerySet":
        """Begun and not yet ended on `today`."""
        return self.filter(begins_on__lte=today, ends_on__gt=today)


class Deputy(DistrictWide):
    """Who acts for an officer (代理人) from `begins_on` until before `ends_on`, with all roles the officer holds then.

    Only a colleague with an own appointment deputises, never for an administrator, and never further on.
    """

    district_wide_because: ClassVar[str] = "belongs to two accounts; each of the two sees only his own"

    principal = models.ForeignKey(User, models.PROTECT, related_name="deputies", verbose_name=_("officer"))
    deputy = models.ForeignKey(User, models.PROTECT, related_name="deputises_for", verbose_name=_("deputy"))
    begins_on = models.DateField(_("begins on"))
    ends_on = models.DateField(_("ends on"))
    reason = models.CharField(_("reason"), max_length=200)

    objects = DeputyQuerySet.as_manager()

    class Meta:
        verbose_name = _("deputy")
        verbose_name_plural = _("deputies")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("begins_on")), name="accounts_deputy_dates"),
            models.CheckConstraint(condition=~Q(principal=F("deputy")), name="accounts_deputy_another"),
        ]
        indexes = [models.Index(fields=["deputy", "ends_on"], name="accounts_deputy_days")]

    def __str__(self) -> str:
        return f"{self.deputy} — {self.principal}"


class SignIn(DistrictWide):
    """One signed-in browser (登录会话). The signed cookie holds its key, the row only a digest of it.

    Ending the row signs the browser out wherever it is. `verified_at` is when a second factor was last shown.
    """

    district_wide_because: ClassVar[str] = "belongs to an account; each user sees only his own"

    user = models.ForeignKey(User, models.PROTECT, related_name="sign_ins", verbose_name=_("user"))
    key_digest = models.BinaryField(_("digest of the key"), max_length=32, editable=False)
    address = models.CharField(_("network address"), max_length=45, blank=True)
    agent = models.CharField(_("browser"), max_length=200, blank=True)
    signed_in_at = models.DateTimeField(_("signed in at"))
    verified_at = models.DateTimeField(_("second factor shown at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")
        indexes = [
            models.Index(fields=["user"], condition=Q(ended_at__isnull=True), name="accounts_sign_in_open"),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.signed_in_at:%Y-%m-%d %H:%M}"


class KeptView(DistrictWide):
    """A list as its reader wants it again (常用视图): filters, order and columns under a name of his own.

    `page` is the route of the list, `query` what stands in its address.
    """

    district_wide_because: ClassVar[str] = "belongs to an account; each user sees only his own"

    user = models.ForeignKey(User, models.CASCADE, related_name="kept_views", verbose_name=_("user"))
    page = models.CharField(_("list"), max_length=60)
    name = models.CharField(_("name of the view"), max_length=30)
    query = models.CharField(_("filters and order"), max_length=1000)

    class Meta:
        verbose_name = _("kept view")
        verbose_name_plural = _("kept views")
        constraints = [models.UniqueConstraint(fields=["user", "page", "name"], name="accounts_kept_view_name")]

    def __str__(self) -> str:
        return self.name


class LinkQuerySet(ScopedQuerySet["Link"]):
    def open(self, now: datetime.datetime) -> "LinkQuerySet":
        """Neither run out nor revoked."""
        return self.filter(revoked_at=None, expires_at__gt=now)


class Link(Scoped):
    """A way in for someone without an account (签名链接): to one purpose, for one union and one record, until a time.

    The address holds the key, the row only a digest of it. `kind` and `object_id` name the record it is about, where
    there is one. `uses_allowed` says how often what it is for may be done (None: as often as one likes), `uses` how
    often it was.
    """

    view_permission: ClassVar[str] = Permission.MANAGE_LINKS

    purpose = models.CharField(_("purpose"), max_length=40)
    kind = models.CharField(_("kind of record"), max_length=60, blank=True)
    object_id = models.BigIntegerField(_("record"), null=True, blank=True)
    label = models.CharField(_("for"), max_length=100)
    key_digest = models.BinaryField(_("digest of the key"), max_length=32, unique=True, editable=False)
    made_by = models.CharField(_("made by"), max_length=100)
    made_at = models.DateTimeField(_("given out at"))
    expires_at = models.DateTimeField(_("valid until"))
    uses_allowed = models.PositiveIntegerField(_("uses allowed"), null=True, blank=True)
    uses = models.PositiveIntegerField(_("uses"), default=0)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    objects = LinkQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        indexes = [models.Index(fields=["kind", "object_id"], name="accounts_link_record")]
        constraints = [
            models.CheckConstraint(
                condition=Q(uses_allowed__isnull=True) | Q(uses__lte=F("uses_allowed")), name="accounts_link_uses"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def last_day(self) -> datetime.date:
        """The last day on which it opens."""
        return clock.local_day(self.expires_at - datetime.timedelta(seconds=1))


class LinkUse(DistrictWide):
    """One thing sent by a link, counted so that nobody sends without end (链接使用)."""

    district_wide_because: ClassVar[str] = "bookkeeping of links, which are scoped themselves; only counted"

    link = models.ForeignKey(Link, models.PROTECT, related_name="+", verbose_name=_("link"))
    address = models.CharField(_("network address"), max_length=45, blank=True)
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("use of a link")
        verbose_name_plural = _("uses of links")
        indexes = [models.Index(fields=["link", "address", "at"], name="accounts_link_use_recent")]

    def __str__(self) -> str:
        return f"{self.link_id} {self.at:%Y-%m-%d %H:%M}"
