"""Options that several commands take. None: as the environment says."""

from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[
    Path | None,
    typer.Option(
        help="Folder of the embedded database and the kept secret.", show_default="AID_LEDGER_DATA or .data"
    ),
]
Host = Annotated[
    str | None, typer.Option(help="Address to listen on.", show_default="AID_LEDGER_HOST or 127.0.0.1")
]
Port = Annotated[
    int | None,
    typer.Option(help="Port to listen on; 0 takes a free one.", show_default="AID_LEDGER_PORT or 8000"),
]
