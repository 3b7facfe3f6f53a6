"""Readings that differ from a character's commonest one: as a surname, as a two-character surname, in given names."""


def _table(text: str) -> dict[str, str]:
    entries = (entry.strip().partition(" ") for line in text.strip().splitlines() for entry in line.split("·"))
    return {characters: reading for characters, _, reading in entries}


SURNAMES = _table("""
    单 shan · 曾 zeng · 区 ou · 仇 qiu · 解 xie · 查 zha · 朴 piao · 盖 ge · 翟 zhai · 缪 miao · 种 chong · 折 she
    员 yun · 秘 bi · 洗 xian · 繁 po · 祭 zhai · 覃 qin · 隗 wei · 召 shao · 卜 bu · 都 du · 句 gou · 能 nai
    乐 yue · 藏 zang · 重 chong · 郇 xun · 佴 nai · 黑 he · 便 pian · 乜 nie · 适 kuo · 阚 kan · 贠 yun · 郗 chi
    薄 bo · 炅 gui
""")

# The two syllables apart, so that initials can be taken.
COMPOUND_SURNAMES = _table("""
    欧阳 ou yang · 尉迟 yu chi · 万俟 mo qi · 司马 si ma · 上官 shang guan · 诸葛 zhu ge · 夏侯 xia hou
    东方 dong fang · 皇甫 huang fu · 公孙 gong sun · 慕容 mu rong · 令狐 ling hu · 长孙 zhang sun · 宇文 yu wen
    司徒 si tu · 司空 si kong · 端木 duan mu · 轩辕 xuan yuan · 南宫 nan gong · 独孤 du gu · 西门 xi men
    钟离 zhong li · 澹台 tan tai · 公冶 gong ye · 濮阳 pu yang · 淳于 chun yu · 单于 chan yu · 太叔 tai shu
    申屠 shen tu · 呼延 hu yan · 赫连 he lian · 鲜于 xian yu · 闻人 wen ren · 宗政 zong zheng · 百里 bai li
    东郭 dong guo · 拓跋 tuo ba · 贺兰 he lan · 谷梁 gu liang · 榖梁 gu liang · 夹谷 jia gu · 宰父 zai fu
    漆雕 qi diao · 公羊 gong yang · 梁丘 liang qiu · 左丘 zuo qiu · 东门 dong men · 第五 di wu · 亓官 qi guan
    仲孙 zhong sun · 叔孙 shu sun · 完颜 wan yan · 耶律 ye lv · 纳兰 na lan · 段干 duan gan · 巫马 wu ma
    公良 gong liang · 壤驷 rang si · 乐正 yue zheng · 颛孙 zhuan sun · 歐陽 ou yang · 司馬 si ma · 諸葛 zhu ge
""")

GIVEN_NAMES = _table("长 chang · 晟 sheng · 伽 jia · 都 du · 𠮷 ji")
