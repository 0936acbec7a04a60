"""Pixels: files and pictures to frames, frames to landmarks, results drawn on frames."""
