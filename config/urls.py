"""Every room's addresses, one line each."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("reports.dashboards.urls")),
    path("", include("governance.core.urls")),
    path("organisation/", include("governance.organisation.urls")),
    path("contracts/", include("governance.contracts.urls")),
    path("rollout/", include("rollout.staging.urls")),
    path("adoption/", include("rollout.adoption.urls")),
    path("documents/", include("reports.documents.urls")),
    path("account/", include("allauth.account.urls")),
    path("account/sessions/", include("allauth.usersessions.urls")),
    path("account/second-factor/", include("allauth.mfa.urls")),
    path("admin/", admin.site.urls),
]
