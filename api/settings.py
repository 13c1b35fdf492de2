"""What a deployment may choose, read once from ``AID_LEDGER_*`` variables."""

import re
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, PositiveFloat, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.auth.fetch import is_private
from api.kept_secret import kept_secret, path_in
from api.language import Message


def _folder(path: Path) -> Path:
    try:
        return path.expanduser().absolute()
    except RuntimeError:
        raise ValueError(
            Message("There is no home folder for {path}; give the folder in full.", path=path.parts[0])
        ) from None


Folder = Annotated[Path, AfterValidator(_folder)]


def _issuer_url(url: str) -> str:
    if not is_private(url) or not _ISSUER.fullmatch(url):
        raise ValueError(
            Message(
                "AID_LEDGER_OIDC_ISSUER must be an https address (http on this machine alone) without ? and #"
            )
        )
    return url


IssuerUrl = Annotated[str, AfterValidator(_issuer_url)]
_ISSUER = re.compile(r"[^<>?#\s]{1,300}")
SHORTEST = 32  # characters of a secret that nobody can try out: the length of an HS256 key

UNSHARED = (
    "AID_LEDGER_DATABASE_URL is set, so AID_LEDGER_SECRET must be set too: "
    "every process on that database has to sign and decrypt with the same one"
)
NO_ISSUER = (
    "{variable} is set, so AID_LEDGER_OIDC_ISSUER must be set too: "
    "without an issuer the ledger accepts its own tokens alone"
)
HALF_A_CLIENT = (
    "AID_LEDGER_OIDC_CLIENT_ID and AID_LEDGER_OIDC_CLIENT_SECRET must be set together: "
    "the issuer is asked about tokens as a client with a secret"
)
SHORT = "AID_LEDGER_SECRET has fewer than {shortest} characters: too few to be safe"


class Settings(BaseSettings):
    """One deployment of one province's ledger.

    Raises pydantic's ValidationError, which never repeats the values it was given.
    """

    model_config = SettingsConfigDict(
        env_prefix="AID_LEDGER_", env_ignore_empty=True, frozen=True, hide_input_in_errors=True
    )

    data: Folder = Field(default=Path(".data"), validate_default=True)
    """Folder of the embedded database and of the kept secret."""

    database_url: str | None = Field(default=None, pattern=r"^postgres(ql)?://", repr=False)
    """A PostgreSQL server to use instead of the embedded one; needs ``secret``."""

    code: str = Field(default="37", pattern=r"^[1-9][0-9]$")
    """The province (省级代码) whose ledger this is: two digits of GB/T 2260."""

    host: str = "127.0.0.1"
    """Address to listen on."""

    port: int = Field(default=8000, ge=0, le=65535)
    """TCP port to listen on; 0 takes a free one."""

    secret: SecretStr | None = Field(default=None, min_length=1)
    """Signs HS256 tokens and encrypts the personal keys. A new ledger takes 32 characters or more; an
    embedded one that was written under fewer opens with a warning. Read it through ``master_secret``."""

    oidc_issuer: IssuerUrl | None = None
    """URL of an OpenID Connect issuer, as its tokens name it (``iss``); then only its tokens are accepted."""

    oidc_audience: str | None = None
    """The audience that the issuer's tokens must name; unset accepts any, and tokens that name none."""

    oidc_name_claim: str = "name"
    """The claim by which a person is shown; the subject, where a token has none. Who a person is: iss and sub.

    Of this and the two below: a claim's name; or with dots a way into objects (``realm_access.roles``); or, for names
    that have dots themselves, a JSON Pointer (``/resource_access/aid.ledger/roles``)."""

    oidc_roles_claim: str = "roles"
    """The claim that lists the roles; those that the ledger does not know are left aside."""

    oidc_scopes_claim: str = "scopes"
    """The claim that lists the scopes; words that are no division or school code are left aside."""

    oidc_client_id: str | None = None
    """The client as which the issuer is asked about tokens that are not signed ones (RFC 7662)."""

    oidc_client_secret: SecretStr | None = None
    """The secret of that client."""

    lang: Literal["en", "zh"] = "en"
    """Language of the command line and of answers to clients that name none."""

    log_format: Literal["console", "json"] = "console"
    """Coloured lines for a person, or one JSON object a line for a collector."""

    pool_size: int = Field(default=16, ge=2, le=1000)
    """Most database connections of this process."""

    read_wait_seconds: float = Field(default=5.0, ge=0)
    """Longest that a read waits for projections to reach its ``Ledger-Position``, in seconds."""

    statement_timeout_seconds: PositiveFloat = 10.0
    """Longest that one SQL statement of a request may run, in seconds."""

    @model_validator(mode="after")
    def _a_shared_database_has_a_shared_secret(self) -> Self:
        if self.database_url and not self.secret:
            raise ValueError(Message(UNSHARED))
        if self.database_url and self.has_short_secret:
            raise ValueError(Message(SHORT, shortest=SHORTEST))
        return self

    @model_validator(mode="after")
    def _an_issuer_is_set_as_a_whole(self) -> Self:
        chosen = sorted(name for name in self.model_fields_set if name.startswith("oidc_"))
        if chosen and not self.oidc_issuer:
            raise ValueError(Message(NO_ISSUER, variable=f"AID_LEDGER_{chosen[0].upper()}"))
        if (self.oidc_client_id is None) != (self.oidc_client_secret is None):
            raise ValueError(Message(HALF_A_CLIENT))
        return self

    @property
    def has_short_secret(self) -> bool:
        """Could somebody find the secret by trying?"""
        return self.secret is not None and len(self.secret.get_secret_value()) < SHORTEST

    @cached_property
    def master_secret(self) -> str:
        """``secret``, or else the one kept in ``<data>/secret``, made on first use. Raises SecretUnusable.

        Whoever loses it loses every name and ID number in the ledger: back it up with the data.
        """
        return self.secret.get_secret_value() if self.secret else kept_secret(self.data)

    @property
    def has_secret(self) -> bool:
        """Whether one was given, or is kept already."""
        return self.secret is not None or path_in(self.data).exists()


@cache
def settings() -> Settings:
    """The settings of this process, read from the environment on first use."""
    return Settings()
