"""The cells are refreshed at the end of each request that may have written; a request that reads never writes."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from yuanxin.foundation.figures import services
from yuanxin.foundation.figures.windows import schemes_once

READING = {"GET", "HEAD", "OPTIONS", "TRACE"}

logger = logging.getLogger("yuanxin.figures")


class RefreshMiddleware:
    """Refreshes the cells after a writing request.

    A refresh that fails loses nothing: the changed days stay marked, and reads add what they say.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in READING:
            with schemes_once():
                return self.get_response(request)
        response = self.get_response(request)
        try:
            services.refresh(wait=False)
        except DatabaseError:
            logger.exception("The figures' cells could not be refreshed; their days stay marked.")
        return response
