"""How fast the library is, as ratios of things timed side by side; run from the checkout, not a part of what ships."""
