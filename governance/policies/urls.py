"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from governance.policies.views import drafts, incentives, lists, own, policies, sanctions, steps

app_name = "policies"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", policies.policy_list, name="policies"),
    path("mine/", own.mine, name="mine"),
    path("moves/", policies.moves, name="moves"),
    path("new/", drafts.new, name="new"),
    path("incentives/", incentives.incentive_list, name="incentives"),
    path("incentives/new/", incentives.new, name="incentive_new"),
    path("incentives/<int:pk>/", incentives.incentive, name="incentive"),
    path("incentives/<int:pk>/evidence/", incentives.evidence, name="incentive_evidence"),
    path("incentives/<int:pk>/<slug:step>/", incentives.step, name="incentive_step"),
    path("sanctions/", sanctions.sanction_list, name="sanctions"),
    path("sanctions/new/", sanctions.new, name="sanction_new"),
    path("sanctions/<int:pk>/", sanctions.sanction, name="sanction"),
    path("sanctions/<int:pk>/files/<int:file>/", sanctions.file, name="sanction_file"),
    path("sanctions/<int:pk>/<slug:step>/", sanctions.step, name="sanction_step"),
    path("signatures/<int:pk>/", own.signature, name="signature"),
    path("signatures/<int:pk>/pdf/", own.signature_pdf, name="signature_pdf"),
    path("<slug:code>/", policies.policy, name="policy"),
    path("<slug:code>/new-version/", drafts.new_version, name="new_version"),
    path("<slug:code>/signatures/", lists.people, name="signatures"),
    path("<slug:code>/signatures/offices/", lists.offices, name="signatures_by_office"),
    path("<slug:code>/<int:number>/", policies.version, name="version"),
    path("<slug:code>/<int:number>/edit/", drafts.edit, name="edit"),
    path("<slug:code>/<int:number>/read/", own.read, name="read"),
    path("<slug:code>/<int:number>/pdf/<slug:language>/", policies.pdf, name="pdf"),
    path("<slug:code>/<int:number>/<slug:step>/", steps.step, name="step"),
]
