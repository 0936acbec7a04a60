"""Eyes of its own: the crop of the hips, the network that looks at it, and the printed card."""
