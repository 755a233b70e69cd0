"""What the demo company wrote down of its customers, its offices' tasks, and what was said against the CRM. Texts only."""

from __future__ import annotations

from typing import Any

# code, name, Chinese name, who, channel, process, contacts a month
TOUCHPOINTS: tuple[tuple[str, str, str, str, str, str, int], ...] = (
    ("order-phone", "Order by telephone", "电话订货", "orders", "phone", "订货 Order", 14200),
    ("order-web", "Order in the web shop", "网店订货", "orders", "web", "订货 Order", 9800),
    ("order-fax", "Order form on paper", "纸质订单", "orders", "paper", "订货 Order", 1350),
    ("order-chat", "Order by message", "微信订货", "orders", "app", "订货 Order", 6100),
    ("visit", "Visit of the seller", "销售拜访", "signs", "visit", "报价 Quotation", 3900),
    ("contract", "Frame contract signed", "签订框架协议", "signs", "visit", "合同 Contract", 120),
    ("counter", "Collecting at the counter", "柜台自提", "orders", "counter", "交货 Delivery", 2300),
    ("delivery", "Delivery to the desk", "送货上门", "receives", "delivery", "交货 Delivery", 21500),
    ("return", "Sending goods back", "退货", "receives", "delivery", "退货 Return", 880),
    ("complaint", "Complaint by telephone", "电话投诉", "uses", "phone", "投诉 Complaint", 640),
    ("advice", "Question about a product", "产品咨询", "uses", "app", "咨询 Advice", 2700),
    ("invoice", "Invoice by e-mail", "电子发票", "pays", "mail", "开票 Invoice", 7600),
    ("dunning", "Payment reminder", "催款", "pays", "mail", "收款 Payment", 910),
)

# name, Chinese name, what, stage, weeks from today; then per touchpoint: code, feels, effect, share, another way, mitigation (or "")
STEPS: tuple[dict[str, Any], ...] = (
    {
        "name": "Orders by telephone are typed into the CRM while the customer speaks",
        "name_zh": "电话订单在通话中录入 CRM",
        "what": "The paper pad beside the telephone goes. The clerk reads the order back from the screen.",
        "stage": "trial",
        "weeks": -26,
        "impacts": (
            (
                "order-phone",
                "The call takes a minute longer in the first weeks.",
                2,
                2,
                False,
                "A second line from 9 to 11 for four weeks.",
            ),
            ("order-fax", "Notices nothing: the form is typed in afterwards.", 0, 1, False, ""),
        ),
        "walk": ("running", "done"),
        "reaction": ("welcomes", "They know at once what I ordered last time.", "order-phone", 40),
    },
    {
        "name": "The web shop asks for the customer number",
        "name_zh": "网店要求填写客户编号",
        "what": "So that every order finds its customer in the CRM.",
        "stage": "live",
        "weeks": -12,
        "impacts": (
            (
                "order-web",
                "Who orders does not know the number: the buyer does.",
                3,
                2,
                True,
                "The shop looks the number up by e-mail address.",
            ),
        ),
        "walk": ("running",),
        "reaction": ("rejects", "I order paper, I do not know any number. I will order elsewhere.", "order-web", 65),
    },
    {
        "name": "One customer list instead of four",
        "name_zh": "四份客户名单合并为一份",
        "what": "Records of four databases are merged outside business hours; doubles are joined.",
        "stage": "preparing",
        "weeks": -22,
        "impacts": (
            (
                "delivery",
                "Goods go to an old address where two records were joined.",
                3,
                1,
                False,
                "Addresses are confirmed at the first order.",
            ),
            ("invoice", "Two invoices become one; the cost centre is asked once more.", 2, 2, False, "A letter with the first invoice."),
        ),
        "walk": ("running", "done"),
        "reaction": ("asks", "Why do you ask for our address again?", "delivery", 12),
    },
    {
        "name": "Sellers stop taking orders on paper",
        "name_zh": "销售不再手写接单",
        "what": "Orders during a visit are entered on the telephone in front of the customer.",
        "stage": "live",
        "weeks": -3,
        "impacts": (
            ("visit", "The seller looks at a screen instead of at me.", 2, 2, True, "Practised in the sessions; enter it after the talk."),
            ("contract", "Notices it; the copy now comes by e-mail.", 1, 3, False, ""),
        ),
        "walk": ("running",),
        "reaction": ("complains", "He typed for ten minutes while I waited.", "visit", 4),
    },
    {
        "name": "The counter closes during the two days of switching over",
        "name_zh": "切换的两天内柜台关闭",
        "what": "Stock is counted and the counter's own list is given up.",
        "stage": "trial",
        "weeks": 2,
        "impacts": (("counter", "Stands before a closed door and goes without toner.", 3, 3, False, ""),),
        "walk": (),
        "reaction": None,
        "last_office": True,
    },
)

