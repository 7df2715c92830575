"""Prints bytes that are no UTF-8, around its metric."""

import os

os.write(1, b"\xff\xfe caf\xe9 \x80\x81\nloss=0.5 \xe9\n\xc3")
