"""Search in names, websites and ids of accounts, by any three letters: an index of trigrams on either database."""

from typing import Any, ClassVar

from django.db import migrations

_TABLE, _SEARCH = "mapping_account", "mapping_account_search"
_SQLITE = (
    f"CREATE VIRTUAL TABLE {_SEARCH} USING fts5(name, website, account_id, content='{_TABLE}', content_rowid='id', "
    "tokenize='trigram', detail='none')",
    f"CREATE TRIGGER {_SEARCH}_insert AFTER INSERT ON {_TABLE} BEGIN "
    f"INSERT INTO {_SEARCH}(rowid, name, website, account_id) "
    "VALUES (new.id, new.name, new.website, new.account_id); END",
    f"CREATE TRIGGER {_SEARCH}_delete AFTER DELETE ON {_TABLE} BEGIN "
    f"INSERT INTO {_SEARCH}({_SEARCH}, rowid, name, website, account_id) "
    "VALUES ('delete', old.id, old.name, old.website, old.account_id); END",
    f"CREATE TRIGGER {_SEARCH}_update AFTER UPDATE OF name, website, account_id ON {_TABLE} "
    "WHEN old.name IS NOT new.name OR old.website IS NOT new.website OR old.account_id IS NOT new.account_id BEGIN "
    f"INSERT INTO {_SEARCH}({_SEARCH}, rowid, name, website, account_id) "
    "VALUES ('delete', old.id, old.name, old.website, old.account_id); "
    f"INSERT INTO {_SEARCH}(rowid, name, website, account_id) "
    "VALUES (new.id, new.name, new.website, new.account_id); END",
)
_POSTGRES = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    *(
        f"CREATE INDEX {_SEARCH}_{column} ON {_TABLE} USING gin ({column} gin_trgm_ops)"
        for column in ("name", "website", "account_id")
    ),
)


def make(_apps: Any, schema_editor: Any) -> None:
    """Make the index where the table is."""
    if schema_editor.connection.alias != "default":
        return
    for statement in _POSTGRES if schema_editor.connection.vendor == "postgresql" else _SQLITE:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    """Trigrams."""

    dependencies: ClassVar = [("mapping", "0001_initial")]
    operations: ClassVar = [migrations.RunPython(make)]
