"""The password policy as Django's validators, each with one clear sentence."""

from functools import cache
from typing import Any

from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from yuanxin.foundation.accounts import rules
from yuanxin.foundation.accounts.models import FormerPassword, User
from yuanxin.foundation.kernel.sealed import unseal


class Length:
    """At least eight characters, ten for administrators."""

    def validate(self, password: str, user: User | None = None) -> None:
        shortest = rules.shortest_password(_roles(user))
        if len(password) < shortest:
            raise ValidationError(_("Use at least %(shortest)s characters.") % {"shortest": shortest}, code="short")

    def get_help_text(self) -> str:
        return _("At least %(shortest)s characters, %(administrators)s for administrators.") % {
            "shortest": rules.PASSWORD_LENGTH,
            "administrators": rules.ADMINISTRATOR_PASSWORD_LENGTH,
        }


class Classes:
    """Three of the four classes of characters."""

    def validate(self, password: str, user: User | None = None) -> None:
        if rules.classes_in(password) < rules.PASSWORD_CLASSES:
            raise ValidationError(
                _("Use at least three of these: small letters, capitals, digits, other characters."), code="classes"
            )

    def get_help_text(self) -> str:
        return _("Three of these: small letters, capitals, digits, other characters.")


class NotWeak:
    """Not one that is tried first: a common password, also with its letters disguised or digits hung on."""

    def validate(self, password: str, user: User | None = None) -> None:
        forms = rules.weak_forms(password)
        if forms & _common() or any(rules.is_local_word(form) for form in forms):
            raise ValidationError(
                _("This password is easily guessed. Choose words that do not belong together."), "weak"
            )

    def get_help_text(self) -> str:
        return _("Not a common word with digits hung on.")


class NotPersonal:
    """Without the user's own account or phone."""

    def validate(self, password: str, user: User | None = None) -> None:
        if user is None:
            return
        phone = unseal(user.phone) if user.phone else ""
        if rules.holds_own_particulars(password, user.username, phone):
            raise ValidationError(_("Leave your user name and your phone number out of the password."), "personal")

    def get_help_text(self) -> str:
        return _("Without your user name or phone number.")


class NotUsedBefore:
    """None of the last five."""

    def validate(self, password: str, user: User | None = None) -> None:
        if user is None or user.pk is None:
            return
        former = FormerPassword.objects.filter(user=user).order_by("-id").values_list("encoded", flat=True)
        if any(check_password(password, encoded) for encoded in former[: rules.PASSWORDS_REMEMBERED]):
            raise ValidationError(
                _("You have had this password before. The last %(count)s cannot be taken again.")
                % {"count": rules.PASSWORDS_REMEMBERED},
                code="used",
            )

    def get_help_text(self) -> str:
        return _("None of your last %(count)s passwords.") % {"count": rules.PASSWORDS_REMEMBERED}


@cache
def _common() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)


def _roles(user: Any) -> list[str]:
    if user is None or user.pk is None:
        return []
    return list(user.appointments.values_list("role", flat=True))
