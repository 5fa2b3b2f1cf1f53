"""Kinds of brokers: one file each; a broker publishes, listens, and says what a consumer has done with."""
