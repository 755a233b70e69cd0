"""Every room's addresses, one line each."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("reports.dashboards.urls")),
    path("", include("governance.core.urls")),
    path("organisation/", include("governance.organisation.urls")),
    path("contracts/", include("governance.contracts.urls")),
    path("steering/", include("governance.steering.urls")),
    path("policies/", include("governance.policies.urls")),
    path("courses/", include("training.courses.urls")),
    path("tests/", include("training.testing.urls")),
    path("clearance/", include("training.clearance.urls")),
    path("rollout/", include("rollout.staging.urls")),
    path("adoption/", include("rollout.adoption.urls")),
    path("kpis/", include("rollout.kpis.urls")),
    path("impact/", include("rollout.impact.urls")),
    path("documents/", include("reports.documents.urls")),
    path("account/", include("allauth.account.urls")),
    path("account/sessions/", include("allauth.usersessions.urls")),
    path("account/second-factor/", include("allauth.mfa.urls")),
    path("admin/", admin.site.urls),
]
