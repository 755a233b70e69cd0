"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from training.clearance.views import accounts, certificates, lists, mine, permits, public, requirements, waivers

app_name = "clearance"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", lists.overview, name="overview"),
    path("list/", lists.listing, name="list"),
    path("offices/<int:office_id>/", lists.office, name="office"),
    path("offices/<int:office_id>/missing/", lists.matrix, name="matrix"),
    path("offices/<int:office_id>/certificates/", certificates.office, name="office_certificates"),
    path("changes/", lists.changes, name="changes"),
    path("mine/", mine.mine, name="mine"),
    path("people/<int:person_id>/", mine.person, name="person"),
    path("requirements/", requirements.listing, name="requirements"),
    path("requirements/new/", requirements.new, name="new_requirements"),
    path("requirements/<int:pk>/", requirements.detail, name="requirement"),
    path("waivers/", waivers.listing, name="waivers"),
    path("waivers/new/", waivers.new, name="new_waiver"),
    path("waivers/<int:pk>/extend/", waivers.extend, name="extend_waiver"),
    path("waivers/<int:pk>/withdraw/", waivers.withdraw, name="withdraw_waiver"),
    path("permits/", permits.listing, name="permits"),
    path("permits/new/", permits.new, name="new_permit"),
    path("permits/<int:pk>/extend/", permits.extend, name="extend_permit"),
    path("permits/<int:pk>/withdraw/", permits.withdraw, name="withdraw_permit"),
    path("accounts/", accounts.listing, name="reconciliations"),
    path("accounts/<int:pk>/", accounts.detail, name="reconciliation"),
    path("findings/<int:pk>/", accounts.finding, name="finding"),
    path("certificates/", certificates.listing, name="certificates"),
    path("certificates/<int:pk>/pdf/", certificates.pdf, name="certificate_pdf"),
    path("certificates/<int:pk>/revoke/", certificates.revoke, name="revoke_certificate"),
    path("c/<slug:code>/", public.certificate, name="certificate"),
    path("check/", public.check, name="check"),
]
