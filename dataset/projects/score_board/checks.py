from score_board import ScoreBoard
def played(*scores):
    board = ScoreBoard()
    for player, score in scores:
        board.add(player, score)
    return board
assert played(("a", 1), ("b", 3), ("c", 2)).top(2) == ["b", "c"]
assert played(("b", 5), ("a", 5)).top(5) == ["a", "b"]
assert played(("a", 4), ("a", 2)).scores == {"a": 4}
