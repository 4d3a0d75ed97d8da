"""What Telegram's Bot API accepts and answers, as the authors of aiogram wrote it down.

Every request, result and update of the stand-in goes through these models, so that the contract is not ours.
Importing them takes seconds; it happens once, when the server starts.
"""

import json
import re
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError

from tests.peers.telegram.refusal import BotApiRefusal, bad_request


class ContractBroken(AssertionError):
    """The stand-in itself was about to say something that Telegram never says."""


@dataclass(frozen=True)
class UploadedFile:
    """A file that came with a request."""

    name: str
    content: bytes
    mime_type: str = "application/octet-stream"


@dataclass(frozen=True)
class Request:
    """A request that has passed the contract."""

    method: str
    model: BaseModel
    arguments: Mapping[str, Any]
    files: Mapping[str, UploadedFile] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        """The argument, or None where the bot left it out."""
        return self.arguments.get(name)

    def upload(self, name: str) -> UploadedFile | None:
        """The file sent for this argument, under its own name or by `attach://`."""
        if name in self.files:
            return self.files[name]
        value = self.arguments.get(name)
        if isinstance(value, str) and value.startswith("attach://"):
            return self.files.get(value.removeprefix("attach://"))
        return None


@cache
def methods() -> dict[str, Any]:
    """All methods of the Bot API by their name in small letters (Telegram does not look at the case)."""
    module = import_module("aiogram.methods")
    found = (getattr(module, name) for name in module.__all__)
    return {one.__api_method__.lower(): one for one in found if isinstance(getattr(one, "__api_method__", None), str)}


@cache
def type_named(name: str) -> Any:
    """A type of the Bot API, such as `Update`."""
    return getattr(import_module("aiogram.types"), name)


@cache
def _adapter_of_result(method: str) -> TypeAdapter[Any]:
    return TypeAdapter(methods()[method.lower()].__returning__)


def read_request(method: str, raw: Mapping[str, Any], files: Mapping[str, UploadedFile]) -> Request:
    """Decode the fields of a request and hold them against the contract; BotApiRefusal when they do not fit."""
    model_type = methods().get(method.lower())
    if model_type is None:
        raise BotApiRefusal(404, "Not Found: method not found")
    arguments = {name: _decoded(model_type, name, value) for name, value in raw.items()}
    buffered = import_module("aiogram.types").BufferedInputFile
    attached = {
        name: buffered(file.content, file.name) for name, file in files.items() if name in model_type.model_fields
    }
    try:
        model = model_type.model_validate({**arguments, **attached})
    except ValidationError as error:
        raise bad_request(_first_complaint(error)) from error
    # Telegram ignores what it does not know; a test wants to hear of the typing error.
    # Keyboards are checked by their own kind: here a broken one passes as a ForceReply with surplus fields.
    unknown = [name for name in _surplus(model) if not name.startswith("reply_markup.")]
    if unknown:
        raise bad_request(f"the Bot API knows no {', '.join(unknown)}")
    return Request(model_type.__api_method__, model, arguments, files)


def check_result(method: str, result: object) -> None:
    """ContractBroken unless Telegram's method may answer this."""
    _check(_adapter_of_result(method), result, what=f"the result of {method}")


def check_update(update: object) -> None:
    """ContractBroken unless this is an update as Telegram sends them."""
    _check(_adapter_of_type("Update"), update, what="the update")


def parse_as(type_name: str, value: object) -> None:
    """BotApiRefusal unless the value is exactly a Bot API type of this name."""
    try:
        parsed = _adapter_of_type(type_name).validate_python(value)
    except ValidationError as error:
        raise bad_request(_first_complaint(error)) from error
    unknown = [*_surplus(parsed)]
    if unknown:
        raise bad_request(f"{type_name} knows no {', '.join(unknown)}")


@cache
def _adapter_of_type(name: str) -> TypeAdapter[Any]:
    return TypeAdapter(type_named(name))


def _check(adapter: TypeAdapter[Any], value: object, *, what: str) -> None:
    try:
        parsed = adapter.validate_python(value)
    except ValidationError as error:
        raise ContractBroken(f"{what}: {error}\n{value}") from error
    unknown = [*_surplus(parsed)]
    if unknown:
        raise ContractBroken(f"{what} has fields that the Bot API does not know: {unknown}\n{value}")


def _surplus(value: object, path: str = "") -> Iterator[str]:
    """The fields that the models let pass although the Bot API has none of that name."""
    if isinstance(value, BaseModel):
        yield from (f"{path}{name}" for name in (value.model_extra or {}))
        for name in value.model_fields_set - set(value.model_extra or {}):
            yield from _surplus(getattr(value, name), f"{path}{name}.")
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _surplus(one, path)


def _decoded(model_type: Any, name: str, value: object) -> object:
    """Form fields come as text: numbers, lists and objects in them are JSON, strings are not."""
    if not isinstance(value, str):
        return value
    known = model_type.model_fields.get(name)
    if known is None:
        return value
    kinds = set(_members(known.annotation))
    if int in kinds and re.fullmatch(r"-?\d+", value):
        return int(value)
    if str in kinds:
        return value
    try:
        return json.loads(value)
    except ValueError as error:
        raise bad_request(f"can't parse {name}: it is no JSON") from error


def _members(annotation: object) -> Iterator[object]:
    if get_origin(annotation) in (Union, types.UnionType):
        for one in get_args(annotation):
            yield from _members(one)
    else:
        yield annotation


def _first_complaint(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
