"""The reader model: given a question and passages, where the answer stands and whether there is one."""
