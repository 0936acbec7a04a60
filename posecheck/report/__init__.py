"""Result files: JSON and CSV."""
