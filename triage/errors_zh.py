"""Chinese sentences for faults below ``rules/``: they must be sayable before ``rules/wording.yaml`` can be read."""

SENTENCES = {
    # the file as YAML
    "not_utf8": "文件不是 UTF-8 编码，请另存为 UTF-8（无论有无 BOM）",
    "yaml_syntax": "YAML 写法有误：{problem}。请检查缩进、引号、括号和冒号后的空格",
    "yaml_tab": "缩进用了制表符（Tab）。YAML 只能用空格缩进，每层两个空格",
    "yaml_too_deep": "嵌套层数过多，最多 {most} 层",
    "yaml_too_large": "文件超过 {most_kb} KB，请拆成几个文件",
    "yaml_empty": "文件是空的，应当是“键: 值”的形式",
    "yaml_duplicate_key": "键“{key}”写了两次（第一次在第 {first_line} 行），后一个会悄悄盖掉前一个，请删去其一",
    "yaml_anchor": "不能使用锚点（&）和别名（*），请把内容直接写出；如果只是普通文字，请加引号",
    "yaml_tag": "不能使用标签“{tag}”；以感叹号开头的文字请加引号",
    "yaml_bool": "“{value}”会被当成是非值，请写 true 或 false；如果就是这个字，请加引号",
    "yaml_key": "键必须是文字，这里是“{key}”",
    # shape
    "missing_key": "缺少“{key}”一项",
    "unknown_key": "不认识的键“{key}”。这里可以写：{allowed}",
    "unknown_key_guess": "不认识的键“{key}”，是不是想写“{guess}”？这里可以写：{allowed}",
    "expected_text": "这里应当是文字；像数字或日期的文字请加引号",
    "expected_text_not_empty": "这里不能空着，请写文字",
    "expected_integer": "这里应当是整数，例如 1",
    "expected_number": "这里应当是数，例如 2.0",
    "expected_bool": "这里应当是 true 或 false",
    "expected_date": "这里应当是日期，写作 2026-01-31",
    "expected_list": "这里应当是列表，写作 [甲, 乙] 或每行一个“- 甲”",
    "expected_list_not_empty": "列表不能是空的，至少 {least} 个",
    "expected_mapping": "这里应当是“键: 值”的形式",
    "expected_choice": "这里只能写：{expected}",
    "expected_range": "数值超出范围，应当 {bound}",
    "expected_pattern": "写法不合要求，应当形如 {pattern}",
    "expected_other": "写法不合要求：{problem}",
    # one rule
    "id_mismatch": "id 应当是“{expected}”：文件夹名加文件名",
    "duplicate_id": "id“{id}”已经用在 {other}，请换一个",
    "one_target": "trigger、indicator、dispute_type 必须写而且只写其中一个",
    "no_literals": "match 里没有可命中的词，请至少写 any、near、doubtful 之一",
    "unless_on_risk": "风险规则不能写 unless：可疑之处只能转为“待核实”，不能消音",
    "doubtful_on_type": "纠纷类型规则不能写 doubtful，没有把握的词请降低 weight",
    "weight_on_risk": "风险规则不写 weight，分值在 taxonomy.yaml 里",
    "weight_missing": "纠纷类型规则必须写 weight（0.5 弱 … 4 几乎确定）",
    "single_char_firm": "单字“{literal}”太容易误中，不能单独触发；请移到 doubtful，或写成更长的词",
    "literal_form": "“{literal}”不是匹配时的写法，应写作“{expected}”（简体、半角、小写、无空格）",
    "literal_repeated": "“{literal}”重复出现",
    "person_label": "不得使用人群标签“{label}”：不能凭文字给人贴标签（taxonomy 第4节）",
    "ask_missing": "会产生“待核实”的风险规则必须写 ask：请核实的人照着问的一句话",
    "near_groups": "near 至少要有两组词",
    "near_window": "within_chars 为 {within}，放不下每组最短的词（至少 {least}）",
    "valid_to_before": "valid_to 早于 valid_from",
    "retired_place": "状态为 retired 的规则应移到 retired/ 文件夹，并写明 retired_on 和 retired_because",
    "few_cases": "用例不够：至少两条 match、两条 no_match，现有 {match} 条和 {no_match} 条",
    "no_near_miss": "缺少近似词用例：至少一条不应命中的用例，note 里写明“近似词”",
    "near_miss_text": "近似词",
    # references
    "unknown_word_set": "没有词表“@{name}”，rules/elements/ 里现有：{known}",
    "unknown_code": "taxonomy.yaml 里没有“{name}”",
    "unknown_fact": "facts.yaml 里没有“{fact}”",
    "unknown_atom": "不认识的条件“{atom}”。可以写：{allowed}",
    "fact_value": "事实“{fact}”是{kind}，这里的值应当{expected}",
    "condition_shape": "条件必须写而且只写 fact、atom、all、any、none 之一",
    "condition_test": "事实条件必须写而且只写一个检验：{allowed}",
    "choice_values": "choice 类事实至少要有两个 choices，其他类不写 choices",
    "missing_file": "缺少文件 {name}",
    "unknown_place": "规则文件夹里不应有这个文件；可用的文件夹：{allowed}",
    "missing_wording": "缺少句子“{key}”",
    "wording_slot": "句子“{key}”里的“{slot}”无从填写；这里可用：{allowed}",
    "level_order": "levels 必须从 blue 到 red 依次升高，blue 为 0",
    # self test
    "case_fails": "用例未通过：“{text}”应为 {expect}，实际为 {actual}",
}

# Labels that stack traits on people without procedure; neither a word to match nor a title may hold one.
REFUSED_LABELS = (
    "五失", "八失", "三低三少", "三失一偏", "投资失败人员", "生活失意人员", "关系失和人员", "心理失衡人员",
    "精神失常人员", "工作失业人员", "情感失意人员", "心态失衡人员", "年少失管人员", "重点人员", "高危人员",
)  # fmt: skip

KINDS = {"boolean": "是非题", "count": "次数或人数", "choice": "选择题"}
KIND_FORMS = {"boolean": "写 true 或 false", "count": "写整数，用 at_least", "choice": "是它的 choices 之一"}


def say(code: str, **values: object) -> str:
    """The Chinese sentence for ``code``; a code without a sentence is shown as it is."""
    return SENTENCES.get(code, code).format_map(values)
