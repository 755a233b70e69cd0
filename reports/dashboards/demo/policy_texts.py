# ruff: noqa: E501
"""The policies of the demo company, in three languages: customer classes, protected period, reward, duty to use, clerk assistance."""

from __future__ import annotations

from dataclasses import dataclass

from governance.policies.states import PolicyKind


@dataclass(frozen=True)
class PolicyPlan:
    """One policy: its kind, titles and texts in English, Simplified and Traditional Chinese."""

    code: str
    kind: PolicyKind
    titles: tuple[str, str, str]
    bodies: tuple[str, str, str]


CUSTOMER_CLASSES = PolicyPlan(
    "customer-classes",
    PolicyKind.CUSTOMERS,
    ("Customer classes", "客户分级", "客戶分級"),
    (
        """Every customer of the company is in the CRM before anybody sells to it, and every customer has one class. The class decides how often it is visited, who may change it and how long it is protected.

1. A customer is a company or household that has asked for a price, placed an order or been visited at least once in the last 24 months.
2. Class A: orders of at least 500,000 yuan in the last twelve months, or a frame contract in force. Visited at least every two weeks.
3. Class B: orders of 50,000 to 500,000 yuan in the last twelve months. Visited at least once a month.
4. Class C: all others, also those that have never ordered. Contacted at least once a quarter.
5. Who enters a customer fills in name, place, contact, source and the products in question on the day of the first contact. An entry without a contact does not count.
6. The class is worked out by the CRM from orders each Monday. The office head may set another class for at most 90 days, with a reason in the CRM.
6.1 The owner of the customer sees every change of class and may object to the office head within five working days.
7. Two entries of one customer are merged. The earlier entry keeps its owner; what the later one recorded stays in the history.
8. Customer data belongs to the company. Nobody takes it along, copies it out of the CRM or keeps a list of their own.""",
        """公司的每一位客户，在任何人向其销售之前都必须先录入 CRM，并且只有一个客户等级。等级决定拜访频率、由谁调整，以及保护期的长短。

1. 客户是指最近24个月内询过价、下过单或至少被拜访过一次的企业或家庭。
2. A类：最近十二个月订单额不低于50万元，或有生效中的框架合同。至少每两周拜访一次。
3. B类：最近十二个月订单额在5万元至50万元之间。至少每月拜访一次。
4. C类：其余全部客户，包括从未下单的客户。至少每季度联系一次。
5. 录入客户的人须在首次接触当天填写名称、所在地、联系人、来源和意向产品。没有联系人的录入不算有效。
6. 等级由 CRM 每周一按订单自动计算。办事处负责人可以另行设定等级，最长90天，并须在 CRM 中写明理由。
6.1 客户的归属人可以看到等级的每次变动，并可在五个工作日内向办事处负责人提出异议。
7. 同一客户的两条记录予以合并。先录入者保留归属；后录入的内容保留在历史中。
8. 客户资料归公司所有。任何人不得带走、从 CRM 中复制或自留名单。""",
        """公司的每一位客戶，在任何人向其銷售之前都必須先錄入 CRM，並且只有一個客戶等級。等級決定拜訪頻率、由誰調整，以及保護期的長短。

1. 客戶是指最近24個月內詢過價、下過單或至少被拜訪過一次的企業或家庭。
2. A類：最近十二個月訂單額不低於50萬元，或有生效中的框架合約。至少每兩週拜訪一次。
3. B類：最近十二個月訂單額在5萬元至50萬元之間。至少每月拜訪一次。
4. C類：其餘全部客戶，包括從未下單的客戶。至少每季度聯絡一次。
5. 錄入客戶的人須在首次接觸當天填寫名稱、所在地、聯絡人、來源和意向產品。沒有聯絡人的錄入不算有效。
6. 等級由 CRM 每週一按訂單自動計算。辦事處負責人可以另行設定等級，最長90天，並須在 CRM 中寫明理由。
6.1 客戶的歸屬人可以看到等級的每次變動，並可在五個工作日內向辦事處負責人提出異議。
7. 同一客戶的兩條記錄予以合併。先錄入者保留歸屬；後錄入的內容保留在歷史中。
8. 客戶資料歸公司所有。任何人不得帶走、從 CRM 中複製或自留名單。""",
    ),
)
PROTECTED_PERIOD = PolicyPlan(
    "protected-period",
    PolicyKind.PROTECTION,
    ("Protected period and return to the pool", "客户保护期与公共池", "客戶保護期與公共池"),
    (
        """Who brings a customer in may work it in peace; who lets it lie gives it back. This policy says how long a customer is protected for whoever entered it, and how it returns to the pool.

1. From the day of its valid entry in the CRM a customer is protected for the person who entered it: 90 days.
2. Each recorded visit, offer or order by that person begins the 90 days anew. A call without a result does not.
3. As long as the period runs nobody else visits the customer, quotes a price or takes its order. Who is approached by the customer passes it on to the owner on the same day.
4. The CRM reminds the owner 30, 14 and 3 days before the end of the period.
5. A customer whose period has ended goes into the office’s pool on the next day. Everybody in the office sees the pool.
6. Who takes a customer from the pool records a first contact within 10 working days; otherwise it goes back. Nobody holds more than 15 customers from the pool at a time.
7. The former owner may take the same customer from the pool again after 60 days at the earliest.
8. Two people claim one customer: the earlier valid entry counts. The office head decides within three working days; the project office decides on an appeal.
9. During leave of more than ten days and during parental leave the period stands still.""",
        """谁带来客户，谁就可以安心跟进；谁把客户搁置，谁就要交还。本制度规定客户对录入人的保护期，以及如何回到公共池。

1. 自客户在 CRM 中有效录入之日起，客户由录入人受保护地跟进，保护期为90天。
2. 录入人每记录一次拜访、报价或订单，90天重新起算。没有结果的电话不重新起算。
3. 保护期内，其他人不得拜访该客户、报价或接其订单。客户主动找上门的，当天转给归属人。
4. 保护期结束前30天、14天和3天，CRM 提醒归属人。
5. 保护期届满的客户，次日进入本办事处的公共池。办事处全员可以看到公共池。
6. 从公共池领取客户的人须在10个工作日内记录首次接触，否则客户退回。每人同时持有的公共池客户不得超过15个。
7. 原归属人最早在60天後才可以再次从公共池领取同一客户。
8. 两人主张同一客户的，以先有效录入者为准。由办事处负责人在三个工作日内裁定；不服的由项目办公室裁定。
9. 连续休假超过十天及育儿假期间，保护期中止计算。""",
        """誰帶來客戶，誰就可以安心跟進；誰把客戶擱置，誰就要交還。本制度規定客戶對錄入人的保護期，以及如何回到公共池。

1. 自客戶在 CRM 中有效錄入之日起，客戶由錄入人受保護地跟進，保護期為90天。
2. 錄入人每記錄一次拜訪、報價或訂單，90天重新起算。沒有結果的電話不重新起算。
3. 保護期內，其他人不得拜訪該客戶、報價或接其訂單。客戶主動找上門的，當天轉給歸屬人。
4. 保護期結束前30天、14天和3天，CRM 提醒歸屬人。
5. 保護期屆滿的客戶，次日進入本辦事處的公共池。辦事處全員可以看到公共池。
6. 從公共池領取客戶的人須在10個工作日內記錄首次接觸，否則客戶退回。每人同時持有的公共池客戶不得超過15個。
7. 原歸屬人最早在60天後才可以再次從公共池領取同一客戶。
8. 兩人主張同一客戶的，以先有效錄入者為準。由辦事處負責人在三個工作日內裁定；不服的由專案辦公室裁定。
9. 連續休假超過十天及育兒假期間，保護期中止計算。""",
    ),
)
FIRST_CUSTOMER_REWARD = PolicyPlan(
    "first-customer-reward",
    PolicyKind.REWARD,
    ("First-customer reward and commission", "首个客户奖励与提成", "首個客戶獎勵與提成"),
    (
        """Who works with the CRM is to feel it in the pay. This policy sets the one-off reward for the first customer and the commission on orders that come out of the CRM.

1. Everybody in sales receives once 500 yuan for the first customer of their own that is validly entered in the CRM and places an order within 90 days.
2. The reward is paid with the salary of the month after the order is paid for.
3. Commission on orders from customers recorded in the CRM: 1.5 percent of the net value for class A, 2 percent for class B, 3 percent for class C.
4. An order whose customer, visits and offer are not in the CRM on the day of the order earns no commission. What is recorded afterwards does not change this.
5. The office whose share of records entered by sales staff themselves is highest in a quarter receives 3,000 yuan for a joint purpose of its choice.
6. For helping a colleague to get going with the CRM, confirmed by the office head, up to 300 yuan may be granted per quarter.
7. Rewards are proposed by the office head or the project office, approved within their limits by somebody else, and shown to the person. What was granted by mistake is set right in the month after it was noticed.
8. Nobody’s base salary or commission agreed before is lowered by this policy.""",
        """用好 CRM，应当在收入上有所体现。本制度规定首个客户的一次性奖励，以及出自 CRM 的订单的提成。

1. 每位销售人员，其本人有效录入 CRM 的首个客户在90天内下单的，一次性奖励500元。
2. 奖励随订单回款次月的工资发放。
3. CRM 中有记录的客户的订单提成：A类按净额的1.5%，B类按2%，C类按3%。
4. 下单当天，客户、拜访和报价未记录在 CRM 中的订单不计提成。事后补录不改变这一点。
5. 每季度销售人员本人录入比例最高的办事处，奖励3,000元，用途由办事处自行决定。
6. 帮助同事上手 CRM 并经办事处负责人确认的，每季度可奖励不超过300元。
7. 奖励由办事处负责人或项目办公室提出，由他人在权限内批准，并告知本人。误发的，在发现后的次月更正。
8. 任何人的基本工资和此前约定的提成不因本制度而降低。""",
        """用好 CRM，應當在收入上有所體現。本制度規定首個客戶的一次性獎勵，以及出自 CRM 的訂單的提成。

1. 每位銷售人員，其本人有效錄入 CRM 的首個客戶在90天內下單的，一次性獎勵500元。
2. 獎勵隨訂單回款次月的工資發放。
3. CRM 中有記錄的客戶的訂單提成：A類按淨額的1.5%，B類按2%，C類按3%。
4. 下單當天，客戶、拜訪和報價未記錄在 CRM 中的訂單不計提成。事後補錄不改變這一點。
5. 每季度銷售人員本人錄入比例最高的辦事處，獎勵3,000元，用途由辦事處自行決定。
6. 幫助同事上手 CRM 並經辦事處負責人確認的，每季度可獎勵不超過300元。
7. 獎勵由辦事處負責人或專案辦公室提出，由他人在許可權內批准，並告知本人。誤發的，在發現後的次月更正。
8. 任何人的基本工資和此前約定的提成不因本制度而降低。""",
    ),
)
DUTY_TO_USE = PolicyPlan(
    "duty-to-use",
    PolicyKind.DUTY,
    ("Duty to use the CRM", "CRM 使用义务", "CRM 使用義務"),
    (
        """From the go-live of an office its business runs in the CRM. This policy says who must use it, from when, and what follows when it is not used.

1. Everybody named in the rule of use works in the CRM from the day on which their office goes live. The rule and the day are on the office’s page and are announced at least two weeks before.
2. Customers, visits, offers and orders are entered by the person who did the work, at the latest on the next working day.
3. Who has not passed the test of their role, or has not signed the policies of their role, receives no access and may not sell until this is made good.
3.1 Training and the first repetition of the test are working time. Nobody is dismissed for failing a test.
4. Paper forms and private lists are no longer accepted as proof of work after the go-live.
5. Once the systems are joined: no customer record in the CRM, no order and no payment.
6. When somebody does not use the CRM, the office head first finds out why: missing skill is trained, old habit is helped along, and only refusal leads to a measure.
7. Measures, in this order: a talk with the office head and a dated agreement; a written reprimand; loss of the quarter’s bonus of up to 1,000 yuan; transfer to a post without customers of one’s own.
8. Before any measure under clause 7 the person is told in writing, may reply for at least three days, and may appeal after the sign-off by human resources. No measure takes effect before.
9. The office head answers for the deadline of the office. The use of the CRM is part of the yearly appraisal of everybody named in the rule.""",
        """办事处上线之日起，业务在 CRM 中进行。本制度规定谁必须使用、何时开始，以及不使用的后果。

1. 使用规则中列明的每个人，自所在办事处上线之日起在 CRM 中工作。规则和日期公布在办事处页面，并至少提前两周通知。
2. 客户、拜访、报价和订单由实际办理人录入，最迟不超过次一工作日。
3. 未通过本岗位测试或未签署本岗位制度的，不予开通账号，补齐之前不得从事销售。
3.1 培训和首次补考计入工作时间。任何人不因测试未通过而被解除劳动合同。
4. 上线后，纸质表格和私人名单不再作为工作凭证。
5. 系统对接完成后：CRM 中没有客户记录的，不予下单，不予付款。
6. 有人不使用 CRM 的，办事处负责人先查明原因：不会用的，培训；习惯难改的，帮扶；只有拒不使用的，才采取措施。
7. 措施依次为：与办事处负责人谈话并约定期限；书面警告；扣减当季奖金，最高1,000元；调至不负责客户的岗位。
8. 采取第7条的任何措施之前，须书面告知本人，给予不少于三天的答复时间；人力资源部签署意见后，本人可以申诉。在此之前任何措施均不生效。
9. 办事处负责人对本办事处的期限负责。CRM 的使用情况计入使用规则所列人员的年度考核。""",
        """辦事處上線之日起，業務在 CRM 中進行。本制度規定誰必須使用、何時開始，以及不使用的後果。

1. 使用規則中列明的每個人，自所在辦事處上線之日起在 CRM 中工作。規則和日期公佈在辦事處頁面，並至少提前兩週通知。
2. 客戶、拜訪、報價和訂單由實際辦理人錄入，最遲不超過次一工作日。
3. 未通過本崗位測試或未簽署本崗位制度的，不予開通帳號，補齊之前不得從事銷售。
3.1 培訓和首次補考計入工作時間。任何人不因測試未通過而被解除勞動合約。
4. 上線後，紙質表格和私人名單不再作為工作憑證。
5. 系統對接完成後：CRM 中沒有客戶記錄的，不予下單，不予付款。
6. 有人不使用 CRM 的，辦事處負責人先查明原因：不會用的，培訓；習慣難改的，幫扶；只有拒不使用的，才採取措施。
7. 措施依次為：與辦事處負責人談話並約定期限；書面警告；扣減當季獎金，最高1,000元；調至不負責客戶的崗位。
8. 採取第7條的任何措施之前，須書面告知本人，給予不少於三天的答覆時間；人力資源部簽署意見後，本人可以申訴。在此之前任何措施均不生效。
9. 辦事處負責人對本辦事處的期限負責。CRM 的使用情況計入使用規則所列人員的年度考核。""",
    ),
)
CLERK_ASSISTANCE = PolicyPlan(
    "clerk-assistance",
    PolicyKind.ASSISTANCE,
    ("Clerk assistance until a dated day", "限期内勤代录", "限期內勤代錄"),
    (
        """Some senior colleagues have sold for decades without a keyboard. For a time the office clerk may type for them; then they type for themselves.

1. In the first months after the go-live a clerk of the office may enter customers, visits and offers for colleagues who joined more than six years ago.
2. Every such entry is made under the clerk’s own account, with the name of the colleague in the field “on behalf of”. Nobody uses somebody else’s password.
3. The colleague hands over notes on the day of the visit; the clerk enters them by the evening of the next working day.
4. The share that a clerk may enter falls: all in the first month, half in the second, a quarter in the third.
5. The assistance ends 120 days after the go-live of the office at the latest. After that day an entry by the clerk counts as a breach of the duty to use.
6. The project office offers each of these colleagues at least four hours of practice with a person of their own choice before that day.
7. An extension needs the sponsor, a reason and a new day, and is shown to the sponsor every month.""",
        """有些资深同事几十年来不用键盘也做成了生意。过渡期内可由办事处内勤代为录入，之后须由本人录入。

1. 上线后的最初几个月，办事处内勤可以为入职六年以上的同事代录客户、拜访和报价。
2. 代录一律使用内勤本人的账号，并在“代录对象”栏填写该同事姓名。任何人不得使用他人密码。
3. 该同事在拜访当天交出记录，内勤最迟在次一工作日下班前录入。
4. 可代录的比例逐月下降：第一个月全部，第二个月一半，第三个月四分之一。
5. 代录最迟在办事处上线后120天结束。此后内勤的代录视为违反使用义务。
6. 在此之前，项目办公室为每位此类同事提供不少于四小时的练习，陪练人由本人选择。
7. 延期须经主管高层批准，写明理由和新的日期，并每月向主管高层列示。""",
        """有些資深同事幾十年來不用鍵盤也做成了生意。過渡期內可由辦事處內勤代為錄入，之後須由本人錄入。

1. 上線後的最初幾個月，辦事處內勤可以為入職六年以上的同事代錄客戶、拜訪和報價。
2. 代錄一律使用內勤本人的帳號，並在「代錄對象」欄填寫該同事姓名。任何人不得使用他人密碼。
3. 該同事在拜訪當天交出記錄，內勤最遲在次一工作日下班前錄入。
4. 可代錄的比例逐月下降：第一個月全部，第二個月一半，第三個月四分之一。
5. 代錄最遲在辦事處上線後120天結束。此後內勤的代錄視為違反使用義務。
6. 在此之前，專案辦公室為每位此類同事提供不少於四小時的練習，陪練人由本人選擇。
7. 延期須經主管高層批准，寫明理由和新的日期，並每月向主管高層列示。""",
    ),
)
PLANS = (CUSTOMER_CLASSES, PROTECTED_PERIOD, FIRST_CUSTOMER_REWARD, DUTY_TO_USE, CLERK_ASSISTANCE)
