"""The site as a WSGI application."""

import os
from threading import Timer

from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

from yuanxin.foundation.kernel.names import pinyin_of, title_pinyin

READ_PINYIN_AFTER = 3.0

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yuanxin.config.settings")
application = get_wsgi_application()


def read_pinyin() -> None:
    """Read the tables of pinyin, a quarter of a second, before somebody waits for the first search."""
    pinyin_of("圆心")
    title_pinyin("圆心")


# And not before the first page, which needs none of them.
reading = Timer(READ_PINYIN_AFTER, read_pinyin)
reading.daemon = True
reading.start()

# Behind a proxy the client's address and TLS are what the proxy says, and only what these proxies say.
if proxies := os.environ.get("YUANXIN_PROXIES", ""):
    application = wrap_wsgi_with_proxy_headers(application, trusted_hosts=proxies.split(","))
