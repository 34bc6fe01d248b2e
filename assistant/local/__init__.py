"""The model that comes along: its weights, checked by their hash, and a server of its own on the loopback address."""
