"""Names of people who do not exist, in Chinese characters and in Latin letters. Pure."""

from __future__ import annotations

from random import Random

# Characters with their reading, by how common they are: the front of each list is drawn more often.
SURNAMES = """
    王Wang 李Li 张Zhang 刘Liu 陈Chen 杨Yang 黄Huang 赵Zhao 吴Wu 周Zhou 徐Xu 孙Sun 马Ma 朱Zhu 胡Hu 郭Guo 何He 林Lin 高Gao 罗Luo 郑Zheng
    梁Liang 谢Xie 宋Song 唐Tang 许Xu 邓Deng 韩Han 冯Feng 曹Cao 彭Peng 曾Zeng 肖Xiao 田Tian 董Dong 潘Pan 袁Yuan 蔡Cai 蒋Jiang 余Yu
""".split()
GIVEN = """
    伟wei 芳fang 娜na 敏min 静jing 丽li 强qiang 磊lei 军jun 洋yang 勇yong 艳yan 杰jie 娟juan 涛tao 明ming 超chao 秀xiu 霞xia 平ping
    刚gang 桂gui 文wen 辉hui 玲ling 红hong 建jian 国guo 华hua 志zhi 海hai 晓xiao 春chun 雪xue 云yun 飞fei 宇yu 浩hao 欣xin 怡yi 佳jia
    梅mei 琳lin 晨chen 峰feng 龙long 波bo 慧hui 婷ting 莹ying 思si 远yuan 嘉jia 俊jun 凯kai 瑞rui 诗shi 雨yu 子zi 一yi
""".split()
ENGLISH = ("Grace", "Kevin", "Amy", "Jason", "Lily", "Eric", "Vivian", "Tony", "Cindy", "Leo", "Helen", "Frank", "Joy", "Peter", "Nina")


def person_name(random: Random) -> tuple[str, str]:
    """A name in Latin letters and in Chinese; one in five goes by an English first name."""
    surname = SURNAMES[int(random.triangular(0, len(SURNAMES), 0))]
    given = random.sample(GIVEN, 1 if random.random() < 0.25 else 2)
    chinese = surname[0] + "".join(character[0] for character in given)
    if random.random() < 0.2:
        return f"{random.choice(ENGLISH)} {surname[1:]}", chinese
    return f"{surname[1:]} {''.join(character[1:] for character in given).capitalize()}", chinese
