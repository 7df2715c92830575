# mypy: ignore-errors
"""Libraries that the rules were not written for: each part skipped where its library is missing."""

import contextlib
import logging

import numpy as np
from sklearn.cluster import MiniBatchKMeans
from sklearn.decomposition import NMF, DictionaryLearning
from sklearn.experimental import enable_iterative_imputer  # noqa: F401
from sklearn.feature_selection import RFECV
from sklearn.impute import IterativeImputer
from sklearn.linear_model import LogisticRegression, SGDRegressor
from sklearn.mixture import BayesianGaussianMixture
from sklearn.model_selection import learning_curve
from sklearn.neural_network import MLPRegressor

logging.basicConfig(format="%(asctime)s : %(levelname)s : %(message)s", level=logging.INFO)
chance = np.random.default_rng(0)

with contextlib.suppress(ImportError):
    import optuna

    print("* optuna")
    optuna.create_study().optimize(lambda trial: trial.suggest_float("x", -1, 1) ** 2, n_trials=3)

with contextlib.suppress(ImportError):
    from hyperopt import fmin, hp, tpe

    print("* hyperopt")
    fmin(lambda x: x**2, hp.uniform("x", -1, 1), tpe.suggest, max_evals=5, rstate=chance)

with contextlib.suppress(ImportError):
    from gensim.corpora import Dictionary
    from gensim.models import LdaModel, Word2Vec

    print("* gensim")
    texts = [["a", "b", "c", "d"], ["a", "c", "e"]] * 50
    Word2Vec(texts, vector_size=4, min_count=1, epochs=2, compute_loss=True)
    names = Dictionary(texts)
    LdaModel([names.doc2bow(text) for text in texts], 2, id2word=names, eval_every=1)

with contextlib.suppress(ImportError):
    from flaml import AutoML

    print("* FLAML")
    x = chance.normal(size=(200, 4))
    AutoML().fit(x, (x[:, 0] > 0).astype(int), task="classification", max_iter=4, estimator_list=["rf"], verbose=3)

with contextlib.suppress(ImportError):
    import umap

    print("* UMAP")
    umap.UMAP(verbose=True, n_epochs=20).fit(chance.normal(size=(60, 4)))

with contextlib.suppress(ImportError):
    from pyswarms.single import GlobalBestPSO

    print("* PySwarms")
    GlobalBestPSO(5, 2, {"c1": 0.5, "c2": 0.3, "w": 0.9}).optimize(lambda x: (x**2).sum(1), iters=20)

with contextlib.suppress(ImportError):
    from tslearn.clustering import TimeSeriesKMeans

    print("* tslearn")
    TimeSeriesKMeans(2, verbose=1, max_iter=4, random_state=0).fit(chance.normal(size=(20, 8, 1)))

with contextlib.suppress(ImportError):
    import pandas
    from lifelines import CoxPHFitter

    print("* lifelines")
    table = pandas.DataFrame({"t": chance.exponential(size=60), "e": 1, "x": chance.normal(size=60)})
    CoxPHFitter().fit(table, "t", "e", show_progress=True).print_summary()

print("* scikit-learn, others")

x = chance.normal(size=(120, 5))
y = x[:, 0] * 2 + chance.normal(size=120)
MLPRegressor(hidden_layer_sizes=(4,), max_iter=3, verbose=True).fit(x, y)
SGDRegressor(verbose=1, max_iter=2, tol=None).fit(x, y)
MiniBatchKMeans(2, verbose=1, max_iter=2, batch_size=40, random_state=0).fit(x)
NMF(2, verbose=1, max_iter=20).fit(np.abs(x))
DictionaryLearning(2, max_iter=2, verbose=1).fit(x)
BayesianGaussianMixture(n_components=2, verbose=1, verbose_interval=2).fit(x)
IterativeImputer(max_iter=2, verbose=2).fit_transform(np.where(chance.random(x.shape) < 0.1, np.nan, x))
RFECV(LogisticRegression(), cv=2, verbose=1, min_features_to_select=3).fit(x, y > 0)
learning_curve(LogisticRegression(), x, y > 0, cv=2, verbose=3, train_sizes=[0.5])
