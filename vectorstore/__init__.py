"""The library: the shared nouns, the ports, Chroma and the embedder."""
