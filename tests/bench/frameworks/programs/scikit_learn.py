# mypy: ignore-errors
"""Every estimator of scikit-learn that talks while it fits."""

import numpy as np
from sklearn.cluster import KMeans
from sklearn.datasets import make_classification
from sklearn.decomposition import LatentDirichletAllocation, MiniBatchDictionaryLearning
from sklearn.ensemble import GradientBoostingClassifier, HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import Lasso, LogisticRegression, SGDClassifier
from sklearn.manifold import TSNE
from sklearn.metrics import classification_report
from sklearn.mixture import GaussianMixture
from sklearn.model_selection import GridSearchCV, cross_validate
from sklearn.neural_network import BernoulliRBM, MLPClassifier
from sklearn.svm import SVC

x, y = make_classification(300, 8, random_state=0)
MLPClassifier((8,), max_iter=4, verbose=True, random_state=0).fit(x, y)
MLPClassifier((8,), max_iter=4, verbose=True, early_stopping=True, random_state=0).fit(x, y)
GradientBoostingClassifier(n_estimators=4, verbose=2).fit(x, y)
GradientBoostingClassifier(n_estimators=4, verbose=2, subsample=0.5).fit(x, y)
HistGradientBoostingClassifier(max_iter=3, verbose=1, early_stopping=True).fit(x, y)
RandomForestClassifier(4, verbose=2).fit(x, y)
SGDClassifier(verbose=1, max_iter=5, tol=None).fit(x, y)
LogisticRegression(verbose=1, solver="saga", max_iter=20).fit(x, y)
Lasso(alpha=0.01).fit(x, y)
KMeans(2, verbose=1, n_init=1, random_state=0).fit(x)
GaussianMixture(2, verbose=2, verbose_interval=1, random_state=0).fit(x)
LatentDirichletAllocation(3, verbose=1, max_iter=3, evaluate_every=1).fit(np.abs(x))
TSNE(verbose=2, perplexity=10, max_iter=300).fit_transform(x)
BernoulliRBM(8, n_iter=3, verbose=1).fit((x > 0).astype(float))
MiniBatchDictionaryLearning(3, max_iter=2, verbose=1).fit(x)
SVC(verbose=True).fit(x, y)
search = GridSearchCV(SGDClassifier(), {"alpha": [0.1, 0.01]}, cv=2, verbose=3).fit(x, y)
print("Best parameters:", search.best_params_, "score:", search.best_score_)
cross_validate(SGDClassifier(), x, y, cv=2, verbose=3, scoring=("accuracy", "f1"), return_train_score=True)
guess = search.predict(x)
print(classification_report(y, guess))
print("Accuracy on the test set:", search.score(x, y))
print(f"Train score: {search.score(x, y):.3f} / Test score: {search.score(x, y):.3f}")
