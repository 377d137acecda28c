/** How much a repair attempt is told of the failed execution. It decides what solved@k means, so it is recorded. */

/** `assertion`: verdict, exception, the candidate's own frames, the assertion that failed; `verdict`: only that. */
export const FEEDBACKS = ["assertion", "verdict", "none"] as const;

export type Feedback = (typeof FEEDBACKS)[number];
