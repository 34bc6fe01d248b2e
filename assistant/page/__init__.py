"""The Gradio page: a chat where every quote opens in its source. It draws what the answer function gives, no more."""
