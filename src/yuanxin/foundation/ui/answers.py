"""What answers a form or a button: the whole of a view that calls one service."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope, Refused
from yuanxin.foundation.ui.access import ActorRequest
from yuanxin.foundation.ui.forms import Form, ScopedChoice

Result = TypeVar("Result")
UNPROCESSABLE = 422


def form_of(form: type[Form], request: ActorRequest, **options: Any) -> Any:
    """The form as the reader of the page fills it in."""
    return form(request.POST or None, actor=request.actor, today=request.today, **options)


def form_page(
    request: ActorRequest, form: forms.BaseForm, *, template: str = "ui/form.html", **context: Any
) -> HttpResponse:
    """The page of `form`; 422 where its input was refused. Context: title, save_label, cancel_url, breadcrumbs.

    `?focus=` names the field that a page led here for; `?then=` the page it wants to be led back to.
    """
    if is_asking(request):
        return near_records(request, form)
    context["cancel_url"] = address_after(request) or context.get("cancel_url")
    wanted = form.fields.get(request.GET.get("focus", ""))
    if wanted is not None and not form.is_bound:
        wanted.widget.attrs["autofocus"] = True
    status = UNPROCESSABLE if form.is_bound and form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)


def answer_form(
    request: ActorRequest,
    form: Form,
    act: Callable[[], Result],
    *,
    done: Callable[[Result], Any],
    to: Callable[[Result], str],
    **context: Any,
) -> HttpResponse:
    """The whole of a form's view: show it; when sent, call the service once, say what was done, go to the next page.

    Args:
        act: calls the service with `form.cleaned_data` and returns its record.
        done: the sentence that tells it.
        to: the address that follows, unless the page that led here wants to be led back to (`?then=`).
        context: as for `form_page`.
    """
    result = form.carry_out(act) if form.is_bound else None
    if result is None:
        return form_page(request, form, **context)
    messages.success(request, str(done(result)))
    return redirect(address_after(request) or to(result))


def answer_act(
    request: ActorRequest,
    act: Callable[[], Result],
    *,
    done: Callable[[Result], Any],
    back: str,
    to: Callable[[Result], str] | None = None,
) -> HttpResponse:
    """The whole of a view behind one button: call the service once, say what was done or why not, go on.

    Args:
        act: calls the service and returns its record.
        done: the sentence that tells it; an empty one tells nothing.
        back: the address of the page with the button, for a refusal.
        to: the address that follows what was done; by default the same page.

    Raises:
        OutOfScope, NotAllowed: as the service does; they have pages of their own.
    """
    try:
        result = act()
    except (OutOfScope, NotAllowed):
        raise
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(back)
    if words := str(done(result)):
        messages.success(request, words)
    return redirect(to(result) if to is not None else back)


def address_after(request: ActorRequest) -> str:
    """Where the page that led to this form wants to be led back to: an address of this site, or nothing."""
    address = request.GET.get("then", "")
    return address if url_has_allowed_host_and_scheme(address, allowed_hosts=None) else ""


def is_asking(request: ActorRequest) -> bool:
    """Whether the page is asked only for the near records of one field, while somebody types in it."""
    return bool(request.htmx) and "offer" in request.GET


def near_records(request: ActorRequest, form: forms.BaseForm) -> HttpResponse:
    """The list under the field that is being typed in."""
    name = request.GET["offer"]
    field = form.fields.get(name)
    offered = field.offered(request.GET.get(name, "").strip()) if isinstance(field, ScopedChoice) else []
    return render(request, "ui/offered.html", {"offered": offered})
