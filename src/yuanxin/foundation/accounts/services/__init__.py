"""Every write about users: accounts, passwords, appointments, sign-ins, second factors; and links for others."""

from yuanxin.foundation.accounts.services.appointments import ROLE_LEVELS, appoint, end_appointment, hand_over_ended
from yuanxin.foundation.accounts.services.deputies import end_deputy, name_deputy
from yuanxin.foundation.accounts.services.founding import FirstAdministrator, create_first_administrators
from yuanxin.foundation.accounts.services.kept_views import forget_view, keep_view
from yuanxin.foundation.accounts.services.links import NewLink, make_link, note_use, revoke_link, spend
from yuanxin.foundation.accounts.services.passwords import change_password, one_time_password, reset_password
from yuanxin.foundation.accounts.services.second_factors import (
    enrol_second_factor,
    new_secret,
    present_code,
    provisioning_address,
    reset_second_factor,
    show_second_factor,
)
from yuanxin.foundation.accounts.services.sign_ins import end_other_sign_ins, end_sign_in
from yuanxin.foundation.accounts.services.users import (
    NewUser,
    correct_user,
    create_user,
    give_first_password,
    lock_user,
    unlock_user,
)

__all__ = [
    "ROLE_LEVELS",
    "FirstAdministrator",
    "NewLink",
    "NewUser",
    "appoint",
    "change_password",
    "correct_user",
    "create_first_administrators",
    "create_user",
    "end_appointment",
    "end_deputy",
    "end_other_sign_ins",
    "end_sign_in",
    "enrol_second_factor",
    "forget_view",
    "give_first_password",
    "hand_over_ended",
    "keep_view",
    "lock_user",
    "make_link",
    "name_deputy",
    "new_secret",
    "note_use",
    "one_time_password",
    "present_code",
    "provisioning_address",
    "reset_password",
    "reset_second_factor",
    "revoke_link",
    "show_second_factor",
    "spend",
    "unlock_user",
]
