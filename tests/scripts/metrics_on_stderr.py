"""Prints its metric on stderr, through logging."""

import logging

logging.basicConfig(level=logging.INFO)
logging.info("loss=0.5")
