"""Documents, each kept once under the name of its digest: memory, filesystem, MinIO or any S3."""
