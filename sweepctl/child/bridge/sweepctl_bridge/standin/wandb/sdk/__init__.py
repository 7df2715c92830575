"""Where frameworks look for the parts of wandb."""

from . import lib
from .wandb_artifact import AlertLevel, Artifact
from .wandb_config import Config
from .wandb_init import finish, init
from .wandb_settings import Settings
from .wandb_setup import agent, controller, login, require, setup, sweep, teardown
from .wandb_summary import Summary

__all__ = (
    "AlertLevel",
    "Artifact",
    "Config",
    "Settings",
    "Summary",
    "agent",
    "controller",
    "finish",
    "init",
    "lib",
    "login",
    "require",
    "setup",
    "sweep",
    "teardown",
)
