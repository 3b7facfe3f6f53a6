"""A page that only reads asks for the policies once, however many parts of it go by them."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from yuanxin.foundation.policies.queries import each_once

READING = {"GET", "HEAD"}


class EachPolicyOnceMiddleware:
    """Keeps the policies of a reading request; one that writes asks anew each time, since it may change them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in READING:
            return self.get_response(request)
        with each_once():
            return self.get_response(request)
