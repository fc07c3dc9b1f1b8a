"""Amparo: law you can run, and the city desks built on it."""

__version__ = "0.1.0"
