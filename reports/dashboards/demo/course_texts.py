"""What the demo company teaches, and what people wrote about it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from governance.organisation.models import Experience, JobRole
from training.courses.models import CourseKind
from training.courses.rules.audience import Line

SALES, CLERKS, NEWCOMERS, ADMINISTRATORS, TRAINERS = "sales-basics", "clerk-records", "first-days", "administering", "train-the-trainer"


@dataclass(frozen=True)
class CourseText:
    """One course in three languages. `hours` is also how long its sessions last."""

    code: str
    title: str
    zh_hans: str
    zh_hant: str
    about: str
    about_hans: str
    about_hant: str
    hours: str
    kind: CourseKind
    audience: tuple[Line, ...]
    validity_months: int | None = None
    needed_percent: int = 80

    def as_fields(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "title_zh_hans": self.zh_hans,
            "title_zh_hant": self.zh_hant,
            "description": self.about,
            "description_zh_hans": self.about_hans,
            "description_zh_hant": self.about_hant,
            "hours": Decimal(self.hours),
            "kind": self.kind,
            "validity_months": self.validity_months,
            "needed_percent": self.needed_percent,
        }


COURSES = (
    CourseText(
        SALES,
        "Selling with the CRM",
        "用 CRM 做销售",
        "用 CRM 做銷售",
        "Customers and their classes, visits on the day they happen, opportunities, the weekly review. On the real screens.",
        "客户与客户分级、当天录入拜访、商机、每周回顾，全部在真实界面上练习。",
        "客戶與客戶分級、當天輸入拜訪、商機、每週回顧，全部在真實介面上練習。",
        "3",
        CourseKind.PRACTICE,
        (Line(job_role=JobRole.SALES),),
        24,
    ),
    CourseText(
        CLERKS,
        "Records for others, and their limits",
        "代录记录及其界限",
        "代錄紀錄及其界限",
        "Typing for a colleague: for whom, until when, and how the record says who typed. Quotations and follow-up.",
        "为同事代录：可为谁、到何时，以及记录如何写明录入人；报价与跟进。",
        "為同事代錄：可為誰、到何時，以及紀錄如何寫明輸入人；報價與跟進。",
        "2",
        CourseKind.PRACTICE,
        (Line(job_role=JobRole.CLERK),),
        24,
    ),
    CourseText(
        NEWCOMERS,
        "First days with the CRM",
        "新员工 CRM 入门",
        "新員工 CRM 入門",
        "For new hires, apart from the veterans: the company's customers, the way of working, the first records.",
        "专为新员工单独开班：公司的客户、工作方式、第一批记录。",
        "專為新員工單獨開班：公司的客戶、工作方式、第一批紀錄。",
        "2",
        CourseKind.CLASSROOM,
        (Line(job_role=JobRole.SALES, experience=Experience.NEW),),
    ),
    CourseText(
        ADMINISTRATORS,
        "Administering the CRM",
        "CRM 管理员培训",
        "CRM 管理員培訓",
        "Accounts and roles, the clearance list, what to do when data is wrong.",
        "账号与角色、准入名单、数据有误时的处理。",
        "帳號與角色、准入名單、資料有誤時的處理。",
        "4",
        CourseKind.PRACTICE,
        (Line(job_role=JobRole.ADMINISTRATOR),),
        12,
        90,
    ),
    CourseText(
        TRAINERS,
        "Train the trainer",
        "培训师培训",
        "培訓師培訓",
        "How the best sellers use the CRM, and how to teach it on the real screens.",
        "最优秀的销售如何使用 CRM，以及如何在真实界面上教学。",
        "最優秀的銷售如何使用 CRM，以及如何在真實介面上教學。",
        "6",
        CourseKind.CLASSROOM,
        (Line(trainers=True),),
    ),
)
COMMENTS = (
    "练习时间再多一点就好了。",
    "讲得很清楚，例子就是我们自己的客户。",
    "手机上怎么录拜访，希望多讲。",
    "上午一半人在赶路，建议下午开始。",
    "The real screens helped. Please send the exercises.",
    "Too fast for those who rarely use a computer.",
    "老员工和新员工分开上课更好。",
    "终于明白为什么要当天录入。",
    "网络太慢，等了很久。",
    "Good trainer, patient with questions.",
)
