from django.apps import AppConfig


class FlowConfig(AppConfig):
    name = "yuanxin.foundation.flow"
    label = "flow"
