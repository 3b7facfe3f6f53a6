from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "yuanxin.foundation.audit"
    label = "audit"
