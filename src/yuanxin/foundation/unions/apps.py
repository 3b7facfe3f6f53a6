from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UnionsConfig(AppConfig):
    name = "yuanxin.foundation.unions"
    label = "unions"

    def ready(self) -> None:
        from yuanxin.foundation.audit.registry import declare_actions, declare_details
        from yuanxin.foundation.unions.registry import on_merge
        from yuanxin.foundation.unions.services.employers import area_belonging, coverage_belonging
        from yuanxin.foundation.unions.services.merging.employers import declare_keys

        declare_actions(
            {
                "unions.created": _("Union created"),
                "unions.approved": _("Union approved"),
                "unions.moved": _("Union moved"),
                "unions.renamed": _("Union renamed"),
                "unions.corrected": _("Union's particulars changed"),
                "unions.former_code_added": _("Former code added"),
                "unions.merged": _("Unions merged"),
                "unions.revoked": _("Union revoked"),
                "unions.approval_annulled": _("Approval annulled"),
                "unions.officer_appointed": _("Officer appointed"),
                "unions.officer_left": _("Officer left the post"),
                "unions.term_begun": _("Term begun"),
                "unions.term_ended": _("End of the term changed"),
                "unions.employer_registered": _("Employer entered"),
                "unions.employer_corrected": _("Employer's particulars changed"),
                "unions.employer_covered": _("Employer covered"),
                "unions.employer_uncovered": _("Coverage ended"),
                "unions.employer_merged": _("Employers merged"),
                "unions.employer_unmerged": _("Merge of employers taken apart"),
                "unions.unmerged": _("Merger of unions taken apart"),
            }
        )
        declare_details({"absorbed": _("Record merged"), "moved": _("Rows moved")})
        declare_keys()
        on_merge(coverage_belonging())
        on_merge(area_belonging())
