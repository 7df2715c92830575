"""Callbacks for frameworks, which log what the real ones log, under the same names."""

import sys

from . import catboost, keras, lightgbm, sb3, sklearn, tensorboard, xgboost

gym = tensorflow = tensorboard
for _name in ("gym", "tensorflow"):
    sys.modules[f"{__name__}.{_name}"] = tensorboard

__all__ = ("catboost", "gym", "keras", "lightgbm", "sb3", "sklearn", "tensorboard", "tensorflow", "xgboost")
