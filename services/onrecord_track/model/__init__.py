"""What was learned or counted: word counts, the sentence embedding, the weights of sameness."""
