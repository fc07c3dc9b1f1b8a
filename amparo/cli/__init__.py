"""The command `amparo`."""
