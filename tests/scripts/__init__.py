"""Badly behaved children: each is a program that a sweep may meet. Standard library only."""
