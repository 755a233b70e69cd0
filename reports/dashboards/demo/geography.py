"""Where the demo company has its offices: five regions of China, 33 cities, and districts of them when more are asked for. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A region or an office, with both of its names."""

    code: str
    name: str
    name_zh: str
    region: str = ""


COMPANY = Place("HQ", "Head office", "总部")
REGIONS = (
    Place("R-NORTH", "North China", "华北"),
    Place("R-EAST", "East China", "华东"),
    Place("R-SOUTH", "South China", "华南"),
    Place("R-CENTRAL", "Central China", "华中"),
    Place("R-WEST", "West China", "西部"),
)
CITIES = (
    Place("SHA", "Shanghai", "上海", "R-EAST"),
    Place("HGH", "Hangzhou", "杭州", "R-EAST"),
    Place("BJS", "Beijing", "北京", "R-NORTH"),
    Place("CAN", "Guangzhou", "广州", "R-SOUTH"),
    Place("SZX", "Shenzhen", "深圳", "R-SOUTH"),
    Place("NKG", "Nanjing", "南京", "R-EAST"),
    Place("WUH", "Wuhan", "武汉", "R-CENTRAL"),
    Place("CTU", "Chengdu", "成都", "R-WEST"),
    Place("SZV", "Suzhou", "苏州", "R-EAST"),
    Place("TSN", "Tianjin", "天津", "R-NORTH"),
    Place("TAO", "Qingdao", "青岛", "R-EAST"),
    Place("DGM", "Dongguan", "东莞", "R-SOUTH"),
    Place("CSX", "Changsha", "长沙", "R-CENTRAL"),
    Place("CKG", "Chongqing", "重庆", "R-WEST"),
    Place("SIA", "Xi'an", "西安", "R-WEST"),
    Place("NGB", "Ningbo", "宁波", "R-EAST"),
    Place("CGO", "Zhengzhou", "郑州", "R-CENTRAL"),
    Place("KMG", "Kunming", "昆明", "R-WEST"),
    Place("XMN", "Xiamen", "厦门", "R-SOUTH"),
    Place("WUX", "Wuxi", "无锡", "R-EAST"),
    Place("DLC", "Dalian", "大连", "R-NORTH"),
    Place("FOC", "Fuzhou", "福州", "R-SOUTH"),
    Place("LHW", "Lanzhou", "兰州", "R-WEST"),
    Place("TNA", "Jinan", "济南", "R-EAST"),
    Place("SHE", "Shenyang", "沈阳", "R-NORTH"),
    Place("FUO", "Foshan", "佛山", "R-SOUTH"),
    Place("HRB", "Harbin", "哈尔滨", "R-NORTH"),
    Place("HFE", "Hefei", "合肥", "R-EAST"),
    Place("KHN", "Nanchang", "南昌", "R-CENTRAL"),
    Place("KWE", "Guiyang", "贵阳", "R-WEST"),
    Place("SJW", "Shijiazhuang", "石家庄", "R-NORTH"),
    Place("NNG", "Nanning", "南宁", "R-SOUTH"),
    Place("TYN", "Taiyuan", "太原", "R-NORTH"),
)
DISTRICTS = (
    ("East", "东区"),
    ("West", "西区"),
    ("North", "北区"),
    ("South", "南区"),
    ("New Town", "新区"),
    ("Harbour", "港区"),
    ("Airport", "空港"),
    ("University Town", "大学城"),
    ("High-Tech Park", "高新区"),
)


def places(count: int) -> Iterator[Place]:
    """The first `count` offices: the cities, then their districts, then numbered branches."""
    for number in range(count):
        lap, index = divmod(number, len(CITIES))
        city = CITIES[index]
        if lap == 0:
            yield city
        elif lap <= len(DISTRICTS):
            english, chinese = DISTRICTS[lap - 1]
            yield Place(f"{city.code}{lap + 1}", f"{city.name} {english}", f"{city.name_zh}{chinese}", city.region)
        else:
            yield Place(f"{city.code}{lap + 1}", f"{city.name} {lap + 1}", f"{city.name_zh}第{lap + 1}", city.region)
