"""AsyncAPI documents of every version in, the same few nouns out: channels, operations, messages with traits merged."""
