from django.urls import URLPattern

app_name = "model_workers"
urlpatterns: list[URLPattern] = []
