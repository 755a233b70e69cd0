"""Addresses of papers, attempts as a trainer sees them, and allowances."""

from django.urls import path

from training.testing.views import allowances, papers, watching

urlpatterns = [
    path("papers/", papers.index, name="papers"),
    path("papers/new/", papers.new, name="paper_new"),
    path("papers/<int:pk>/", papers.paper, name="paper"),
    path("papers/<int:pk>/draft/", papers.draft, name="paper_draft"),
    path("papers/<int:pk>/attempts/", watching.live, name="attempts"),
    path("papers/versions/<int:pk>/rate/", papers.rate, name="paper_rate"),
    path("papers/versions/<int:pk>/activate/", papers.activate, name="paper_activate"),
    path("papers/versions/<int:pk>/discard/", papers.discard, name="paper_discard"),
    path("papers/versions/<int:pk>/sample/", papers.sample, name="paper_sample"),
    path("attempts/<int:pk>/record/", watching.record, name="record"),
    path("attempts/<int:pk>/late/", watching.late, name="late"),
    path("late/", watching.late_list, name="late_list"),
    path("allowances/", allowances.index, name="allowances"),
    path("allowances/new/", allowances.new, name="allowance_new"),
    path("allowances/<int:pk>/withdraw/", allowances.withdraw, name="allowance_withdraw"),
]
