"""Train a small neural network on images of handwritten digits; needs numpy and nothing else.

The data in `digits.npz`: Optical Recognition of Handwritten Digits, E. Alpaydin and C. Kaynak (1998), UCI Machine
Learning Repository, https://doi.org/10.24432/C50P49, CC BY 4.0; its test set of 1,797 images of 8 × 8 pixels.
"""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

# The matrices are tiny: one thread is faster than many, and trials can run side by side.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ.setdefault(variable, "1")

try:
    import numpy as np
except ImportError:
    sys.exit("train.py needs numpy: install it with `python -m pip install numpy`")

DATA = Path(__file__).with_name("digits.npz")
SPLIT_SEED = 0
CLASSES = 10


@dataclass(frozen=True)
class Digits:
    """Images as rows of numbers between 0 and 1, and the digit each one shows."""

    images: np.ndarray
    labels: np.ndarray


@dataclass
class Network:
    """One hidden layer and an output for each digit; `velocities` are the momentum of `weights`."""

    weights: list[np.ndarray]
    velocities: list[np.ndarray]
    activation: str


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Train a small neural network on handwritten digits.")
    parser.add_argument("--epochs", type=int, default=30, help="how often to go through the training images")
    parser.add_argument("--lr", type=float, default=0.05, help="learning rate")
    parser.add_argument("--momentum", type=float, default=0.9, help="share of the last step to keep, 0 to below 1")
    parser.add_argument("--weight_decay", type=float, default=1e-4, help="pull of the weights towards zero")
    parser.add_argument("--batch_size", type=int, default=32, help="images per step")
    parser.add_argument("--hidden", type=int, default=64, help="neurons in the hidden layer")
    parser.add_argument("--activation", choices=["relu", "tanh"], default="relu", help="of the hidden layer")
    parser.add_argument("--dropout", type=float, default=0.0, help="share of hidden neurons to switch off in training")
    parser.add_argument("--seed", type=int, default=0, help="for the first weights, the order of images and dropout")
    args = parser.parse_args()
    if min(args.epochs, args.batch_size, args.hidden) < 1 or not 0 <= args.dropout < 1:
        parser.error("--epochs, --batch_size and --hidden must be at least 1, --dropout from 0 to below 1")
    return args


def load() -> tuple[Digits, Digits]:
    """Four fifths of the images to train on and one fifth to judge by, always the same."""
    with np.load(DATA) as file:
        images, labels = file["pixels"].astype(np.float32) / 16, file["labels"].astype(np.int64)
    order = np.random.default_rng(SPLIT_SEED).permutation(len(labels))
    cut = len(labels) * 4 // 5
    train, validation = order[:cut], order[cut:]
    return Digits(images[train], labels[train]), Digits(images[validation], labels[validation])


def new_network(hidden: int, activation: str, rng: np.random.Generator) -> Network:
    sizes = [64, hidden, CLASSES]
    weights: list[np.ndarray] = []
    for inputs, outputs in pairwise(sizes):
        weights.append(rng.normal(0, (2 / inputs) ** 0.5, (inputs, outputs)).astype(np.float32))
        weights.append(np.zeros(outputs, np.float32))
    return Network(weights, [np.zeros_like(weight) for weight in weights], activation)


def hidden_layer(network: Network, images: np.ndarray) -> np.ndarray:
    before = images @ network.weights[0] + network.weights[1]
    return np.maximum(before, 0) if network.activation == "relu" else np.tanh(before)


def probabilities(network: Network, hidden: np.ndarray) -> np.ndarray:
    scores = hidden @ network.weights[2] + network.weights[3]
    exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def loss_of(guesses: np.ndarray, labels: np.ndarray) -> float:
    """Mean cross-entropy."""
    return float(-np.log(guesses[np.arange(len(labels)), labels] + 1e-12).mean())


def gradients(network: Network, batch: Digits, keep: np.ndarray) -> tuple[list[np.ndarray], float]:
    """The slope of the loss for each of the weights, and the loss; `keep` scales the hidden neurons."""
    active = hidden_layer(network, batch.images)
    hidden = active * keep
    guesses = probabilities(network, hidden)
    error = guesses.copy()
    error[np.arange(len(batch.labels)), batch.labels] -= 1
    error /= len(batch.labels)
    back = (error @ network.weights[2].T) * keep
    back *= active > 0 if network.activation == "relu" else 1 - active**2
    slopes = [batch.images.T @ back, back.sum(axis=0), hidden.T @ error, error.sum(axis=0)]
    return slopes, loss_of(guesses, batch.labels)


def step(network: Network, slopes: list[np.ndarray], args: argparse.Namespace) -> None:
    """Gradient descent with momentum; biases do not decay."""
    for weight, velocity, slope in zip(network.weights, network.velocities, slopes, strict=True):
        decay = args.weight_decay * weight if weight.ndim == 2 else 0
        velocity *= args.momentum
        velocity -= args.lr * (slope + decay)
        weight += velocity


def train_epoch(network: Network, train: Digits, args: argparse.Namespace, rng: np.random.Generator) -> float:
    """One pass over the training images in a new order; the mean loss over its steps."""
    order = rng.permutation(len(train.labels))
    losses = []
    for start in range(0, len(order), args.batch_size):
        chosen = order[start : start + args.batch_size]
        batch = Digits(train.images[chosen], train.labels[chosen])
        kept = rng.random((len(chosen), args.hidden), np.float32) >= args.dropout
        slopes, loss = gradients(network, batch, kept.astype(np.float32) / (1 - args.dropout))
        step(network, slopes, args)
        losses.append(loss)
    return float(np.mean(losses))


def evaluate(network: Network, digits: Digits) -> tuple[float, float]:
    """The loss and the share of digits recognised."""
    guesses = probabilities(network, hidden_layer(network, digits.images))
    return loss_of(guesses, digits.labels), float((guesses.argmax(axis=1) == digits.labels).mean())


def main() -> None:
    args = parse_arguments()
    rng = np.random.default_rng(args.seed)
    train, validation = load()
    network = new_network(args.hidden, args.activation, rng)
    with np.errstate(all="ignore"):  # a learning rate far too high overflows; its loss says so
        for epoch in range(1, args.epochs + 1):
            train_loss = train_epoch(network, train, args, rng)
            loss, accuracy = evaluate(network, validation)
            losses = f"train_loss={train_loss:.4f} val_loss={loss:.4f}"
            print(f"epoch {epoch}/{args.epochs} {losses} val_accuracy={accuracy:.4f}", flush=True)


if __name__ == "__main__":
    main()
