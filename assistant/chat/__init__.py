"""The engine for chat models: a model writes statements and points at numbered sentences, code proves them."""
