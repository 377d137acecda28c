class ScoreBoard:
    """Scores of players; the best score of each counts."""

    def __init__(self):
        self.scores = {}

    def add(self, player, score):
        """Notes a score."""
        if player not in self.scores or score > self.scores[player]:
            self.scores[player] = score

    def top(self, count):
        """The names of the best `count` players, best first, equal ones by name."""
        ranked = sorted(self.scores.items(), key=lambda item: (-item[1], item[0]))
        return [name for name, score in ranked[:count]]
