"""What the isolation half of the harness asks of this one: what each judged process runs, and how a judge says that it
ended because the candidate had gone."""

from harness import candidate, judge, prelude, program

ROLES = {"candidate": candidate.main, "judge": judge.main, "program": program.main}
CANDIDATE_GONE = judge.CANDIDATE_GONE


def prepare(settings):
    """Once, before the isolation layer stands; folders that the judged processes must be able to read."""
    return prelude.add_numpy(settings["numpy"]) if settings.get("numpy") else []
