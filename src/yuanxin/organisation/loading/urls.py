"""The addresses of loading: the steps, and the wizard and the batches of each kind of list."""

from django.urls import include, path

from yuanxin.foundation.intake.exchange_pages import ExchangePages
from yuanxin.foundation.intake.pages import ImportPages
from yuanxin.organisation.loading import views
from yuanxin.organisation.loading.intake.exchange import CITY_EMPLOYERS, CITY_UNIONS
from yuanxin.organisation.loading.registers import REGISTERS

app_name = "loading"

EXCHANGED = {exchange.declaration.code: exchange for exchange in (CITY_UNIONS, CITY_EMPLOYERS)}


def wizard(code: str) -> list[object]:
    """The wizard of a kind of list and the register of its batches, whose detail page is the wizard's own."""
    register = REGISTERS[code]
    pages = ImportPages(register.declaration, app=f"{app_name}:{code}", list_url=register.route("list"))
    lists = [page for page in register.urls if not str(page.name).endswith("-detail")]
    exchanged = EXCHANGED.get(code)
    files = ExchangePages(exchanged, app=f"{app_name}:{code}").urls if exchanged else []
    return [
        path(f"{code}/", include(lists)),
        path(f"{code}/", include(([*files, *pages.urls], code))),
    ]


urlpatterns = [
    path("", views.steps, name="steps"),
    path("accounts/<int:pk>/passwords/", views.passwords, name="passwords"),
    *[address for code in REGISTERS for address in wizard(code)],
]
