"""contractkit: a folder of contracts in, proof out."""
