"""Tell handwritten digits apart from few examples, judged by one of five folds; needs numpy and nothing else.

The data in `../digits/digits.npz`: Optical Recognition of Handwritten Digits, E. Alpaydin and C. Kaynak (1998), UCI
Machine Learning Repository, https://doi.org/10.24432/C50P49, CC BY 4.0; its test set of 1,797 images of 8 × 8 pixels.
"""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import dataclass
from pathlib import Path

# The matrices are tiny: one thread is faster than many, and folds can run side by side.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ.setdefault(variable, "1")

try:
    import numpy as np
except ImportError:
    sys.exit("train.py needs numpy: install it with `python -m pip install numpy`")

DATA = Path(__file__).parent.parent / "digits" / "digits.npz"
SPLIT_SEED = 0
FOLDS = 5
CLASSES = 10


@dataclass(frozen=True)
class Digits:
    """Images as rows of numbers between 0 and 1, and the digit each one shows."""

    images: np.ndarray
    labels: np.ndarray


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Softmax regression on a few handwritten digits.")
    parser.add_argument("--fold", type=int, default=0, help=f"which fold to judge by, 0 to {FOLDS - 1}")
    parser.add_argument("--epochs", type=int, default=20, help="how often to go through the training images")
    parser.add_argument("--images", type=int, default=300, help="how many images there are, all folds together")
    parser.add_argument("--lr", type=float, default=0.1, help="learning rate")
    parser.add_argument("--weight_decay", type=float, default=1e-4, help="pull of the weights towards zero")
    parser.add_argument("--noise", type=float, default=0.0, help="how much the training pixels are disturbed")
    parser.add_argument("--batch_size", type=int, default=16, help="images per step")
    parser.add_argument("--seed", type=int, default=0, help="for the order of images and the noise")
    args = parser.parse_args()
    if not 0 <= args.fold < FOLDS:
        parser.error(f"--fold must be from 0 to {FOLDS - 1}")
    if min(args.epochs, args.batch_size) < 1 or args.images < FOLDS:
        parser.error(f"--epochs and --batch_size must be at least 1, --images at least {FOLDS}")
    return args


def load(fold: int, images: int) -> tuple[Digits, Digits]:
    """The images of four folds to train on, and those of the fifth to judge by; folds never overlap."""
    with np.load(DATA) as file:
        pixels, labels = file["pixels"].astype(np.float32) / 16, file["labels"].astype(np.int64)
    chosen = np.random.default_rng(SPLIT_SEED).permutation(len(labels))[:images]
    is_held_out = np.arange(len(chosen)) % FOLDS == fold
    train, held_out = chosen[~is_held_out], chosen[is_held_out]
    return Digits(pixels[train], labels[train]), Digits(pixels[held_out], labels[held_out])


def probabilities(weights: np.ndarray, bias: np.ndarray, images: np.ndarray) -> np.ndarray:
    scores = images @ weights + bias
    exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def train_epoch(
    weights: np.ndarray, bias: np.ndarray, train: Digits, args: argparse.Namespace, rng: np.random.Generator
) -> None:
    """One pass of gradient descent over the training images in a new order; changes the weights in place."""
    order = rng.permutation(len(train.labels))
    for start in range(0, len(order), args.batch_size):
        chosen = order[start : start + args.batch_size]
        images = train.images[chosen] + args.noise * rng.standard_normal((len(chosen), 64), np.float32)
        error = probabilities(weights, bias, images)
        error[np.arange(len(chosen)), train.labels[chosen]] -= 1
        error /= len(chosen)
        weights -= args.lr * (images.T @ error + args.weight_decay * weights)
        bias -= args.lr * error.sum(axis=0)


def evaluate(weights: np.ndarray, bias: np.ndarray, digits: Digits) -> tuple[float, float]:
    """The mean cross-entropy and the share of digits recognised."""
    guesses = probabilities(weights, bias, digits.images)
    losses = -np.log(guesses[np.arange(len(digits.labels)), digits.labels] + 1e-12)
    return float(losses.mean()), float((guesses.argmax(axis=1) == digits.labels).mean())


def main() -> None:
    args = parse_arguments()
    rng = np.random.default_rng(args.seed)
    train, held_out = load(args.fold, args.images)
    weights, bias = np.zeros((64, CLASSES), np.float32), np.zeros(CLASSES, np.float32)
    with np.errstate(all="ignore"):  # a learning rate far too high overflows; its loss says so
        for epoch in range(1, args.epochs + 1):
            train_epoch(weights, bias, train, args, rng)
            loss, accuracy = evaluate(weights, bias, held_out)
            print(f"epoch {epoch}/{args.epochs} val_loss={loss:.4f} val_accuracy={accuracy:.4f}", flush=True)


if __name__ == "__main__":
    main()
