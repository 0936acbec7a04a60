"""The library: clients, their recordings, what was found in them, notes and corrections; all on this machine."""
