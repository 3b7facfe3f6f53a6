"""The addresses of hardship files and relief."""

from django.urls import include, path

from yuanxin.foundation.intake.registers import wizard
from yuanxin.welfare.hardship.registers import FILES, GOODS, KEPT, RELIEFS, REQUESTS, VISITS
from yuanxin.welfare.hardship.views import files, finding, overview, relief, requests

app_name = "hardship"

urlpatterns = [
    path("", overview.show, name="overview"),
    path("apply/", finding.apply, name="apply"),
    path("apply/<int:pk>/", finding.for_file, name="for-file"),
    path("files/", include(FILES.urls)),
    path("files/<int:pk>/recheck/", files.recheck, name="file-recheck"),
    path("files/<int:pk>/change/", files.change, name="file-change"),
    path("files/<int:pk>/return/", files.take_up, name="file-return"),
    path("files/<int:pk>/close/", files.close, name="file-close"),
    path("files/<int:pk>/relief/", files.relief, name="file-relief"),
    path("files/<int:pk>/goods/", files.goods, name="file-goods"),
    path("files/<int:pk>/pair/", files.pair, name="file-pair"),
    path("files/<int:pk>/card/", files.card, name="file-card"),
    path("households/<int:pk>/", files.household, name="household"),
    path("households/<int:pk>/relief/", relief.enter, name="relief-new"),
    path("households/<int:pk>/goods/", relief.give_goods, name="goods-new"),
    path("households/<int:pk>/<slug:kind>/", requests.enter, name="filerequest-new"),
    path("requests/", include(REQUESTS.urls)),
    path("requests/<int:pk>/edit/", requests.edit, name="filerequest-edit"),
    path("requests/<int:pk>/visit/", requests.visit, name="filerequest-visit"),
    path("requests/<int:pk>/approve/", requests.approve, name="filerequest-approve"),
    path("requests/<int:pk>/health/", requests.health, name="filerequest-health"),
    path("visits/", include(VISITS.urls)),
    path("relief/", include(RELIEFS.urls)),
    path("relief/find/", finding.find_for_relief, name="relief-find"),
    path("relief/find/<int:pk>/", finding.for_relief, name="for-relief"),
    path("relief/occasion/", relief.enter_occasion, name="occasion-new"),
    path("relief/occasion/approve/", relief.approve_occasion, name="occasion-approve"),
    path("relief/<int:pk>/edit/", relief.edit, name="relief-edit"),
    path("relief/<int:pk>/approve/", relief.approve, name="relief-approve"),
    path("goods/", include(GOODS.urls)),
    path("goods/find/", finding.find_for_goods, name="goods-find"),
    path("goods/find/<int:pk>/", finding.for_goods, name="for-goods"),
    path("goods/<int:pk>/revoke/", relief.revoke_goods, name="goodshelp-revoke"),
    *wizard(KEPT),
]
