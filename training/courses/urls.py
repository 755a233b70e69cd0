"""Addresses of this room."""

from django.urls import path

from training.courses.views import catalogue, feedback, files, mine, places, planner, screen, sessions, signing_in

app_name = "courses"
urlpatterns = [
    path("", catalogue.courses, name="courses"),
    path("mine/", mine.mine, name="mine"),
    path("new/", catalogue.course_new, name="course_new"),
    path("roads/", catalogue.travel, name="travel"),
    path("planner/", planner.planner, name="planner"),
    path("needs/", planner.needed, name="needed"),
    path("needs/<slug:code>/<int:office>/", planner.needed_people, name="needed_people"),
    path("sessions/", sessions.sessions, name="sessions"),
    path("sessions/new/", sessions.session_new, name="session_new"),
    path("sessions/<int:pk>/", sessions.session, name="session"),
    path("sessions/<int:pk>/change/", sessions.session_change, name="session_change"),
    path("sessions/<int:pk>/open/", sessions.session_open, name="session_open"),
    path("sessions/<int:pk>/begin/", sessions.session_begin, name="session_begin"),
    path("sessions/<int:pk>/cancel/", sessions.session_cancel, name="session_cancel"),
    path("sessions/<int:pk>/close/", sessions.session_close, name="session_close"),
    path("sessions/<int:pk>/reopen/", sessions.session_reopen, name="session_reopen"),
    path("sessions/<int:pk>/enrol/", places.enrol, name="enrol"),
    path("sessions/<int:pk>/join/", places.join, name="join"),
    path("sessions/<int:pk>/screen/", screen.screen, name="screen"),
    path("sessions/<int:pk>/screen/code/", screen.code, name="screen_code"),
    path("sessions/<int:pk>/screen/list/", screen.roll, name="screen_list"),
    path("sessions/<int:pk>/list.csv", files.list_csv, name="list_csv"),
    path("sessions/<int:pk>/list.pdf", files.list_pdf, name="list_pdf"),
    path("sessions/<int:pk>/session.ics", files.session_ics, name="session_ics"),
    path("sessions/<int:pk>/feedback/", feedback.answer, name="feedback"),
    path("sessions/<int:pk>/reactions/", feedback.results, name="reactions"),
    path("places/<int:pk>/cancel/", places.cancel, name="place_cancel"),
    path("places/<int:pk>/move/", places.move, name="place_move"),
    path("places/<int:pk>/arrive/", screen.arrive, name="arrive"),
    path("places/<int:pk>/leave/", screen.leave, name="leave"),
    path("places/<int:pk>/late/", screen.late, name="late"),
    path("places/<int:pk>/correct/", screen.correct, name="correct"),
    path("in/<int:pk>/", signing_in.sign_in, name="sign_in"),
    path("in/<int:pk>/<str:code>/", signing_in.scan, name="scan"),
    path("course/<slug:code>/", catalogue.course, name="course"),
    path("course/<slug:code>/change/", catalogue.course_change, name="course_change"),
    path("course/<slug:code>/audience/", catalogue.audience, name="audience"),
]
