# mypy: ignore-errors
"""Optimisers, evolution, reinforcement learning, statistics: each skipped where it is missing."""

import contextlib
import warnings

import numpy as np

warnings.simplefilter("ignore")
chance = np.random.default_rng(0)


def bowl(point):
    """A sum of squares."""
    return float(np.sum(np.square(point)))


with contextlib.suppress(ImportError):
    import cma

    print("* cma")
    cma.fmin(bowl, [1.0, 2.0], 0.5, {"maxiter": 20, "verb_log": 0, "seed": 1})

with contextlib.suppress(ImportError):
    from pymoo.algorithms.soo.nonconvex.ga import GA
    from pymoo.optimize import minimize
    from pymoo.problems import get_problem

    print("* pymoo")
    minimize(get_problem("sphere"), GA(pop_size=10), ("n_gen", 4), seed=1, verbose=True)

with contextlib.suppress(ImportError):
    from deap import algorithms, base, creator, tools

    print("* DEAP")
    creator.create("Fit", base.Fitness, weights=(1.0,))
    creator.create("Individual", list, fitness=creator.Fit)
    box = base.Toolbox()
    box.register("bit", lambda: int(chance.integers(2)))
    box.register("individual", tools.initRepeat, creator.Individual, box.bit, 10)
    box.register("population", tools.initRepeat, list, box.individual)
    box.register("evaluate", lambda one: (sum(one),))
    box.register("mate", tools.cxTwoPoint)
    box.register("mutate", tools.mutFlipBit, indpb=0.1)
    box.register("select", tools.selTournament, tournsize=3)
    figures = tools.Statistics(lambda one: one.fitness.values)
    for name, function in (("avg", np.mean), ("std", np.std), ("min", np.min), ("max", np.max)):
        figures.register(name, function)
    algorithms.eaSimple(box.population(20), box, 0.5, 0.2, 4, stats=figures, verbose=True)

with contextlib.suppress(ImportError):
    from gplearn.genetic import SymbolicRegressor

    print("* gplearn")
    x = chance.normal(size=(50, 2))
    SymbolicRegressor(population_size=50, generations=3, verbose=1, max_samples=0.9, random_state=0).fit(
        x, x[:, 0] + x[:, 1]
    )

with contextlib.suppress(ImportError):
    from bayes_opt import BayesianOptimization

    print("* bayes_opt")
    BayesianOptimization(lambda a, b: -(a**2) - b**2, {"a": (-2, 2), "b": (-3, 3)}, verbose=2).maximize(2, 2)

with contextlib.suppress(ImportError):
    from stable_baselines3 import DQN, PPO

    print("* stable-baselines3")
    PPO("MlpPolicy", "CartPole-v1", n_steps=64, verbose=1, device="cpu").learn(192)
    DQN("MlpPolicy", "CartPole-v1", verbose=1, device="cpu", learning_starts=10).learn(400, log_interval=8)

with contextlib.suppress(ImportError):
    import pygad

    print("* PyGAD")
    pygad.GA(
        3,
        2,
        fitness_func=lambda ga, point, index: -bowl(point),
        sol_per_pop=6,
        num_genes=2,
        on_generation=lambda ga: print(f"Generation = {ga.generations_completed}\tFitness = {ga.best_solution()[1]}"),
    ).run()

with contextlib.suppress(ImportError):
    from ngboost import NGBRegressor

    print("* NGBoost")
    x = chance.normal(size=(100, 3))
    NGBRegressor(n_estimators=4, verbose_eval=1).fit(x[:70], x[:70, 0], x[70:], x[70:, 0])

with contextlib.suppress(ImportError):
    import scipy.sparse
    import scs

    print("* SCS")
    matrix = scipy.sparse.csc_matrix(np.vstack([np.eye(2), -np.eye(2)]))
    cost = {"A": matrix, "b": np.array([1.0, 1, 0, 0]), "c": np.array([-1.0, -1])}
    scs.SCS(cost, {"l": 4}).solve()

with contextlib.suppress(ImportError):
    from scipy.optimize import differential_evolution, least_squares, rosen
    from scipy.optimize import minimize as minimise

    print("* scipy")
    minimise(rosen, [0.0, 0.0], method="BFGS", options={"disp": True, "maxiter": 10})
    minimise(rosen, [0.0, 0.0], method="trust-constr", options={"verbose": 3, "maxiter": 4})
    minimise(rosen, [0.0, 0.0], method="SLSQP", options={"disp": True, "iprint": 2, "maxiter": 5})
    least_squares(lambda p: [p[0] - 1, p[1] ** 2], [3.0, 3.0], verbose=2)
    differential_evolution(rosen, [(-2, 2)] * 2, maxiter=3, disp=True, seed=1)

with contextlib.suppress(ImportError):
    import statsmodels.api as statsmodels

    print("* statsmodels")
    x = chance.normal(size=(60, 2))
    print(statsmodels.OLS(x[:, 0] + 1, statsmodels.add_constant(x[:, 1])).fit().summary())
    statsmodels.Logit((x[:, 0] > 0).astype(int), x[:, 1:]).fit()
    statsmodels.tsa.ARIMA(x[:, 0], order=(1, 0, 0)).fit(method_kwargs={"disp": 1})
