"""Tables of number words: how people write numbers, and which words behind a number make it people, time or money.

Pieces of patterns for ``numerals``, ``stated_amounts`` and ``quantities``; the guards name what must not stand
directly before or after, because the word then means something else (三天两头, 五年级, 三人间).
"""

DIGITS = {
    "零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "俩": 2, "三": 3, "仨": 3, "四": 4, "五": 5, "六": 6, "七": 7,
    "八": 8, "九": 9,
    "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9,
}  # fmt: skip
UNITS = {
    "十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1_000, "仟": 1_000, "万": 10_000, "亿": 100_000_000,
    "k": 1_000, "w": 10_000,
}  # fmt: skip
VAGUE_DIGITS = {"几": 3, "数": 3, "好几": 3}  # the least that the word can mean
NUMERAL = "零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟仨"
# none of these ends a number right before another one, as 万 does
SMALL_NUMERAL = "零〇一二两三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟仨"
BIG_UNITS = "十百千万亿"

UNITS_ALONE = frozenset(("万", "千万", "百万", "亿"))  # 千万别, but 上百万
NEARLY = ("上", "近", "成", "达")  # 上百万
MORE = "多余来几把"  # 二十来号, 十几, 百把
# A lone digit after a large unit is a tenth of it (三万五), unless it begins a number of its own (三万 + 五年没还).
BEGINS_ANOTHER = "年个月天次直起共定边样下些分万亿百十人名户位周半开旦点会回向再并"

NOT_AFTER = "第每分之周期拜初"  # ordinals, shares, days of the week: 第三人, 每10人, 周三

# People. After a measure alone the number must be of people (名, 位, 户); 个 needs a noun or a person before it.
PEOPLE = (
    "个人(?![信隐均资意名征消购])|号人|口人|号子人|家子人|口子人|家人|"
    "家(?=商户|店主|业主|住户|租户|客户|农户|门店|商家|供货商)|"
    "名(?!次|单|额|列|校|牌|著|声|义|字)|位(?![数置于密卡移次])|户(?![型口外籍主])|"
    "人(?![份次均民行口类生格物参事力才气性情品体脸间床座桌组帮房]|工(?![作地钱资])|的?(?:大|小|微信|业主|工作|家长|同学|qq)?群)|"
    "个(?!小时|[月星礼季钟])"
)
ROUGHLY_PEOPLE = "(?<=[多来几])号(?![楼院房线人门])"  # 一百多号 without a noun is people, 三十号 is a day
CLEAR_ENDS = ("人", "名", "户", "家", "号")  # measures that count people without a noun after them
DESCRIBED_AS = (
    r"(?:[^\d,。;!?:、]{1,7}的)?(?:社会|不明身份|陌生|年轻|中年|光头|纹身|蒙面|黑衣|醉酒|喝醉|闲散|外地|本地|壮|大|小|老|男|女|"
    "黑|拿刀|持刀|持械|带头|维权|讨薪){0,3}"
)
GROUP_NOUNS = (
    "业主|村民|工人|农民工|民工|职工|员工|工友|家长|群众|商户|摊主|学员|住户|居民|租户|租客|家属|亲属|亲友|司机|骑手|老乡|社员|购房者|"
    "购房人|投资人|会员|乘客|债权人|供货商|老师|教师|学生|老人|股东|亲戚|男子|女子|男的|女的|男人|女人|男生|女生|青年|青年人|年轻人|"
    "同事|同学|同伙|邻居|受害人|被害人|消费者|顾客|客人|客户|朋友|兄弟|小伙|小伙子|大汉|壮汉|打手|混混|混子|马仔|保安|城管|妇女|"
    "大妈|大爷|大娘|师傅|施工人员|工作人员|人员|外人|手下|小弟|社会上的|儿子|侄子|徒弟|包工头|债主|催收|当事人|"
    "伤者|证人|目击者|路人|成年人|未成年人|男孩|少年|教练|护工|代表|人"
)
HEADCOUNT_BEFORE = r"(?:公司|单位|厂|学校|小区|村|全镇|全县|店里|工地)(?:里|上|内|现)?(?:总共|一共|共计|共|现)?有$"
TOGETHER_BEFORE = (
    "(?:我们|咱们|俺们|他们|她们|对方|双方|兄弟|姐妹|哥|来了|叫来|叫了|喊了|喊来|找来|找了|带了|带着|带来|纠集|聚集|召集|雇了|"
    "一共|总共)$"
)

