"""The addresses of condolence and of cover."""

from django.urls import include, path

from yuanxin.foundation.intake.registers import wizard
from yuanxin.welfare.care.registers import BATCHES, CLAIMS, ENTRIES, GOODS, PROGRAMMES, RECEIPTS, RECIPIENTS
from yuanxin.welfare.care.views import condolence, cover, goods

app_name = "care"

urlpatterns = [
    path("programmes/", include(PROGRAMMES.urls)),
    path("programmes/new/", condolence.plan, name="programme-new"),
    path("programmes/<int:pk>/edit/", condolence.correct, name="programme-edit"),
    path("programmes/<int:pk>/goods/", condolence.goods, name="programme-goods"),
    path("programmes/<int:pk>/list/", condolence.add_to_list, name="recipient-new"),
    path("programmes/<int:pk>/receipt/", condolence.receipt, name="receipt-new"),
    path("receivers/", include(RECIPIENTS.urls)),
    path("receivers/<int:pk>/drop/", condolence.drop, name="recipient-drop"),
    path("receipts/", include(RECEIPTS.urls)),
    path("receipts/<int:pk>/take-back/", condolence.take_back, name="receipt-take-back"),
    path("goods/", include(GOODS.urls)),
    path("goods/new/", goods.register, name="goodsitem-new"),
    path("goods/<int:pk>/receive/", goods.receive, name="goodsitem-receive"),
    path("goods/entries/", include(ENTRIES.urls)),
    path("goods/entries/<int:pk>/reverse/", goods.reverse_entry, name="goodsentry-reverse"),
    path("cover/", include(CLAIMS.urls)),
    path("cover/new/", cover.report, name="coverclaim-new"),
    path("cover/<int:pk>/losses/", cover.losses, name="coverclaim-losses"),
    path("cover/<int:pk>/assess/", cover.assess, name="coverclaim-assess"),
    path("cover/<int:pk>/approve/", cover.approve, name="coverclaim-approve"),
    path("cover/<int:pk>/refuse/", cover.refuse, name="coverclaim-refuse"),
    path("cover/<int:pk>/pay/", cover.ask_again, name="coverclaim-pay"),
    *wizard(BATCHES),
]
