"""Parameters of a policy: a frozen dataclass in Python, plain JSON in the database, text in a form."""

import datetime
from dataclasses import MISSING, Field, fields
from decimal import Decimal, InvalidOperation
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from django.utils.translation import gettext as _

from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.money import plain

SCALARS = (bool, int, Decimal, str, datetime.date)


class WrongParameters(Refused):
    """Parameters that do not fit the schema of their policy; `field` names the one."""


def check_schema(schema: type[Any]) -> None:
    """Refuse a schema with a field of a type that no policy can keep.

    Raises:
        TypeError: naming the field.
    """
    for name, kind in types_of(schema).items():
        parts = [part for part in (get_args(kind) or (kind,)) if part not in (Ellipsis, NoneType)]
        if get_origin(kind) not in (None, tuple, dict, Union, UnionType) or not set(parts) <= set(SCALARS):
            raise TypeError(f"{schema.__name__}.{name}: a policy keeps no {kind}")


def types_of(schema: type[Any]) -> dict[str, Any]:
    """The type of each field, forward references resolved."""
    hints = get_type_hints(schema)
    return {field.name: hints[field.name] for field in fields(schema)}


def label_of(field: "Field[Any]") -> str:
    """What people read for a parameter."""
    return str(field.metadata.get("label", field.name))


def from_json(schema: type[Any], values: dict[str, Any]) -> Any:
    """The typed parameters for what the database or a file holds.

    Raises:
        WrongParameters: for a value missing, unknown, of another type, or refused by the schema itself.
    """
    known = {field.name: field for field in fields(schema)}
    for name in values:
        if name not in known:
            raise WrongParameters(_("The policy has no parameter “%(name)s”.") % {"name": name}, field=name)
    arguments = {}
    for name, kind in types_of(schema).items():
        if name in values:
            arguments[name] = _read(kind, values[name], known[name])
        elif known[name].default is MISSING and known[name].default_factory is MISSING:
            raise WrongParameters(_("“%(label)s” is missing.") % {"label": label_of(known[name])}, field=name)
    try:
        return schema(**arguments)
    except ValueError as error:
        raise WrongParameters(str(error)) from error


def to_json(parameters: Any) -> dict[str, Any]:
    """Typed parameters as JSON keeps them: decimals and days as text."""
    return {field.name: _write(getattr(parameters, field.name)) for field in fields(parameters)}


def told(value: Any) -> str:
    """A parameter as people read it, and as the form takes it back: lists by commas, tables by lines."""
    if isinstance(value, dict):
        return "\n".join(f"{key} = {told(item)}" for key, item in value.items())
    if isinstance(value, tuple):
        return ", ".join(told(item) for item in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal):
        return plain(value)
    return "" if value is None else str(value)


def from_text(kind: Any, text: str, field: "Field[Any]") -> Any:
    """The JSON form of a parameter typed into a form as `told` shows it.

    Raises:
        WrongParameters: if the text cannot be read as that type.
    """
    text = text.strip()
    if get_origin(kind) is tuple:
        return [part.strip() for part in text.replace("，", ",").replace("\n", ",").split(",") if part.strip()]
    if get_origin(kind) is dict:
        table = {}
        for line in text.splitlines():
            key, equals, value = line.partition("=")
            if line.strip() and not equals:
                raise WrongParameters(_("Write each line as: name = value."), field=field.name)
            if line.strip():
                table[key.strip()] = value.strip()
        return table
    return text if text else None


def _read(kind: Any, value: Any, field: "Field[Any]") -> Any:
    origin, parts = get_origin(kind), get_args(kind)
    if origin is tuple and isinstance(value, list | tuple):
        return tuple(_read(parts[0], item, field) for item in value)
    if origin is dict and isinstance(value, dict):
        return {_read(parts[0], key, field): _read(parts[1], item, field) for key, item in value.items()}
    if origin in (Union, UnionType):
        return None if value is None else _read(next(part for part in parts if part is not NoneType), value, field)
    if origin is None:
        try:
            return _read_scalar(kind, value)
        except (ValueError, InvalidOperation):
            pass
    raise WrongParameters(
        _("“%(label)s” cannot be %(value)s.") % {"label": label_of(field), "value": told(value) or "—"},
        field=field.name,
    )


def _read_scalar(kind: type[Any], value: Any) -> Any:
    if isinstance(value, kind) and not (kind is int and isinstance(value, bool)):
        return value
    if isinstance(value, bool | float | None):
        raise ValueError(value)
    if kind is Decimal:
        number = Decimal(value)
        if number.is_finite():
            return number
    elif kind is int and isinstance(value, str):
        return int(value)
    elif kind is datetime.date and isinstance(value, str):
        return datetime.date.fromisoformat(value)
    raise ValueError(value)


def _write(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(_write(key)): _write(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_write(item) for item in value]
    if isinstance(value, Decimal):
        return plain(value)
    return value.isoformat() if isinstance(value, datetime.date) else value
