"""The contract of a store, whole."""

from __future__ import annotations

from tests.store.agents_contract import AgentsContract
from tests.store.chances_contract import BackoffContract, RequeueContract
from tests.store.claims_contract import BeginContract, ClaimsContract, QueueContract, TargetContract
from tests.store.endings_contract import CancelContract, EndingsContract, RetryContract
from tests.store.faults_contract import GiveBackContract, HealthContract, PauseContract
from tests.store.finish_contract import FinishContract
from tests.store.given_contract import FrontContract, GivenContract, ImputeContract, PriorsContract, RulesContract
from tests.store.history_contract import BestContract, HistoryContract, PastContract
from tests.store.imports_contract import ImportsContract, TablesContract
from tests.store.parts_contract import (
    AskedOfPartsContract,
    EndOfPartsContract,
    PartsContract,
    StateOfPartsContract,
    ValueOfPartsContract,
)
from tests.store.points_contract import PointsContract
from tests.store.records_contract import RecordsContract
from tests.store.sweeps_contract import FinishedContract, SweepsContract


class StoreContract(
    SweepsContract,
    FinishedContract,
    FinishContract,
    ClaimsContract,
    TargetContract,
    BeginContract,
    QueueContract,
    EndingsContract,
    CancelContract,
    RetryContract,
    BackoffContract,
    RequeueContract,
    HealthContract,
    GiveBackContract,
    PauseContract,
    AgentsContract,
    PointsContract,
    RecordsContract,
    HistoryContract,
    BestContract,
    PastContract,
    PartsContract,
    StateOfPartsContract,
    ValueOfPartsContract,
    EndOfPartsContract,
    AskedOfPartsContract,
    GivenContract,
    PriorsContract,
    ImputeContract,
    RulesContract,
    FrontContract,
    ImportsContract,
    TablesContract,
):
    """What every backend must pass, given a fixture `database` that is an open, empty store."""
