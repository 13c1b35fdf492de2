from pathlib import Path

import pytest
import typer
from pydantic import SecretStr, ValidationError

from api.cli.terminal import USAGE, settings_with
from api.settings import Settings, settings


def test_the_defaults_need_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    chosen = Settings()
    assert chosen.data == tmp_path / ".data"
    assert (chosen.code, chosen.host, chosen.port, chosen.lang) == ("37", "127.0.0.1", 8000, "en")
    assert chosen.database_url is None
    assert list(tmp_path.iterdir()) == [], "reading the settings writes nothing"


def test_variables_are_read_and_an_empty_one_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AID_LEDGER_CODE", "44")
    monkeypatch.setenv("AID_LEDGER_PORT", "9001")
    monkeypatch.setenv("AID_LEDGER_SECRET", "")
    chosen = Settings()
    assert (chosen.code, chosen.port, chosen.secret) == ("44", 9001, None)


def test_the_process_reads_its_settings_once() -> None:
    assert settings() is settings()


def test_a_made_secret_is_kept_for_the_owner_alone_and_read_back(tmp_path: Path) -> None:
    secret = Settings(data=tmp_path / "new" / "data").master_secret
    assert len(secret) == 64
    assert Settings(data=tmp_path / "new" / "data").master_secret == secret
    assert (tmp_path / "new" / "data" / "secret").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "new" / "data").iterdir()] == ["secret"]


def test_a_given_secret_is_used_and_never_shown(tmp_path: Path) -> None:
    chosen = Settings(data=tmp_path, secret=SecretStr("of at least thirty-two characters"))
    assert chosen.master_secret == "of at least thirty-two characters"
    assert "thirty" not in repr(chosen)
    assert list(tmp_path.iterdir()) == []


def test_a_shared_database_refuses_to_start_without_a_shared_secret() -> None:
    with pytest.raises(ValidationError, match="AID_LEDGER_SECRET must be set") as refused:
        Settings(database_url="postgresql://someone:hunter2@db/aid")
    assert "hunter2" not in str(refused.value)
    with pytest.raises(ValidationError, match="fewer than 32 characters"):
        Settings(database_url="postgresql://someone@db/aid", secret=SecretStr("x" * 31))
    chosen = Settings(database_url="postgresql://someone:hunter2@db/aid", secret=SecretStr("x" * 32))
    assert chosen.database_url == "postgresql://someone:hunter2@db/aid"
    assert "hunter2" not in repr(chosen)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "3"),
        ("code", "037"),
        ("code", "３７"),
        ("port", "70000"),
        ("lang", "fr"),
        ("log_format", "xml"),
        ("pool_size", "0"),
        ("statement_timeout_seconds", "0"),
        ("database_url", "mysql://db"),
    ],
)
def test_nonsense_is_refused_by_the_name_of_the_variable(
    field: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"AID_LEDGER_{field.upper()}", value)
    with pytest.raises(ValidationError, match=field):
        Settings()


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"PORT": "x"}, "aid-ledger: AID_LEDGER_PORT must be a whole number.\n"),
        ({"DATABASE_URL": "postgresql://db/aid"}, "aid-ledger: AID_LEDGER_DATABASE_URL is set, so "),
    ],
)
def test_a_command_names_the_variable_that_is_wrong(
    variables: dict[str, str],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(f"AID_LEDGER_{name}", value)
    with pytest.raises(typer.Exit) as ended:
        settings_with()
    assert ended.value.exit_code == USAGE
    assert capsys.readouterr().err.startswith(said)


ISSUER = "https://sso.example.org/realms/aid"


@pytest.mark.parametrize(
    "url",
    [
        "sso.example.org",
        "http://sso.example.org",
        "ftp://localhost",
        f"{ISSUER}?realm=aid",
        f"{ISSUER}#aid",
        f"{ISSUER}/<aid>",
        f"{ISSUER} ",
    ],
)
def test_an_issuer_is_asked_over_https_and_its_address_can_tell_persons_apart(url: str) -> None:
    with pytest.raises(ValidationError, match="AID_LEDGER_OIDC_ISSUER must be an https address"):
        Settings(oidc_issuer=url)


@pytest.mark.parametrize("url", [ISSUER, "https://sso.example.org", "http://localhost:8080/realms/aid"])
def test_an_issuer_is_kept_as_its_tokens_name_it(url: str) -> None:
    assert Settings(oidc_issuer=url).oidc_issuer == url


@pytest.mark.parametrize(
    "name", ["AUDIENCE", "NAME_CLAIM", "ROLES_CLAIM", "SCOPES_CLAIM", "CLIENT_ID", "CLIENT_SECRET"]
)
def test_what_means_nothing_without_an_issuer_is_refused_without_one(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"AID_LEDGER_OIDC_{name}", "hunter2")
    with pytest.raises(
        ValidationError, match=f"AID_LEDGER_OIDC_{name} is set, so AID_LEDGER_OIDC_ISSUER"
    ) as it:
        Settings()
    assert "hunter2" not in str(it.value)


@pytest.mark.parametrize("lone", ["CLIENT_ID", "CLIENT_SECRET"])
def test_the_issuers_client_has_an_id_and_a_secret(lone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AID_LEDGER_OIDC_ISSUER", ISSUER)
    monkeypatch.setenv(f"AID_LEDGER_OIDC_{lone}", "hunter2")
    with pytest.raises(ValidationError, match="must be set together") as refused:
        Settings()
    assert "hunter2" not in str(refused.value)


def test_the_clients_secret_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AID_LEDGER_OIDC_ISSUER", ISSUER)
    monkeypatch.setenv("AID_LEDGER_OIDC_CLIENT_ID", "aid-ledger")
    monkeypatch.setenv("AID_LEDGER_OIDC_CLIENT_SECRET", "hunter2")
    chosen = Settings()
    assert chosen.oidc_client_secret is not None
    assert chosen.oidc_client_secret.get_secret_value() == "hunter2"
    assert "hunter2" not in repr(chosen)
