"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from rollout.kpis.views import benefits, budget, definitions, effect, months, schemes, sheets, values

app_name = "kpis"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", definitions.kpis, name="kpis"),
    path("define/", definitions.define, name="define"),
    path("sources/new/", definitions.source, name="source_new"),
    path("sources/<int:pk>/", definitions.source, name="source"),
    path("<int:pk>/", definitions.kpi, name="kpi"),
    path("<int:pk>/change/", definitions.change, name="change"),
    path("<int:pk>/activate/", definitions.activate, name="activate"),
    path("<int:pk>/retire/", definitions.retire, name="retire"),
    path("<int:pk>/enter/", values.enter, name="enter"),
    path("appraisal/", sheets.sheets, name="sheets"),
    path("appraisal/<int:pk>/", sheets.sheet, name="sheet"),
    path("appraisal/<int:pk>/sheet.xlsx", sheets.workbook, name="sheet_xlsx"),
    path("appraisal/<int:pk>/sheet.pdf", sheets.paper, name="sheet_pdf"),
    path("appraisal/<int:pk>/<slug:step>/", sheets.step, name="sheet_step"),
    path("appraisal/schemes/", schemes.schemes, name="schemes"),
    path("appraisal/schemes/new/", schemes.edit, name="scheme_new"),
    path("appraisal/schemes/<int:pk>/", schemes.scheme, name="scheme"),
    path("appraisal/schemes/<int:pk>/change/", schemes.edit, name="scheme_change"),
    path("appraisal/schemes/<int:pk>/approve/", schemes.approve, name="scheme_approve"),
    path("appraisal/schemes/<int:pk>/withdraw/", schemes.withdraw, name="scheme_withdraw"),
    path("appraisal/schemes/<int:pk>/open/", schemes.open_them, name="scheme_open"),
    path("benefits/", benefits.benefits, name="benefits"),
    path("benefits/new/", benefits.edit, name="benefit_new"),
    path("benefits/<int:pk>/", benefits.benefit, name="benefit"),
    path("benefits/<int:pk>/change/", benefits.edit, name="benefit_change"),
    path("benefits/<int:pk>/plan/", benefits.plan, name="benefit_plan"),
    path("benefits/<int:pk>/report/", benefits.claim, name="benefit_claim"),
    path("benefits/reported/<int:pk>/confirm/", benefits.confirm, name="benefit_confirm"),
    path("benefits/reported/<int:pk>/refuse/", benefits.refuse, name="benefit_refuse"),
    path("budget/", budget.budget, name="budget"),
    path("budget/new/", budget.new, name="budget_new"),
    path("budget/<int:pk>/", budget.line, name="budget_line"),
    path("budget/<int:pk>/book/", budget.book, name="budget_book"),
    path("effect/", effect.effects, name="effects"),
    path("effect/planner/", effect.planner, name="planner"),
    path("effect/draws/", effect.draws, name="draws"),
    path("effect/draws/new/", effect.draw_new, name="draw_new"),
    path("effect/draws/<int:pk>/", effect.draw, name="draw"),
    path("<int:pk>/offices/<int:office_id>/", months.months, name="months"),
    path("<int:pk>/effect/", effect.effect, name="effect"),
]
