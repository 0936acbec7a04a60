"""THE SCREEN: pages and browser components; alone imports streamlit."""

import os

#: As the command line does: small matrices are multiplied by one thread. Pages and sockets would wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
