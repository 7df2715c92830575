"""What an editor shows of each key of a sweep file."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "program": "The script; looked up in the current folder, then beside the sweep file.",
    "method": "grid: every combination; random: independent draws; bayes: learns from the trials so far.",
    "metric": "What is optimised.",
    "metrics": "Several metrics in place of `metric`: the Pareto front is shown.",
    "parameters": "What to vary; may be nested.",
    "early_terminate": "When a trial is not worth finishing.",
    "command": "The command line, an item for each argument; `${program}`, `${args}` and other macros are filled in.",
    "run_cap": "At most so many trials in the whole sweep.",
    "name": "A name for people.",
    "description": "For people.",
    "seed": "The same seed draws the same points.",
    "timeout": "Seconds for each trial, or 90s, 30m, 2h.",
    "silence": "Ends a trial that has printed and reported nothing for so long: seconds, or 90s, 30m, 2h.",
    "max_rss": "Ends a trial whose processes take more memory together, such as 8GB.",
    "retries": "How often a failed trial is run again by itself: 3, or {count: 3, wait: 10s, factor: 2}.",
    "requeue": "Exit codes by which a script asks to be run again later; 75 unless said otherwise, [] for none.",
    "env": "Environment variables for the trials.",
    "search": "How bayes searches.",
    "stop": "Ends the sweep, whichever comes first.",
    "folds": "Runs each point once per fold, with --fold=0, 1, …; the value is the mean.",
    "repeats": "Runs each point so many times, with other seeds; the value is the mean.",
    "constraints": "Conditions that every point satisfies, such as `layers * width <= 4096`.",
    "initial": "Points to start with; what a point leaves out is drawn.",
    "stdout": "What a program sees as its output: a pipe made line by line, a bare pipe, a terminal.",
}
METRIC_WORDS: Mapping[str, str] = {
    "name": "Its name, as the script prints it.",
    "goal": "minimize (the default) or maximize.",
    "target": "The sweep finishes once a trial reaches it.",
    "summary": "Which value of a trial's history counts: best (the default), last or mean.",
    "pattern": "A regular expression with a group `value`, and optionally `name` and `step`, to read it with.",
    "impute": "What a failed trial counts with in the search.",
    "impute_while_running": "The same for a trial that runs.",
    "source": "Where it is read: stdout, file:PATH, csv:PATH or tensorboard:DIR.",
}
SEARCH_WORDS: Mapping[str, str] = {
    "sampler": "auto, one of the samplers, or module:factory for an Optuna sampler of your own.",
    "startup": "How many random points come first.",
}
STOP_WORDS: Mapping[str, str] = {
    "trials": "At most so many trials.",
    "hours": "So many hours after the start of the first trial.",
    "no_improvement": "So many trials in a row were no better than the best.",
    "target": "A trial's value is as good as this.",
}
PART_WORDS: Mapping[str, str] = {
    "count": "How many.",
    "name": "The argument that tells them apart, {} by default.",
}
DISTRIBUTION_WORDS: Mapping[str, str] = {
    "constant": "Always the same value.",
    "categorical": "One of the values.",
    "categorical_w_probabilities": "One of the values, by their probabilities.",
    "int_uniform": "A whole number, both ends included.",
    "uniform": "A real number.",
    "log_uniform_values": "A number, evenly on a log scale.",
    "log_uniform": "The same, the bounds being exponents of e.",
    "inv_log_uniform_values": "The same law as log_uniform_values.",
    "inv_log_uniform": "As log_uniform, of 1/x.",
    "normal": "A normal number.",
    "log_normal": "e to the power of a normal number.",
    "beta": "The beta distribution.",
    "q_uniform": "A real number, rounded to multiples of q.",
    "q_log_uniform_values": "A number evenly on a log scale, rounded to multiples of q.",
    "q_log_uniform": "The same, the bounds being exponents of e.",
    "q_normal": "A normal number, rounded to multiples of q.",
    "q_log_normal": "e to the power of a normal number, rounded to multiples of q.",
    "q_beta": "The beta distribution, rounded to multiples of q.",
}
