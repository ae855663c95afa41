"""How common English news words are: counted once, read by ``rarity``."""
