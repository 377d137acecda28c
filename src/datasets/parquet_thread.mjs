// Reads a Parquet file in a thread of its own, so that a damaged one can be given up. Plain JavaScript, because a
// thread starts without the loader for TypeScript that its process may have.

import { parentPort, workerData } from "node:worker_threads";
import { parquetMetadataAsync, parquetReadObjects, parquetSchema } from "hyparquet";
import { compressors } from "hyparquet-compressors";

const { file, columns } = workerData;
try {
  const metadata = await parquetMetadataAsync(file);
  const there = parquetSchema(metadata).children.map((child) => child.element.name);
  const wanted = columns ? there.filter((name) => columns.includes(name)) : there;
  parentPort.postMessage({ rows: await parquetReadObjects({ file, metadata, columns: wanted, compressors }) });
} catch (error) {
  parentPort.postMessage({ damage: error instanceof Error ? error.message : String(error) });
}
