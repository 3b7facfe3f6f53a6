from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ConfigConfig(AppConfig):
    name = "yuanxin.config"
    label = "config"

    def ready(self) -> None:
        # Jobs are declared in each app's tasks.py; a worker must know them all.
        autodiscover_modules("tasks")
