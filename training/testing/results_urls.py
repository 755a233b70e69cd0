"""Addresses of marking, practical tests, item analysis and results."""

from django.urls import URLPattern, path

from training.testing.views import analysing, faulty, marking, practical, results

urlpatterns: list[URLPattern] = [
    path("marking/", marking.to_mark, name="to-mark"),
    path("marking/next/", marking.next_one, name="mark-next"),
    path("marking/<int:item>/", marking.mark, name="mark"),
    path("marking/rules/<int:paper>/", marking.rule, name="marking-rule"),
    path("practical/", practical.index, name="practical"),
    path("practical/<int:pk>/", practical.checklist, name="checklist"),
    path("practical/<int:pk>/rows/", practical.save, name="observe"),
    path("practical/<int:pk>/sign-off/", practical.sign_off, name="sign-off"),
    path("analysis/", analysing.index, name="analyses"),
    path("analysis/<int:pk>/", analysing.analysis, name="analysis"),
    path("analysis/<int:pk>/questions/<int:question>/", analysing.question, name="analysed-question"),
    path("analysis/<int:pk>/<str:language>.pdf", analysing.paper, name="analysis-paper"),
    path("faulty/", faulty.remarks, name="remarks"),
    path("faulty/<int:pk>/", faulty.remark, name="remark"),
    path("faulty/questions/<int:question>/quarantine/", faulty.quarantine, name="quarantine"),
    path("faulty/questions/<int:question>/decide/", faulty.decide, name="decide"),
    path("results/", results.results, name="results"),
    path("results/cohorts/", results.cohorts, name="cohorts"),
    path("results/marks/<int:item>/dispute/", results.dispute, name="dispute"),
]
