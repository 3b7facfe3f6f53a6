"""Users and their appointments."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.accounts.choices import Permission, Role
from yuanxin.foundation.unions.models import DistrictWide, Scoped


class User(AbstractBaseUser, DistrictWide):
    """A person who signs in (用户). Without an appointment in force a user sees nothing."""

    district_wide_because: ClassVar[str] = "an account may be appointed in any union; lists of users go by appointments"

    username = models.CharField(_("user name"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=50)
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


class Appointment(Scoped):
    """A user's role in a union (任职授权) from `begins_on` until before `ends_on`."""

    view_permission: ClassVar[str] = Permission.MANAGE_ROLES

    user = models.ForeignKey(User, models.PROTECT, related_name="appointments", verbose_name=_("user"))
    role = models.CharField(_("role"), max_length=24, choices=Role)
    begins_on = models.DateField(_("from"))
    ends_on = models.DateField(_("ended on"), null=True, blank=True)

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
