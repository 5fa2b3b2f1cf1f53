"""Captures of production traffic in, what they get wrong by the event contracts out: line by line, in flat memory."""