DROPPED = (
    (
        "自动外呼机器人 Automatic calling of customers",
        "Who orders paper does not want to talk to a machine; eleven of twelve customers asked said so.",
        "The seller calls, with the last order on the screen.",
    ),
    (
        "客户门户中的积分商城 Points shop in the customer portal",
        "Points go to who orders, the invoice to who pays: two customers forbade it.",
        "A discount on the invoice.",
    ),
    (
        "人脸识别签到 Sign-in at the counter by face",
        "Serves our statistics, not the customer.",
        "",
    ),
)

# stage, task, Chinese name, days
TEMPLATES = (
    ("preparing", "Name two key users", "指定两名关键用户", 7),
    ("preparing", "Bring the customer list up to date", "核对并更新客户名单", 21),
    ("training", "Rooms and hours for the training", "安排培训场地和时间", 5),
    ("training", "Everyone has signed the policies", "全员签署制度", 14),
    ("trial", "Collect the paper order pads", "收回纸质订单本", 10),
    ("trial", "Write down what does not work, each week", "每周记录问题", 14),
    ("live", "Tell the ten largest customers", "通知前十大客户", 7),
    ("live", "End the private lists", "停用私人名单", 21),
    ("stabilised", "Agree the date from which clerks no longer type for others", "确定停止代录的日期", 14),
)

PULSE = (
    (
        "expectation",
        "Do you expect the CRM to make your work easier?",
        "您认为 CRM 会让您的工作更轻松吗？",
        "您認為 CRM 會讓您的工作更輕鬆嗎？",
    ),
    (
        "satisfaction",
        "Are you satisfied with how the rollout goes in your office?",
        "您对本办事处的推广情况满意吗？",
        "您對本辦事處的推廣情況滿意嗎？",
    ),
)
NEEDS = ("What do you need most?", "您最需要什么？", "您最需要什麼？")
NEEDS_CHOICES = (
    ("Practice on the real screens", "在真实界面上练习", "在真實畫面上練習"),
    ("A faster telephone", "速度更快的手机", "速度更快的手機"),
    ("Less paper beside it", "减少纸质表格", "減少紙本表單"),
    ("Somebody to ask in the office", "办事处里有人可以请教", "辦事處裡有人可以請教"),
)

# cause ("" is not sorted yet), response, words
REFUSALS = (
    ("skill", "train", "我不会用手机填这些。I cannot type these things on a telephone."),
    ("skill", "train", "Asks the clerk to enter every visit, since the list does not open."),
    ("skill", "train", "培训听不懂，回来就忘了。"),
    ("skill", "train", "Writes offers by hand because the template cannot be found."),
    ("skill", "train", "Three attempts at the test, none passed; avoids the tool."),
    ("habit", "encourage", "用纸更快。Paper is faster."),
    ("habit", "encourage", "Keeps the old notebook and enters everything on Friday."),
    ("habit", "encourage", "二十年都是这么做的。"),
    ("habit", "train", "Sends orders by message to the warehouse, as always."),
    ("habit", "encourage", "Says the spreadsheet shows the same."),
    ("habit", "encourage", "Prints every record and files it."),
    ("intent", "encourage", "客户是我的。The customers are mine."),
    ("intent", "firm", "Enters invented telephone numbers for the best customers."),
    ("intent", "firm", "公开说不会录入任何客户。"),
    ("intent", "encourage", "Says that head office only wants to watch."),
    ("intent", "encourage", "Fears that the list makes people easy to replace."),
    ("", "", "Left the training after ten minutes."),
    ("", "", "又多一个系统，谁有时间？"),
)
