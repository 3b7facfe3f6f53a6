from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "yuanxin.foundation.policies"
    label = "policies"
