/** The part of parquetjs-lite that is used here; the package brings no types of its own. */
declare module "parquetjs-lite" {
  interface FieldDefinition {
    readonly type: "UTF8";
    readonly compression: "UNCOMPRESSED" | "SNAPPY" | "GZIP";
  }

  class ParquetSchema {
    constructor(fields: Readonly<Record<string, FieldDefinition>>);
  }

  class ParquetWriter {
    static openFile(schema: ParquetSchema, path: string): Promise<ParquetWriter>;
    appendRow(row: Readonly<Record<string, string>>): Promise<void>;
    close(): Promise<void>;
  }

  /** A CommonJS module: only the default export is there for `import`. */
  const parquet: { ParquetSchema: typeof ParquetSchema; ParquetWriter: typeof ParquetWriter };
  export default parquet;
}
