"""What only German needs: how people write it, what its words are about, how they say days, sums and things."""
