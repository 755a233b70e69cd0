"""Addresses of the question bank."""

from django.urls import path

from training.testing.views import bank, question_files, writing

urlpatterns = [
    path("", bank.bank, name="bank"),
    path("new/", writing.kinds, name="question_new"),
    path("new/<slug:kind>/", writing.new, name="question_write"),
    path("files/", question_files.upload, name="question_files"),
    path("files/<int:pk>/", question_files.file, name="question_file"),
    path("files/<int:pk>/apply/", question_files.apply, name="question_file_apply"),
    path("export/<slug:form>/", question_files.export, name="question_export"),
    path("<int:pk>/", bank.question, name="question"),
    path("<int:pk>/edit/", writing.edit, name="question_edit"),
    path("<int:pk>/activate/", bank.activate, name="question_activate"),
    path("<int:pk>/retire/", bank.retire, name="question_retire"),
]
