# mypy: ignore-errors
"""Keras' progress bars, its one-line form, its callbacks and its summary."""

import os

os.environ["KERAS_BACKEND"] = "torch"
import keras
import numpy as np

keras.utils.set_random_seed(0)
x, y = np.random.rand(200, 4), np.random.randint(0, 2, 200)
model = keras.Sequential([keras.layers.Dense(4, activation="relu"), keras.layers.Dense(1, activation="sigmoid")])
model.compile("adam", "binary_crossentropy", metrics=["accuracy", keras.metrics.AUC(name="auc")])
model.fit(x, y, validation_split=0.2, epochs=2)
model.fit(x, y, validation_split=0.2, epochs=2, verbose=2)
watch = [
    keras.callbacks.ModelCheckpoint("/tmp/sweepctl-bench.keras", monitor="val_loss", save_best_only=True, verbose=1),
    keras.callbacks.ReduceLROnPlateau(patience=0, verbose=1),
    keras.callbacks.EarlyStopping(patience=0, verbose=1),
    keras.callbacks.LearningRateScheduler(lambda epoch: 0.1 / (epoch + 1), verbose=1),
]
model.fit(x, y, validation_split=0.2, epochs=3, callbacks=watch)
model.summary()
loss, accuracy, auc = model.evaluate(x, y)
print("Test loss:", loss)
print("Test accuracy:", accuracy)
print(model.evaluate(x, y, verbose=2))
print("predictions", model.predict(x[:3]))
