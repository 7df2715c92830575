# mypy: ignore-errors
"""XGBoost, LightGBM and CatBoost, those that are here."""

import importlib.util

import numpy as np

chance = np.random.default_rng(0)
x = chance.normal(size=(400, 6))
y = (x[:, 0] + chance.normal(size=400) > 0).astype(int)

if importlib.util.find_spec("xgboost"):
    import xgboost

    train, valid = xgboost.DMatrix(x[:300], y[:300]), xgboost.DMatrix(x[300:], y[300:])
    params = {"objective": "binary:logistic", "eval_metric": ["logloss", "auc"]}
    xgboost.train(params, train, 4, evals=[(train, "train"), (valid, "valid")], early_stopping_rounds=2)
    print(xgboost.cv(params, train, 3, nfold=2, verbose_eval=1))
    model = xgboost.XGBClassifier(n_estimators=3, eval_metric="error")
    model.fit(x[:300], y[:300], eval_set=[(x[300:], y[300:])], verbose=1)
    print("score:", model.score(x[300:], y[300:]))

if importlib.util.find_spec("lightgbm"):
    import lightgbm

    data = lightgbm.Dataset(x[:300], y[:300])
    held = data.create_valid(x[300:], y[300:])
    params = {"objective": "binary", "metric": ["binary_logloss", "auc"], "verbose": 1}
    watch = [lightgbm.log_evaluation(1), lightgbm.early_stopping(2)]
    lightgbm.train(params, data, 5, valid_sets=[data, held], callbacks=watch)
    lightgbm.cv(params, lightgbm.Dataset(x, y), 3, nfold=2, callbacks=[lightgbm.log_evaluation(1)])

if importlib.util.find_spec("catboost"):
    import catboost

    model = catboost.CatBoostClassifier(iterations=5, eval_metric="AUC", allow_writing_files=False)
    model.fit(x[:300], y[:300], eval_set=(x[300:], y[300:]))
    catboost.cv(catboost.Pool(x, y), {"iterations": 3, "loss_function": "Logloss"}, fold_count=2)
    catboost.CatBoostRegressor(iterations=3, allow_writing_files=False).fit(x, y)
