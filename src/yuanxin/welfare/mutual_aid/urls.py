from django.urls import URLPattern

app_name = "mutual_aid"
urlpatterns: list[URLPattern] = []
