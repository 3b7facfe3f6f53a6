"""Files exchanged with another system: its names for our columns and our codes, the file out, the file in as one of our
lists.

An app declares an `Exchange`; the mapping is a dated policy. Pages: `intake.exchange_pages`.
"""

from yuanxin.foundation.intake.exchange.declared import Exchange, add_exchange, exchanges
from yuanxin.foundation.intake.exchange.files import as_own, first_words
from yuanxin.foundation.intake.exchange.formats import ExchangeFormat

__all__ = ["Exchange", "ExchangeFormat", "add_exchange", "as_own", "exchanges", "first_words"]
