"""The words of the demo company's charter, in three languages."""

TEXTS = {
    "purpose_en": (
        "By the end of the programme every office keeps its customers in the CRM, and the sales staff work with it daily.\n"
        "It is measured by use and by what it brings: complaints, late deliveries, customers won back."
    ),
    "purpose_zh_hans": (
        "项目结束时，每个办事处的客户都在 CRM 中管理，销售人员每天使用。\n衡量标准是使用情况和实际成效：投诉、延迟交付、挽回的客户。"
    ),
    "purpose_zh_hant": (
        "專案結束時，每個辦事處的客戶都在 CRM 中管理，銷售人員每天使用。\n衡量標準是使用情況和實際成效：投訴、延遲交付、挽回的客戶。"
    ),
    "scope_en": (
        "All offices and everybody who sells or types for those who sell. Customers, visits, orders in preparation.\n"
        "Not in scope: bookkeeping, wages, the warehouse."
    ),
    "scope_zh_hans": ("全部办事处，所有销售人员和为销售代录的文员。客户、拜访、准备中的订单。\n不在范围内：财务核算、薪资、仓储。"),
    "scope_zh_hant": ("全部辦事處，所有銷售人員和為銷售代錄的文員。客戶、拜訪、準備中的訂單。\n不在範圍內：財務核算、薪資、倉儲。"),
    "powers_en": (
        "The project team may ask any office for people, data and working time, and answers for asking no more than it needs.\n"
        "It sets the day by which an office must have trained and tested its people.\n"
        "It sends back work of the vendor that does not meet the contract.\n"
        "Nobody goes round the rules of the company's customers on the ground of rank.\n"
        "Who refuses is heard first; then the leadership group decides within a week."
    ),
    "powers_zh_hans": (
        "项目组可以要求任何办事处提供人员、数据和工作时间，并对所提要求的必要性负责。\n"
        "项目组规定办事处完成培训和测试的期限。\n"
        "供应商的工作不符合合同的，项目组予以退回。\n"
        "任何人不得凭职级绕开公司的客户规则。\n"
        "有人拒绝时，先听取意见；领导小组在一周内作出决定。"
    ),
    "powers_zh_hant": (
        "專案組可以要求任何辦事處提供人員、資料和工作時間，並對所提要求的必要性負責。\n"
        "專案組規定辦事處完成培訓和測試的期限。\n"
        "供應商的工作不符合合約的，專案組予以退回。\n"
        "任何人不得憑職級繞開公司的客戶規則。\n"
        "有人拒絕時，先聽取意見；領導小組在一週內作出決定。"
    ),
}
