"""The words by which columns, jobs and kinds are recognised in files, beside our own."""

from __future__ import annotations

from governance.organisation.models import Experience, JobRole, OfficeKind

# Column key → other headings, parted by commas.
ROSTER_HEADINGS = {
    "number": "employee no, employee id, staff no, emp no, id, 工号, 员工号, 员工编号, 员工工号, 員工編號, 工號",
    "name": "full name, english name, 英文名, 英文姓名",
    "name_zh": "中文名, 姓名, 中文姓名, 名字",
    "office": "office code, office name, branch, 办事处, 办事处代码, 网点, 分公司, 部门, 分公司代码, 辦事處, 辦事處代碼",
    "job": "job role, position, role, 岗位, 职位, 职务, 職位, 崗位",
    "since": "from, first day, 到岗日期, 调入日期, 任职日期, 調入日期, 到職日期",
    "until": "to, 调出日期, 調出日期",
    "joined_on": "joined, hire date, start date, 入职日期, 入职时间, 入職日期",
    "left_on": "left, left on, exit date, end date, 离职日期, 离职时间, 離職日期",
    "experience": "新老, 员工类型, 員工類型",
    "email": "mail, 邮箱, 电子邮件, 電子郵件, 信箱",
    "phone": "mobile, telephone, 电话, 手机, 電話, 手機",
    "leave": "absence, 休假, 请假, 請假",
}
OFFICE_HEADINGS = {
    "code": "office code, 办事处代码, 代码, 代碼, 编号",
    "name": "office, 名称, 名稱, 英文名称",
    "name_zh": "中文名, 中文名称, 中文名稱",
    "kind": "type, 类型, 類型",
    "parent": "parent code, region, 上级, 上级代码, 所属大区, 上級",
    "time_zone": "timezone, tz, 时区, 時區",
    "calendar": "工作日历, 工作日曆",
}
_JOBS = {
    JobRole.SALES: "sales, sales staff, seller, 销售, 销售员, 销售人员, 业务员, 銷售, 業務, 業務員",
    JobRole.CLERK: "clerk, 文员, 内勤, 职员, 文員, 內勤",
    JobRole.MANAGER: "manager, 经理, 主管, 經理",
    JobRole.AGENT: "agent, service agent, 客服, 坐席, 座席",
    JobRole.ADMINISTRATOR: "administrator, admin, 管理员, 管理員",
    JobRole.OTHER: "other, 其他",
}
_EXPERIENCE = {
    Experience.VETERAN: "veteran, 老员工, 老員工, 资深, 老手",
    Experience.NEW: "new, new hire, 新员工, 新員工, 新人",
}
_KINDS = {
    OfficeKind.COMPANY: "company, 公司, 总公司, 總公司",
    OfficeKind.REGION: "region, 大区, 区域, 區域",
    OfficeKind.OFFICE: "office, 办事处, 分公司, 辦事處",
}


def parted(words: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in words.split(","))


JOBS = {word: job for job, words in _JOBS.items() for word in parted(words)}
EXPERIENCE = {word: value for value, words in _EXPERIENCE.items() for word in parted(words)}
KINDS = {word: kind for kind, words in _KINDS.items() for word in parted(words)}
