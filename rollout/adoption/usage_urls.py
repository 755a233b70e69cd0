"""Addresses of the usage import and of matching."""

from django.urls import path

from rollout.adoption.views import active, columns, due, imports, mappings, matching, presets, recount

usage_patterns = [
    path("imports/", imports.index, name="imports"),
    path("imports/new/", imports.new, name="import-new"),
    path("imports/<int:pk>/", imports.detail, name="import"),
    path("imports/<int:pk>/columns/", columns.columns, name="import-columns"),
    path("imports/<int:pk>/identity/", columns.identity, name="import-identity"),
    path("imports/<int:pk>/apply/", imports.apply, name="import-apply"),
    path("imports/<int:pk>/set-aside/", imports.discard, name="import-discard"),
    path("imports/<int:pk>/withdraw/", imports.withdraw, name="import-withdraw"),
    path("imports/<int:pk>/recount/", recount.recount, name="import-recount"),
    path("imports/<int:pk>/rejected.csv", imports.rejected, name="import-rejected"),
    path("mappings/", mappings.index, name="mappings"),
    path("mappings/presets/", presets.index, name="presets"),
    path("mappings/presets/<slug:code>/", presets.use, name="preset"),
    path("mappings/take-in/", mappings.take_in, name="mapping-take-in"),
    path("mappings/<int:pk>/", mappings.detail, name="mapping"),
    path("mappings/<int:pk>/mapping.json", mappings.download, name="mapping-json"),
    path("matching/users/", matching.users, name="match-users"),
    path("matching/users/accept/", matching.accept_users, name="match-users-accept"),
    path("matching/users/<int:pk>/", matching.user, name="match-user"),
    path("matching/users/undo/<int:pk>/", matching.undo_user, name="match-user-undo"),
    path("matching/offices/", matching.offices, name="match-offices"),
    path("due/", due.listing, name="due_lists"),
    path("due/new/", due.edit, name="due_list_new"),
    path("due/<int:pk>/", due.edit, name="due_list"),
    path("active-users/", active.active, name="active-users"),
    path("missing/", active.missing, name="missing"),
]
