"""One page a file; ``posecheck.ui.script`` lists them."""
