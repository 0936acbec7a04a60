"""posecheck looks at a person through one ordinary camera and checks yoga poses: numbers, sides, honest margins."""

__version__ = "0.1.0"
