"""THE SOCKET: frames of a browser's camera in, moments and cues out."""
