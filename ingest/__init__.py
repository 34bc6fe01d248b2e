"""Files to documents to chunks to the library."""
