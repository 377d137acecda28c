/** How near one row of logits is to another. */
import { argmax } from "../../src/models/decoding/sampling.ts";

/** Less probable than e to this, a token adds nothing that could be seen. */
const NEGLIGIBLE = -25;

/** @param right what it should be */
export function compareChoices(right: Float32Array, row: Float32Array): { same: boolean; divergence: number } {
  const [rightSum, sum] = [logSum(right), logSum(row)];
  let divergence = 0;
  for (let i = 0; i < right.length; i++) {
    const log = (right[i] as number) - rightSum;
    if (log > NEGLIGIBLE) divergence += Math.exp(log) * (log - ((row[i] as number) - sum));
  }
  return { same: argmax(right) === argmax(row), divergence };
}

/** The logarithm of the sum of exponentials. */
function logSum(row: Float32Array): number {
  const most = row[argmax(row)] as number;
  let sum = 0;
  for (const value of row) sum += Math.exp(value - most);
  return most + Math.log(sum);
}
