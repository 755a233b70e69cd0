"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from governance.core.views import attachments, design, imports, jobs, metrics, preferences, verify

app_name = "core"
urlpatterns: list[URLPattern | URLResolver] = [
    path("account/language/", preferences.language, name="language"),
    path("account/theme/", preferences.theme, name="theme"),
    path("metrics/", metrics.index, name="metrics"),
    path("metrics/<str:code>/", metrics.detail, name="metric"),
    path("design/", design.design, name="design"),
    path("verify/", verify.page, name="verify"),
    path("files/<int:pk>/", attachments.download, name="attachment"),
    path("jobs/", jobs.index, name="jobs"),
    path("jobs/<uuid:pk>/", jobs.detail, name="job"),
    path("jobs/<uuid:pk>/progress/", jobs.progress, name="job-progress"),
    path("jobs/<uuid:pk>/cancel/", jobs.cancel, name="job-cancel"),
    path("imports/sent/<int:pk>/", imports.detail, name="import"),
    path("imports/sent/<int:pk>/read-again/", imports.read_again, name="import-read-again"),
    path("imports/sent/<int:pk>/apply/", imports.apply, name="import-apply"),
    path("imports/sent/<int:pk>/set-aside/", imports.set_aside, name="import-set-aside"),
    path("imports/sent/<int:pk>/rejected.csv", imports.rejected, name="import-rejected"),
    path("imports/<str:kind>/", imports.send, name="import-send"),
    path("imports/<str:kind>/blank.xlsx", imports.blank, name="import-blank"),
]
