"""SQLite keeps the whole contract of a store."""

from __future__ import annotations

from tests.store.contract import StoreContract


class TestSqlite(StoreContract):
    pass
