"""The addresses of loading: the steps, and the wizard and the batches of each kind of list."""

from django.urls import path

from yuanxin.foundation.intake.exchange_pages import ExchangePages
from yuanxin.foundation.intake.registers import BatchRegister, wizard
from yuanxin.organisation.loading import views
from yuanxin.organisation.loading.intake.exchange import CITY_EMPLOYERS, CITY_UNIONS
from yuanxin.organisation.loading.registers import REGISTERS

app_name = "loading"

EXCHANGED = {exchange.declaration.code: exchange for exchange in (CITY_UNIONS, CITY_EMPLOYERS)}


def pages_of(register: BatchRegister) -> list[object]:
    """The wizard of a kind of list, with the files of the city federation where it has such."""
    code = register.declaration.code
    exchanged = EXCHANGED.get(code)
    files = ExchangePages(exchanged, app=f"{app_name}:{code}").urls if exchanged else []
    return [*wizard(register, beside=files)]


urlpatterns = [
    path("", views.steps, name="steps"),
    path("accounts/<int:pk>/passwords/", views.passwords, name="passwords"),
    *[address for register in REGISTERS.values() for address in pages_of(register)],
]
