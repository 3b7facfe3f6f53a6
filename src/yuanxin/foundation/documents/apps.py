from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "yuanxin.foundation.documents"
    label = "documents"
