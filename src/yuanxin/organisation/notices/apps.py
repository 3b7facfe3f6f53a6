from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "yuanxin.organisation.notices"
    label = "notices"

    def ready(self) -> None:
        from yuanxin.foundation.accounts.choices import Role
        from yuanxin.foundation.accounts.roles import OFFICERS, READERS, allow_all
        from yuanxin.foundation.audit import append_only
        from yuanxin.foundation.audit.registry import declare_actions
        from yuanxin.foundation.documents.registry import take_attachments
        from yuanxin.foundation.flow import inbox
        from yuanxin.foundation.flow.registry import register
        from yuanxin.foundation.ui import desk, guides, menu
        from yuanxin.foundation.unions.services.merging import stays
        from yuanxin.organisation.notices import queries, services  # noqa: F401 # tells the flows what sending means
        from yuanxin.organisation.notices.choices import Permission
        from yuanxin.organisation.notices.models import Circular, Receipt, Report, ReportingTask
        from yuanxin.organisation.notices.states import CIRCULAR_FLOW, REPORTING_FLOW

        guides.tell("notices", "notices:")
        append_only.declare(Receipt)
        allow_all(
            [
                (Permission.VIEW, (*OFFICERS, *READERS, Role.FINANCE)),
                (Permission.SEND, (Role.STREET_OFFICER, Role.DISTRICT_OFFICER)),
                (Permission.ANSWER, OFFICERS),
            ]
        )
        declare_actions(
            {
                "notices.acknowledged": _("Notice read"),
                "notices.answered": _("Reporting task answered"),
                "notices.circular_corrected": _("Notice corrected"),
                "notices.reminded": _("Reminded to answer"),
                "notices.task_corrected": _("Reporting task corrected"),
            }
        )
        take_attachments(Circular, view=Permission.VIEW, edit=Permission.SEND)
        take_attachments(ReportingTask, view=Permission.VIEW, edit=Permission.SEND)
        take_attachments(Report, view=Permission.VIEW, edit=Permission.ANSWER)
        for model in (Circular, ReportingTask):
            stays(model, "union", "target", because="it says who sent it, and to whom, when it was sent")
        for answered in (Receipt, Report):
            stays(answered, "union", because="it was said by the union as it then was")
        register(CIRCULAR_FLOW, begun=_("Notice drafted"))
        register(REPORTING_FLOW, begun=_("Reporting task drafted"))
        inbox.add(inbox.Source("notices.circulars", _("Notices to be read"), queries.unread, queries.circular_item))
        inbox.add(inbox.Source("notices.tasks", _("To be reported"), queries.unanswered, queries.task_item))
        desk.add_news(_("Notices"), "notices:circular-list", Permission.VIEW, queries.latest)
        desk.add_shortcut(_("Notices"), "notices:circular-list", Permission.VIEW, icon="speech", order=50)
        menu.name_section("notices", _("Notices and reporting"))
        menu.add("organisation", _("Notices"), "notices:circular-list", Permission.VIEW, order=70)
        menu.add("organisation", _("Reporting tasks"), "notices:reportingtask-list", Permission.VIEW, order=71)
        menu.add("organisation", _("Reports"), "notices:report-list", Permission.VIEW, order=72)
