from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "yuanxin.foundation.kernel"
    label = "kernel"
