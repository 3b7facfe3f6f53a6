from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HonoursConfig(AppConfig):
    name = "yuanxin.growth.honours"
    label = "honours"

    def ready(self) -> None:
        from yuanxin.foundation.accounts.choices import Role
        from yuanxin.foundation.accounts.roles import OFFICERS, READERS, allow_all
        from yuanxin.foundation.audit.registry import declare_actions
        from yuanxin.foundation.documents.registry import take_attachments
        from yuanxin.foundation.intake.declarations import declare
        from yuanxin.foundation.ui import desk, guides, menu
        from yuanxin.foundation.ui.registers import join_detail
        from yuanxin.foundation.unions.registry import on_merge
        from yuanxin.foundation.unions.services.merging import follows, passed_on, stays
        from yuanxin.growth.honours.choices import Permission
        from yuanxin.growth.honours.intake import AWARDS
        from yuanxin.growth.honours.models import Honour
        from yuanxin.growth.honours.registers import OF_A_PERSON
        from yuanxin.growth.honours.services.honours import honour_belonging, pass_honours_on

        guides.tell("honours", "honours:")
        declare(AWARDS)
        allow_all(
            [
                (Permission.VIEW, (*OFFICERS, *READERS, Role.FINANCE)),
                (Permission.EDIT, (Role.STREET_OFFICER, Role.DISTRICT_OFFICER)),
                (Permission.IMPORT, (Role.STREET_OFFICER, Role.DISTRICT_OFFICER)),
                (Permission.WITHDRAW, (Role.DISTRICT_OFFICER,)),
                (Permission.EDIT_TITLES, (Role.DISTRICT_OFFICER,)),
                (Permission.EXPORT, (Role.STREET_OFFICER, Role.DISTRICT_OFFICER)),
            ]
        )
        declare_actions(
            {
                "honours.title_entered": _("Honour title entered"),
                "honours.title_corrected": _("Honour title corrected"),
                "honours.title_ended": _("Honour title awarded no more"),
                "honours.title_opened": _("Honour title awarded again"),
                "honours.entered": _("Award entered"),
                "honours.corrected": _("Award corrected"),
                "honours.withdrawn": _("Honour withdrawn"),
                "honours.restored": _("Withdrawal of an honour taken back"),
            }
        )
        take_attachments(Honour, view=Permission.VIEW, edit=Permission.EDIT)
        follows(Honour, "person", by=pass_honours_on)
        follows(Honour, "employer")
        passed_on(Honour, "union", by="honours.honours")
        stays(Honour, "holder_union", because="the honour was given to that union, by its name")
        on_merge(honour_belonging())
        join_detail("members.person", OF_A_PERSON)
        menu.name_section("honours", _("Honours"))
        menu.add("growth", _("Register of honours"), "honours:honour-list", Permission.VIEW, order=10)
        menu.add("growth", _("Honour titles"), "honours:honourtitle-list", Permission.VIEW, order=11)
        menu.add("growth", _("Lists of awards"), "honours:awards-list", Permission.IMPORT, order=12)
        desk.add_shortcut(_("Enter an award"), "honours:honour-new", Permission.EDIT, icon="star", order=80)
