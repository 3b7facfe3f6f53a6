from django.apps import AppConfig


class MutualAidConfig(AppConfig):
    name = "yuanxin.welfare.mutual_aid"
    label = "mutual_aid"