# Time: the unit, and what makes it no duration (五年级, 19年 as a date, 三天两头).
YEARS = "年(?:多|余|半(?!夜)|有余|之久)?|个年头"
MONTHS = "个半月|个多月|个来月|个月"
WEEKS = "个(?:多)?(?:星期|礼拜)|(?:星期|礼拜|周)(?![一二三四五六日天末岁边围])"
DAYS = "天(?!两头|前|台|井|然|气|生)"
HOURS = "个(?:多|半)?(?:小时|钟头)|小时"
MINUTES = "分钟"
NOT_A_DURATION_AFTER = (
    "[级制代轻龄纪薪底初终检审货夜前后内期租卡陈]|的?合同|会员|有期|徒刑|保质|质保|保修|"
    "以[前后内下]|之[前后内]|工龄|经验"
)
NOT_A_DURATION_BEFORE = (
    "(?:判了?|判处|徒刑|缓刑|前|未来|今后|签了?|不足|不到|不满|未满|再|租了?|租期|承包了?|质保|保修|第|公元)$"
)
LASTS_AFTER = "了|时间|没|不|都|一直|还|至今|未|的(?:工资|账|帐|债|老|仇|怨|矛盾|纠纷|邻居|夫妻|积蓄)|以来|仍"
LASTS_BEFORE = "(?:了|过|近|长达|整整|已经?|快|有|达|满|将近|超过|约|这|欠|拖)$"
MANY_YEARS = rf"(?<![\d半少几{NUMERAL}])多年(?![生前后级])"
SINCE_YEAR_BEFORE_LAST = "(?:从|自|打)大?前年|大?前年(?:就|开始|起|到现在|至今|一直|到今天)"
YEAR_TO_YEAR = r"(?<!\d)(?P<from>\d{4})年[^。;!?]{0,8}?[到至~—-](?P<to>\d{4})年"
SINCE_A_YEAR = r"(?<!\d)(?P<since>\d{4})年(?:\d{1,2}月)?[^。;!?,\d]{0,8}?(?:到现在|至今|到今天|到目前|以来|一直|开始拖)"

# Money. Without a currency word a number needs 万 or 亿 (欠我八万), or a word of owing before it (欠我80000).
CURRENCY = "块钱|块(?![石板地木砖儿玻头牌瓦田菜])|元(?![月旦宝宵素老件])|人民币|美元|美金|欧元|英镑|港币|港元|rmb"
AFTER_TEN_THOUSAND = (
    r"(?:(?<=[万亿w])|(?<=[万亿][多余来几把\d一二三四五六七八九])|(?<=[万亿][\d一二三四五六七八九]千)|(?<=万\d{4}))"
)
AFTER_HUNDRED = "(?:(?<=[百千])|(?<=[百千][多余一二三四五六七八九]))"
NOT_MONEY_AFTER = (
    "[多余来]?(?:[人名户个亩平次字步公粉播点赞阅转股吨斤米里条张台辆只头株棵倍伏火家位件份本册颗粒箱瓶桶方立毫卷岁天年月"
    "度秒声科达分日韩]|浏览|积分)"
)
OWED_BEFORE = (
    "(?:借|欠|价值|充值|消费|赔|赔偿|付|骗|转|花|还|给|收|要|押金|工资|货款|工程款|彩礼|定金|首付|共计|合计|总计|价值|损失|转账|金额)"
    "(?:了|去|走|我|他|她|你|人家|对方|其|是|为|共|约){0,3}$"
)
