"""A small made-up country: two provinces, four districts, and every way in which units have come and gone.

2021: communes in districts. 1 December 2024: two merged, one was split. 1 July 2025: no districts any more; communes
merged (also over the border of two districts), one was split, and all took old codes anew.
"""

FIRST, SECOND, THIRD = "2020-01-01", "2024-12-01", "2025-07-01"
PHASE_DISTRICTS = ("180", "181", "182", "190")


def units():
    def unit(code, name, kind, parent, start=FIRST, end=""):
        return {"code": code, "name": name, "kind": kind, "parent_code": parent, "valid_from": start, "valid_to": end}

    found = [unit("20", "Tỉnh A", 1, ""), unit("24", "Tỉnh B", 1, "")]
    found += [
        unit("180", "Huyện Một", 3, "20", end=THIRD), unit("181", "Huyện Hai", 3, "20", end=THIRD),
        unit("182", "Thành phố Ba", 2, "20", end=THIRD), unit("190", "Huyện Bốn", 3, "24", end=THIRD)]
    # 06101 and 06102 merge in 2024 into 06101; 06103 is split in 2024 into 06103 and 06104.
    found += [
        unit("06101", "Thị trấn Xuân", 5, "180", end=SECOND), unit("06102", "Xã Hạ", 6, "180", end=SECOND),
        unit("06103", "Xã Thu", 6, "180", end=SECOND), unit("06105", "Xã Đông", 6, "180", end=THIRD),
        unit("06201", "Xã Núi", 6, "181", end=THIRD), unit("06202", "Xã Sông", 6, "181", end=THIRD),
        unit("06203", "Xã Rừng", 6, "181", end=THIRD),
        unit("06301", "Phường Sáng", 4, "182", end=THIRD), unit("06302", "Phường Chiều", 4, "182", end=THIRD),
        unit("07101", "Xã Biển", 6, "190", end=THIRD), unit("07102", "Xã Đảo", 6, "190", end=THIRD)]
    found += [
        unit("06101", "Thị trấn Xuân Hạ", 5, "180", SECOND, THIRD), unit("06103", "Xã Thu", 6, "180", SECOND, THIRD),
        unit("06104", "Xã Thu Đông", 6, "180", SECOND, THIRD)]
    # 2025: 06105 straddles districts 180 and 181; 06203 is split; 07101 takes in all of 190.
    found += [
        unit("06101", "Xã Xuân", 6, "20", THIRD), unit("06105", "Xã Đông Núi", 6, "20", THIRD),
        unit("06202", "Xã Sông Rừng", 6, "20", THIRD), unit("06301", "Phường Ba", 4, "20", THIRD),
        unit("06303", "Phường Rừng", 4, "20", THIRD), unit("07101", "Xã Biển Đảo", 6, "24", THIRD)]
    return found


def successions():
    def became(code, start, heirs, end, split=False):
        return [
            {"from_code": code, "from_valid_from": start, "to_code": heir, "to_valid_from": end,
             "change": 2 if split else 1}
            for heir in heirs]

    return sum(
        [
            became("06101", FIRST, ["06101"], SECOND), became("06102", FIRST, ["06101"], SECOND),
            became("06103", FIRST, ["06103", "06104"], SECOND, split=True),
            became("06101", SECOND, ["06101"], THIRD), became("06103", SECOND, ["06101"], THIRD),
            became("06104", SECOND, ["06105"], THIRD), became("06105", FIRST, ["06105"], THIRD),
            became("06201", FIRST, ["06105"], THIRD), became("06202", FIRST, ["06202"], THIRD),
            became("06203", FIRST, ["06202", "06303"], THIRD, split=True),
            became("06301", FIRST, ["06301"], THIRD), became("06302", FIRST, ["06301"], THIRD),
            became("07101", FIRST, ["07101"], THIRD), became("07102", FIRST, ["07101"], THIRD),
        ],
        [])


def places_of_split_units():
    """Where producers of what was split may be placed: (unit registered in, unit placed in)."""
    return [
        (("06103", FIRST), ("06103", SECOND)), (("06103", FIRST), ("06104", SECOND)),
        (("06203", FIRST), ("06202", THIRD)), (("06203", FIRST), ("06303", THIRD)),
        (("06105", THIRD), ("06105", FIRST)), (("06105", THIRD), ("06201", FIRST))]


def communes(date):
    """Codes that a producer may be registered in on a day."""
    return [u["code"] for u in units()
            if u["kind"] >= 4 and u["valid_from"] <= date < (u["valid_to"] or "9999")]
