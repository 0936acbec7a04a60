"""Numbers: pure geometry from landmarks, views, levels, margins."""
