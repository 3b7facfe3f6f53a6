"""The second factor: a time-based code (TOTP) from the user's own device."""

import secrets
import time
from base64 import b32decode, b32encode
from urllib.parse import quote, urlencode

from django.db import transaction
from django.utils.translation import gettext as _
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from yuanxin.foundation.accounts.choices import Permission
from yuanxin.foundation.accounts.models import SignIn, User
from yuanxin.foundation.accounts.queries import has_second_factor
from yuanxin.foundation.accounts.services.sign_ins import end_all
from yuanxin.foundation.accounts.services.writing import refuse_self, require_somewhere
from yuanxin.foundation.audit.services import record, required
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused

ISSUER = "Yuanxin 圆心"


def new_secret() -> str:
    """A new secret, in the letters and digits that authenticator apps take."""
    return b32encode(secrets.token_bytes(20)).decode()


def provisioning_address(user: User, secret: str) -> str:
    """The address in the QR code that an authenticator app reads."""
    label = quote(f"{ISSUER}:{user.username}")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': ISSUER})}"


def present_code(secret: str) -> str:
    """The code of this half minute; for the demo's `code` command and tests."""
    totp = TOTP(b32decode(secret))
    totp.time = time.time()
    return f"{totp.token():06d}"


@transaction.atomic
def enrol_second_factor(
    *, actor: Actor, user: User, secret: str, code: str = "", sign_in: SignIn | None = None
) -> TOTPDevice:
    """Tie the device that holds `secret` to the account, once it has shown a right code.

    Without a `sign_in` no code is asked: that is for the first administrators and the demo, made by the system.

    Raises:
        Refused: if there is a device already, or the code is wrong.
    """
    # Locked: of two browsers that enrol at once the second must find the first one's device.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if has_second_factor(user):
        raise Refused(
            _("This account has a second factor already."),
            remedy=_("If the device is lost, ask the security administrator to reset it."),
        )
    device = TOTPDevice(user=user, name=ISSUER, key=b32decode(secret).hex(), confirmed=True)
    if sign_in is not None:
        totp = TOTP(device.bin_key)
        totp.time = time.time()
        if not code.isdecimal() or not totp.verify(int(code), device.tolerance):
            raise Refused(
                _("The code does not fit."),
                remedy=_("Check the clock of your phone and type the code it shows now."),
                field="code",
            )
        device.last_t = totp.t()  # the code that enrolled cannot be shown again
    device.save()
    record(actor, "accounts.second_factor_enrolled", user)
    if sign_in is not None:
        _mark_verified(sign_in)
    return device


def show_second_factor(*, actor: Actor, user: User, sign_in: SignIn, code: str) -> None:
    """Check a code and mark the browser as verified from now on. A code counts once.

    Raises:
        Refused: if the code is wrong, was used, or comes too soon after wrong ones.
    """
    if _code_fits(actor, user, sign_in, code):
        return
    raise Refused(
        _("The code does not fit, or was used already."),
        remedy=_("Wait for the next code on your phone and type that."),
        field="code",
    )


@transaction.atomic
def _code_fits(actor: Actor, user: User, sign_in: SignIn, code: str) -> bool:
    """Whether the code counts. Wrong ones are counted too, so nothing here may roll back."""
    # Locked: of two requests with the same code only the first may find it unused.
    device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=True).first()
    if device is None or not device.verify_token(code):
        record(actor, "accounts.second_factor_failed", user)
        return False
    _mark_verified(sign_in)
    record(actor, "accounts.second_factor_shown", user)
    return True


@transaction.atomic
def reset_second_factor(*, actor: Actor, user: User, reason: str) -> None:
    """Take a lost device from an account: its user enrols another at the next sign-in, and is signed out now.

    Raises:
        NotAllowed: if the actor does not give roles (the security administrator does).
        Refused: for one's own account, or without a reason.
    """
    require_somewhere(actor, Permission.MANAGE_ROLES)
    refuse_self(actor, user)
    devices, _by_model = TOTPDevice.objects.filter(user=user).delete()
    end_all(user)
    record(actor, "accounts.second_factor_reset", user, reason=required(reason), devices=devices)


def _mark_verified(sign_in: SignIn) -> None:
    sign_in.verified_at = clock.now()
    sign_in.save(update_fields=["verified_at"])
