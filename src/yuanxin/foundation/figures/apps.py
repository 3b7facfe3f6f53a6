from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "yuanxin.foundation.figures"
    label = "figures"
