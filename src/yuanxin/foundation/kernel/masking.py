"""Masked forms of personal data, made on the server (domain rules for 脱敏): enough to recognise, too little to use."""

import re

from yuanxin.foundation.kernel.names import split_surname

STAR = "*"


def masked_number(number: str) -> str:
    """A document number: the first six and the last four of a resident number, the ends of a shorter one.

    >>> masked_number("330106199001010018")
    '330106********0018'
    >>> masked_number("EA1234567")
    'EA*****67'
    """
    if len(number) >= 15:
        return _ends(number, 6, 4)
    kept = len(number) // 4
    return _ends(number, kept, kept)


def masked_phone(phone: str) -> str:
    """A mobile number without its middle four; of another number the last four are hidden.

    >>> masked_phone("13812345678")
    '138****5678'
    >>> masked_phone("0571-87654321")
    '0571-8765****'
    """
    if re.fullmatch(r"1\d{10}", phone):
        return _ends(phone, 3, 4)
    return _ends(phone, max(len(phone) - 4, 0), 0)


def masked_bank_account(number: str) -> str:
    """The first and the last four digits.

    >>> masked_bank_account("6212261202000000001")
    '6212***********0001'
    """
    return _ends(number, 4, 4) if len(number) > 8 else _ends(number, 0, min(4, len(number) // 2))


def masked_name(name: str) -> str:
    """The surname, and the last character where the given name has more than one.

    >>> masked_name("张三"), masked_name("张小明"), masked_name("欧阳修"), masked_name("古丽·买买提")
    ('张*', '张*明', '欧阳*', '古*·**提')
    """
    if "·" in name or name.isascii():
        return "".join(
            character if index in {0, len(name) - 1} or character in "· " else STAR
            for index, character in enumerate(name)
        )
    surname, given = split_surname(name)
    if len(given) < 2:
        return surname + STAR * len(given)
    return surname + STAR * (len(given) - 1) + given[-1]


def _ends(text: str, first: int, last: int) -> str:
    hidden = len(text) - first - last
    return text[:first] + STAR * hidden + (text[-last:] if last else "")
