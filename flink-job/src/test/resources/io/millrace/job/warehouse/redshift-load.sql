SET extra_float_digits = 3;
CREATE TABLE IF NOT EXISTS "load_ledger" (
  "file_path" VARCHAR(4096) NOT NULL PRIMARY KEY,
  "table_name" VARCHAR(256) NOT NULL,
  "manifest_id" VARCHAR(64) NOT NULL,
  "rows" BIGINT,
  "bytes" BIGINT NOT NULL,
  "loaded_at" TIMESTAMP NOT NULL,
  "run_id" VARCHAR(64),
  "checkpoint_id" BIGINT
);
SELECT column_name, data_type, numeric_precision, numeric_scale FROM information_schema.columns WHERE table_schema = current_schema() AND lower(table_name) = $1 ORDER BY ordinal_position;
CREATE TABLE IF NOT EXISTS "payments" (
  "id" BIGINT,
  "amount" DOUBLE PRECISION
) DISTSTYLE KEY DISTKEY ("id") SORTKEY ("amount") ENCODE AUTO;
SELECT column_name, data_type, numeric_precision, numeric_scale FROM information_schema.columns WHERE table_schema = current_schema() AND lower(table_name) = $1 ORDER BY ordinal_position;
SET extra_float_digits = 3;
BEGIN;
LOCK TABLE "load_ledger";
SELECT "file_path" FROM "load_ledger" WHERE "file_path" IN ($1, $2);
COPY "payments" ("id", "amount") FROM 's3://lake/_manifests/copy/8376b122b05c097dea0b8f57cb3f435c.manifest' IAM_ROLE 'arn:aws:iam::123456789012:role/warehouse' FORMAT AS PARQUET MANIFEST;
SELECT pg_last_copy_count();
INSERT INTO "load_ledger" ("file_path", "table_name", "manifest_id", "rows", "bytes", "loaded_at", "run_id", "checkpoint_id") VALUES ($1, $2, $3, $4, $5, $6, $7, $8), ($9, $10, $11, $12, $13, $14, $15, $16);
COMMIT;
