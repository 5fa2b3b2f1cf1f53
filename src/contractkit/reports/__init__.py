"""Files written from a result: one file each, pure."""
