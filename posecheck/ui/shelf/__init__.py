"""Shelf: what the pages of the library are put together from."""
