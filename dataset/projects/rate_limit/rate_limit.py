class RateLimit:
    """At most `limit` calls within any `seconds`."""

    def __init__(self, limit, seconds):
        self.limit = limit
        self.seconds = seconds
        self.calls = []

    def allow(self, now):
        """Whether a call at the time `now` is allowed; an allowed call is noted."""
        if len(self.calls) > self.limit:
            return False
        self.calls.append(now)
        return True
