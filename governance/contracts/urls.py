"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from governance.contracts.views import contracts, entering, milestones, notices, penalty, people, selections

app_name = "contracts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", contracts.contracts, name="contracts"),
    path("owed/", contracts.exposure, name="owed"),
    path("plan/", contracts.plan, name="plan"),
    path("new/", entering.new, name="new"),
    path("vendors/new/", entering.vendor_new, name="vendor_new"),
    path("<int:pk>/", contracts.contract, name="contract"),
    path("<int:pk>/enter/", entering.enter, name="enter"),
    path("<int:pk>/enter/preview/", entering.preview, name="preview"),
    path("<int:pk>/enter/<slug:what>/<int:part>/remove/", entering.remove, name="remove"),
    path("<int:pk>/enter/sign/", entering.sign, name="sign"),
    path("<int:pk>/amend/", contracts.amend, name="amend"),
    path("<int:pk>/scorecard/", notices.scorecard, name="scorecard"),
    path("milestones/<int:pk>/", milestones.milestone, name="milestone"),
    path("milestones/<int:pk>/submit/", milestones.submit, name="submit"),
    path("milestones/<int:pk>/review/", milestones.review, name="review"),
    path("milestones/<int:pk>/forecast/", milestones.forecast, name="forecast"),
    path("milestones/<int:pk>/extend/", milestones.extend, name="extend"),
    path("milestones/<int:pk>/exclude/", milestones.exclude, name="exclude"),
    path("milestones/<int:pk>/handover/", milestones.handover, name="handover"),
    path("milestones/<int:pk>/assess/<int:clause>/", milestones.assess, name="assess"),
    path("milestones/<int:pk>/what-if/<int:clause>/", milestones.what_if, name="what_if"),
    path("milestones/<int:pk>/checks/<int:item>/", milestones.check, name="check"),
    path("exclusions/<int:pk>/withdraw/", milestones.withdraw, name="withdraw"),
    path("punch-list/<int:pk>/close/", milestones.close_item, name="close_item"),
    path("penalties/<int:pk>/", penalty.penalty, name="penalty"),
    path("penalties/<int:pk>/<slug:step>/", penalty.step, name="step"),
    path("<int:pk>/notices/new/", notices.new, name="notice_new"),
    path("notices/<int:pk>/", notices.notice, name="notice"),
    path("notices/<int:pk>/pdf/<slug:language>/", notices.pdf, name="notice_pdf"),
    path("notices/<int:pk>/served/", notices.served, name="served"),
    path("people/<int:pk>/presence/", people.presence, name="presence"),
    path("people/<int:pk>/approve/", people.approve, name="approve"),
    path("<int:pk>/people/new/", people.new, name="person_new"),
    path("payments/<int:pk>/pay/", contracts.pay, name="pay"),
    path("commitments/<int:pk>/judge/", contracts.judge, name="judge"),
    path("selections/", selections.selections, name="selections"),
    path("selections/new/", selections.new, name="selection_new"),
    path("selections/<int:pk>/", selections.selection, name="selection"),
    path("selections/<int:pk>/promise/<int:candidate>/", selections.promise, name="promise"),
    path("selections/<int:pk>/choose/<int:candidate>/", selections.choose, name="choose"),
]
