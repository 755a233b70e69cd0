"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, include, path

from training.testing import results_urls
from training.testing.views import mine, taking

app_name = "testing"
urlpatterns: list[URLPattern | URLResolver] = [
    path("bank/", include("training.testing.bank_urls")),
    path("", include("training.testing.papers_urls")),
    path("", mine.mine, name="mine"),
    path("<int:pk>/begin/", mine.begin, name="begin"),
    path("attempts/<int:pk>/", taking.take, name="take"),
    path("attempts/<int:pk>/answers/<int:item>/", taking.answer, name="answer"),
    path("attempts/<int:pk>/state/", taking.state, name="state"),
    path("attempts/<int:pk>/hand-in/", taking.hand_in, name="hand_in"),
    path("attempts/<int:pk>/result/", mine.result, name="result"),
    *results_urls.urlpatterns,
]
