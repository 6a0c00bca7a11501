"""A corpus small enough to train on in a blink: four types, eight reports each, and a few enquiries."""

from triage.classifier.artefact import Trained
from triage.classifier.corpus import LabelledText
from triage.classifier.predict import LoadedClassifier
from triage.classifier.train import Recipe, train

RECIPE = Recipe(folds=3)

TEXTS = {
    "loan_debt": (
        "表哥前年找我借钱周转,借条写了两万,现在不还",
        "借给同事五千块钱,催了三次都说下个月还",
        "老同学欠我八千,借条丢了,他不认这笔借款",
        "给朋友做担保,他借钱跑了,债主找我还钱",
        "邻村的人借款不还,利息也没给过一分",
        "打牌认识的人向我借钱,说好月底还,人找不到了",
        "妹夫借我三万买车,离了婚就不肯还借款",
        "欠条上写年底还清,现在又拖到明年还钱",
    ),
    "neighbour_noise": (
        "楼上半夜拖椅子,咚咚响,全家睡不着",
        "隔壁装修周日一早就打钻,吵得孩子哭",
        "对门音响开到半夜,敲门说了还是吵",
        "楼上小孩天天在家拍球,声音太大",
        "楼下烧烤店唱歌到凌晨两点,噪音吵人",
        "广场舞的喇叭对着我家窗户,吵得头疼",
        "楼上洗衣机半夜转,震得我家床都响",
        "邻居凌晨练鼓,声音整栋楼都听见,睡不着",
    ),
    "wage_arrears": (
        "工地干了四个月,包工头不给工钱",
        "饭店老板拖欠我两个月工资,电话不接",
        "厂里说没钱,工资拖到现在没发",
        "我们六个人刷墙,活干完了工钱没结清",
        "保洁公司拖欠工资,还说要扣服装费",
        "在果园摘果子,老板说好日结,工钱不给",
        "包工头卷了工程款走了,工人工资没着落",
        "辞工时老板压了一个月工资不发",
    ),
    "lease_home": (
        "房东不退押金,说墙上有个钉子眼",
        "租房合同没到期,房东换锁赶我出去",
        "租客三个月没交房租,人也联系不上",
        "中介说押金不退,房子我只租了半年",
        "房东要涨房租,不答应就断水断电",
        "合租的人不交房租,房东找我一个人要",
        "退租时房东说家具坏了,要扣全部押金",
        "租的房子漏水没人修,房东不理",
    ),
}
ENQUIRIES = ("请问房租发票在哪里开", "工资条能不能去窗口打印", "借条范本到哪里领", "噪音检测要预约吗")


def tiny_corpus() -> list[LabelledText]:
    """All reports, each of one type alone; the enquiries stand under the type they are nearest to."""
    reports = [LabelledText(text, (code,), True) for code, texts in TEXTS.items() for text in texts]
    nearest = ("lease_home", "wage_arrears", "loan_debt", "neighbour_noise")
    return reports + [LabelledText(text, (code,), False) for text, code in zip(ENQUIRIES, nearest, strict=True)]


def train_tiny(recipe: Recipe = RECIPE) -> Trained:
    """Train on all of it, without a progress display; the texts need no normalising."""
    return train(tiny_corpus(), recipe, str, lambda rounds, total: rounds)


def classifier_of(trained: Trained) -> LoadedClassifier:
    """Serve what was trained, without a file in between."""
    return LoadedClassifier("dispute_type@v001", trained.labels, trained.model, trained.calibration)
