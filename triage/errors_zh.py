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
    "one_target": "trigger、indicator、dispute_type、fact 必须写而且只写其中一个",
    "value_with_fact": "fact 和 value 必须同时写；only_types 只能与 fact 同写",
    "doubtful_on_fact": "推定事实的规则不能写 doubtful、other_sense：拿不准的说法不推定，由人核实",
    "fact_not_presumable": "事实“{fact}”不能凭文字推定（facts.yaml 里没有 may_be_presumed: true，或者仅公安可见）",
    "no_literals": "match 里没有可命中的词，请至少写 any、near、doubtful 之一",
    "unless_on_risk": "风险规则不能写 unless：可疑之处只能转为“待核实”，不能消音",
    "other_sense_on_type": "纠纷类型规则不能写 other_sense，不该命中的情形请写 unless",
    "doubtful_on_type": "纠纷类型规则不能写 doubtful，没有把握的词请降低 weight",
    "weight_on_risk": "风险规则不写 weight，分值在 taxonomy.yaml 里",
    "weight_missing": "纠纷类型规则必须写 weight（0.5 弱 … 4 几乎确定）",
    "single_char_firm": "单字“{literal}”太容易误中，不能单独触发；请移到 doubtful，或写成更长的词",
    "literal_form": "“{literal}”不是匹配时的写法，应写作“{expected}”（简体、半角、小写、无空格）",
    "literal_repeated": "“{literal}”重复出现",
    "person_label": "不得使用人群标签“{label}”：不能凭文字给人贴标签（taxonomy 第4节）",
    "ask_missing": "会产生“待核实”的风险规则必须写 ask：请核实的人照着问的一句话",
    "near_groups": "near 至少要有两组词",
    "near_without_words": "near 里至少要有一组只写词，不能每组都用数量（#crowd 等）",
    "unknown_quantity": "没有数量“{name}”，或者不能写在这里；只有 near 的词组里可以写：{known}",
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
    "unknown_condition": "conditions.yaml 里没有“{name}”，或者它写在后面；这里可以用：{known}",
    "condition_shape": "条件必须写而且只写 fact、atom、named、all、any、none 之一",
    "condition_test": "事实条件必须写而且只写一个检验：{allowed}",
    "fact_audience": "visible_to 要么不写（承办人员都可见），要么写全公安角色：{allowed}",
    "choice_values": "choice 类事实至少要有两个 choices，其他类不写 choices",
    "missing_file": "缺少文件 {name}",
    "unknown_place": "规则文件夹里不应有这个文件；可用的文件夹：{allowed}",
    "missing_wording": "缺少句子“{key}”",
    "wording_slot": "句子“{key}”里的“{slot}”无从填写；这里可用：{allowed}",
    "level_order": "levels 必须从 blue 到 red 依次升高，blue 为 0",
    # self test
    "case_fails": "用例未通过：“{text}”应为 {expect}，实际为 {actual}",
    "case_finds": "用例未通过：“{text}”里应当各自命中 {words}，没有命中“{missing}”",
    "word_cases_file": "文件名应当是 {expected}",
    "word_case_blank": "“{text}”里的空位 {{}} 和 each 要么都写，要么都不写",
    "word_case_fails": "逐词用例未通过：“{text}”应为 {expect}。规则改过之后请运行 triage rules compose 重写",
    # mutation: a fault put into the rule on purpose that no case noticed
    "survivor_word": "没有案例单独证明“{word}”（{where}）",
    "survivor_set_word": "没有一条规则的案例单独证明词表里的“{word}”",
    "survivor_pattern": "没有案例只靠第 {number} 条 near 命中",
    "survivor_narrower": "第 {number} 条 near 缩到 {changed} 字，案例照样通过：缺一条词距接近 {within} 字的 match",
    "survivor_wider": "第 {number} 条 near 放到 {changed} 字，案例照样通过：缺一条词距略超 {within} 字的 no_match",
    "survivor_unordered": "第 {number} 条 near 不论先后，案例照样通过：缺一条次序颠倒的 no_match",
    "survivor_one_sentence": "第 {number} 条 near 只看一句，案例照样通过：缺一条词分在两句里的 match",
    "survivor_context": "去掉 doubtful_in 里的 {word}，案例照样通过：缺一条因此转为 to_check 的案例",
    # review: what could be tidied up
    "dead_repeated": "{where} 里写了两遍（或词表里已有），可以删去：{words}",
    "dead_contains": "{where} 里的这些词含有同一组里更短的词（括号内），永远轮不到，可以删去：{words}",
    "dead_fires_alone": "{where} 里的这些词含有单独就会命中的词（括号内），可以删去：{words}",
    "dead_pattern": "第 {number} 条 near 永远轮不到：它能命中的，第 {other} 条 near 都能命中",
    "dead_pattern_firm": "第 {number} 条 near 永远轮不到：其中有一组词单独就会命中",
    "dead_encloses_nothing": "context_in 里的这些词不含本规则要找的任何词，永远用不上，可以删去：{words}",
    # review: conflicts and gaps, each with what shows it
    "never_firm": "“{word}”永远不会直接命中：本规则的 context_in 或 unless 把它挡住了。例：“{word}”",
    "types_tie": "“{word}”同时指向几个纠纷类型，分量相同，谁在先全凭编号：还有 {others}。例：“{word}”",
    "weak_is_firm": "“{word}”在这里只提请核实，{others} 却为同一触发项直接报警。例：“{word}”",
    "harmless_is_firm": "“{word}”在这里当作无害，{others} 却为同一触发项直接报警。例：“{word}”",
    "row_never_decides": "这一行永远轮不到（按 {on} 有效的表）：它成立时总有前面的行先成立：{others}",
    "rows_contradict": "与前面的 {others} 问的是同样的事，会同时成立而去向不同，全凭先后。例：{witness}",
    "type_without_route": "纠纷类型“{label}”无论事实如何都没有去向（按 {on} 有效的表）。例：{witness}",
    "days_without_row": "本行 {last} 到期，接着的 {others} 后来才生效，{first} 起有几天没有规则。例：{witness}",
    "days_without_rule": "本规则到期以后、下一条生效以前没有规则：{first} 至 {last}",
    "type_without_rule": "纠纷类型“{label}”没有规则",
    "trigger_without_rule": "触发项“{label}”没有规则，也没有事实能触发它",
    "indicator_without_rule": "风险指标“{label}”没有规则，也没有事实能触发它",
    "says_yes": "是",
    "says_no": "否",
    "says_fact": "{label}：{value}",
    "says_type": "类型是{label}",
    "says_sign": "有“{label}”",
    "mutation_low": "变异得分 {percent}%，低于 {least}%：{tried} 处改动，案例只发现 {killed} 处，例如：{hint}",
}

# Labels that stack traits on people without procedure (taxonomy 4): refused wherever they stand,
REFUSED_LABELS = ("五失", "八失", "三低三少", "三失一偏", "重点人员", "高危人员")
# and these as the name of anything, or joined with a word for people: 投资失败人员.
LABELLED_TRAITS = (
    "投资失败", "生活失意", "关系失和", "心理失衡", "精神失常", "工作失业", "情感失意", "心态失衡", "年少失管",
)  # fmt: skip
LABELLED_PEOPLE = ("人员", "人群", "者", "对象", "群体", "分子", "青年", "少年", "青少年")

KINDS = {"boolean": "是非题", "count": "次数或人数", "choice": "选择题"}
KIND_FORMS = {"boolean": "写 true 或 false", "count": "写整数，用 at_least", "choice": "是它的 choices 之一"}


def say(code: str, **values: object) -> str:
    """The Chinese sentence for ``code``; a code without a sentence is shown as it is."""
    return SENTENCES.get(code, code).format_map(values)
