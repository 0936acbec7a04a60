"""Verdicts: the one stateful object, holds, summaries."""
