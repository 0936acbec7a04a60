"""How an older library's tables become today's; run at opening."""
