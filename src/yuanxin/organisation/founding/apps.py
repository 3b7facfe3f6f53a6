from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FoundingConfig(AppConfig):
    name = "yuanxin.organisation.founding"
    label = "founding"

    def ready(self) -> None:
        from yuanxin.foundation.ui import desk, menu
        from yuanxin.foundation.unions.choices import Permission

        for order, (label, url_name) in enumerate(
            [
                (_("Tree of unions"), "founding:tree"),
                (_("Unions"), "founding:union-list"),
                (_("Officers"), "founding:officer-list"),
                (_("Terms"), "founding:term-list"),
                (_("Employers"), "founding:employer-list"),
                (_("Coverage"), "founding:coverage-list"),
            ],
            start=10,
        ):
            menu.add("organisation", label, url_name, Permission.VIEW, order=order)
        desk.add_figures("unions.new", "unions.employers_newly_covered", order=10)
        desk.add_figures("unions.stock", order=30)
        desk.add_shortcut(_("Tree of unions"), "founding:tree", Permission.VIEW, icon="tree", order=10)
        desk.add_shortcut(_("Unions"), "founding:union-list", Permission.VIEW, icon="building", order=20)
