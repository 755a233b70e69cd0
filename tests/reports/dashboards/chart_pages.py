"""A page with two charts, for tests in a browser: one of bars, one of lines."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.http import HttpResponse
from django.template import engines
from django.urls import path
from django.utils.translation import get_language

from config.urls import urlpatterns as ours
from governance.core.pages import Request
from reports.dashboards import charts

PAGE = """{% extends "core/base.html" %}{% load charts %}{% block title %}Charts{% endblock %}{% block heading %}Charts{% endblock %}
{% block content %}{% for one in charts %}<section class="card">{% chart one %}</section>{% endfor %}{% endblock %}"""


def page(request: Request) -> HttpResponse:
    language = get_language() or "en"
    names = ["杭州办事处", "Nanjing", "Ürümqi"]
    shares = [charts.OfficeShares(name, Decimal(60 + place), Decimal(40)) for place, name in enumerate(names)]
    weeks = [charts.WeekPoint(date(2026, 1, 5) + timedelta(weeks=place), Decimal(50), Decimal(60), None) for place in range(12)]
    shown = [charts.shares_by_office(shares, language), charts.adoption_trend(weeks, language)]
    return HttpResponse(engines["django"].from_string(PAGE).render({"charts": shown}, request))


urlpatterns = [path("charts-in-a-test/", page, name="charts-in-a-test"), *ours]
