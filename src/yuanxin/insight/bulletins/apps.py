from django.apps import AppConfig


class BulletinsConfig(AppConfig):
    name = "yuanxin.insight.bulletins"
    label = "bulletins"
