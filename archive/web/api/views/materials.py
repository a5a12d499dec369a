"""Files that programs hand in (申请材料) before the application that names them."""

from typing import Any

from archive.interfaces import IIntakeService
from archive.services.handing import hand_in
from archive.web.api.answers import answer, told_of
from archive.web.api.operations import operation
from archive.web.errors import QUERY, ParameterInvalidError
from templates.errors import Fault
from templates.faults import pointer_to


@operation("uploadMaterial")
def upload_material(request: Any) -> Any:
    """Take a file in, and keep it for its sender's application."""
    stream, name = _source_of(request)
    actor, drawing = request.caller.actor, request.given["drawing"]
    intake = request.service(IIntakeService).take(stream, name, drawing=drawing, caller=actor.name)
    hand_in(request.archive, actor, intake, request.now())
    return answer(told_of(intake), 201)


def _source_of(request: Any) -> tuple[Any, str]:
    """Give the file and its name: of the form's part, or of the body and the parameter; ``ParameterInvalidError``."""
    if request.given.body is not None:
        part = request.given.body["file"]
        return part.file, part.filename or ""
    if (name := request.given.get("name")) is None:
        raise ParameterInvalidError(QUERY, (Fault("templates.field-missing", pointer_to(("name",)), "name"),))
    return request.body_file, name
