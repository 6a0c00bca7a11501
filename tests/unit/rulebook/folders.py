"""A small sound rulebook as files in memory, and ways to break it."""

from textwrap import dedent

from triage.assessment.sentences import SENTENCES
from triage.rulebook.check import check_files
from triage.rulebook.findings import Finding

TAXONOMY = """
dispute_types:
  - {code: loan_debt, label: 民间借贷, stat: 4, routes: [PM, COURT], competent_body: 法院, legal_basis: [PML 17]}
triggers:
  - {id: T03, label: 扬言自杀, level: red, blocks: true, action: 立即报警, legal_basis: [R110], verification: V2}
  - {id: T15, label: 要求保密, level: null, blocks: false, action: 屏蔽身份, verification: V}
indicators:
  - {id: R06, label: 再次报警, weight: 20}
  - {id: R07, label: 多次报警, weight: 35, floor: orange, replaces: [R06]}
levels: {blue: 0, yellow: 25, orange: 50, red: 75}
"""
FACTS = """
facts:
  - {id: party_refused, label: 拒绝调解, kind: boolean, ask: 有没有人拒绝？}
  - {id: prior_penalties_12m, label: 处罚次数, kind: count, ask: 处罚过几次？, police_only: true}
  - id: injury_level
    label: 伤情
    kind: choice
    choices: [none, minor_injury]
    choice_labels: {none: 无伤, minor_injury: 轻微伤}
    ask: 伤情如何？
"""
CONTEXT = """
id: elements.context
version: 1
negation: [没有]
negation_fillers: [要]
question: [怎么判]
past: [去年]
settled: [赔了]
fiction: [电影]
"""
HIGH_PLACES = """
id: elements.high_places
version: 1
kind: place
title: 高处
words: [楼顶, 天台]
"""
SELF_HARM = """
id: risk.self_harm
version: 2
status: active
title: 扬言自杀或自残
trigger: T03
match:
  any: [跳楼, 自杀]
  near:
    - {all: [[站在], "@high_places"], within_chars: 8, ordered: true}
  context_in: [跳楼机]
ask: 请核实当事人是否安全
why: 文中有自伤表述
legal_basis: [R110]
verification: V2
valid_from: 2003-05-01
reviewed_by: rule-review
reviewed_on: 2026-11-20
cases:
  - {text: 再不还钱我就跳楼, expect: match}
  - {text: 他站在天台上, expect: match}
  - {text: 小区跳楼机太吵, expect: to_check, note: 近似词}
  - {text: 物业费涨价, expect: no_match}
  - {text: 楼上天天跳绳, expect: no_match, note: 近似词}
"""
LOAN = """
id: dispute_type.loan
version: 1
status: active
title: 借钱不还
dispute_type: loan_debt
weight: 3
match: {any: [欠钱], unless: [工资]}
why: 文中有欠钱的说法
legal_basis: [CIVIL 667]
verification: D
valid_from: 2026-01-01
reviewed_by: rule-review
reviewed_on: 2026-11-20
cases:
  - {text: 他欠钱不还, expect: match}
  - {text: 朋友欠钱三年, expect: match}
  - {text: 欠钱的老板不发工资, expect: no_match, note: 近似词}
  - {text: 邻居太吵, expect: no_match}
"""
ROUTE = """
id: route.refused
version: 1
rows:
  - id: route.party_refused
    version: 1
    title: 拒绝调解
    when: {any: [{fact: party_refused, is: true}, {fact: prior_penalties_12m, at_least: 2}]}
    route: COURT
    why: 不得强制调解
    legal_basis: [PML 17]
    verification: V
    valid_from: 2011-01-01
  - id: route.default
    version: 1
    title: 默认
    when: {all: []}
    route: default
    why: 按类型
    verification: D
    valid_from: 2011-01-01
"""
EXCLUSIONS = """
exclusions:
  - {id: crime, label: 涉嫌犯罪, when: {atom: "trigger:T03"}, legal_basis: [PSAPL 8], verification: V}
"""
CLOCKS = """
clocks:
  - {id: PM-01, version: 1, title: 期限, starts_on: accept_hand_off, length: 1, unit: mo, owner: mediator,
     on_expiry: 终止, kind: R, legal_basis: [PM-RULES 33], verification: V2, valid_from: 2002-11-01}
"""
CALENDAR = """
year: 2026
source_notice: 通知
status: official
off_days: [2026-01-01]
makeup_workdays: [2026-01-04]
"""


def _wording() -> str:
    """Every sentence of the core, each with all its blanks."""
    groups: dict[str, list[str]] = {}
    for key, blanks in SENTENCES.items():
        group, _, name = key.partition(".")
        groups.setdefault(group, []).append(f'  {name}: "句{"".join(f"{{{blank}}}" for blank in sorted(blanks))}"')
    return "\n".join(line for group, lines in groups.items() for line in (f"{group}:", *lines))


SOUND = {
    "taxonomy.yaml": TAXONOMY,
    "facts.yaml": FACTS,
    "wording.yaml": _wording(),
    "elements/context.yaml": CONTEXT,
    "elements/high_places.yaml": HIGH_PLACES,
    "risk/self_harm.yaml": SELF_HARM,
    "dispute_type/loan.yaml": LOAN,
    "route/01_refused.yaml": ROUTE,
    "route/exclusions.yaml": EXCLUSIONS,
    "deadlines/people.yaml": CLOCKS,
    "calendar/2026.yaml": CALENDAR,
}


def folder(**changed: str | None) -> dict[str, bytes]:
    """The sound files, some replaced; a name is written ``risk__self_harm`` and None leaves the file out."""
    files = dict(SOUND)
    for name, text in changed.items():
        path = f"{name.replace('__', '/')}.yaml"
        if text is None:
            del files[path]
        else:
            files[path] = dedent(text)
    return {path: text.strip("\n").encode() for path, text in files.items()}


def findings_of(**changed: str | None) -> list[Finding]:
    return check_files(folder(**changed))


def codes_of(**changed: str | None) -> list[str]:
    return [found.code for found in findings_of(**changed)]
