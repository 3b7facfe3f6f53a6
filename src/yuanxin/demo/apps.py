from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "yuanxin.demo"
    label = "demo"
