"""The site as a WSGI application."""

import os

from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yuanxin.config.settings")
application = get_wsgi_application()

# Behind a proxy the client's address and TLS are what the proxy says, and only what these proxies say.
if proxies := os.environ.get("YUANXIN_PROXIES", ""):
    application = wrap_wsgi_with_proxy_headers(application, trusted_hosts=proxies.split(","))
