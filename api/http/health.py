"""Whether the process lives, and whether it can serve."""

from collections.abc import Awaitable, Callable, Sequence

from starlette.requests import Request
from starlette.responses import JSONResponse

# Answers with the reasons why the server can't serve yet; none: it is ready.
ReadinessCheck = Callable[[], Awaitable[Sequence[str]]]
# Answers with what somebody must do before it becomes such a reason.
Warnings = Callable[[], Sequence[str]]


async def healthz(_request: Request) -> JSONResponse:
    """GET /healthz: 200 as long as the process answers at all."""
    return JSONResponse({"status": "ok"})


def readyz(check: ReadinessCheck, warnings: Warnings) -> Callable[[Request], Awaitable[JSONResponse]]:
    """GET /readyz: 200 when the check finds no reason against it, else 503 with the reasons.

    Warnings are told beside, and never make it unready.
    """

    async def endpoint(_request: Request) -> JSONResponse:
        reasons = list(await check())
        status = "not ready" if reasons else "ready"
        told = {"status": status, "reasons": reasons, "warnings": list(warnings())}
        return JSONResponse(told, 503 if reasons else 200)

    return endpoint
