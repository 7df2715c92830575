"""Callbacks for frameworks, which log what the real ones log, under the same names."""

from . import catboost, keras, lightgbm, sb3, xgboost

__all__ = ("catboost", "keras", "lightgbm", "sb3", "xgboost")
