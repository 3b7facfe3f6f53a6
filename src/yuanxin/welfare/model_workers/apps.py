from django.apps import AppConfig


class ModelWorkersConfig(AppConfig):
    name = "yuanxin.welfare.model_workers"
    label = "model_workers"
