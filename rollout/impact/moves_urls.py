"""Addresses of the migration and of the joined systems."""

from django.urls import path

from rollout.impact.views import batches, coverage, lists

moves_patterns = [
    path("migration/", batches.batches, name="batches"),
    path("migration/new/", batches.new, name="batch_new"),
    path("migration/<int:pk>/", batches.batch, name="batch"),
    path("migration/<int:pk>/plan/", batches.replan, name="batch_replan"),
    path("migration/<int:pk>/tolerance/", batches.tolerance, name="batch_tolerance"),
    path("migration/<int:pk>/start/", batches.start, name="batch_start"),
    path("migration/<int:pk>/end/", batches.end, name="batch_end"),
    path("migration/<int:pk>/give-up/", batches.give_up, name="batch_give_up"),
    path("migration/<int:pk>/repeat/", batches.repeat, name="batch_repeat"),
    path("migration/<int:pk>/withdraw/", batches.withdraw, name="batch_withdraw"),
    path("migration/<int:pk>/lists/", batches.send_lists, name="batch_lists"),
    path("lists/<int:pk>/", lists.pair, name="lists"),
    path("lists/<int:pk>/apply/", lists.apply, name="lists_apply"),
    path("lists/<int:pk>/set-aside/", lists.discard, name="lists_discard"),
    path("coverage/", coverage.coverage, name="coverage"),
    path("coverage/lists/", coverage.new, name="coverage_new"),
    path("coverage/<int:pk>/", coverage.office, name="coverage_office"),
    path("coverage/<int:pk>/no-record-no-order/", coverage.enforce, name="order_stop"),
    path("coverage/<int:pk>/no-record-no-order/lift/", coverage.lift, name="order_stop_lift"),
]
