"""Settings of storage: where documents and objects are kept. Rows are (name, type, default, sentence)."""

from typing import Final

SETTINGS: Final[tuple[tuple[str, str, str, str], ...]] = (
    (
        "storage.blobs",
        "one of filesystem, minio, memory or a dotted name",
        "filesystem",
        "Where documents are kept: minio is any S3, memory is lost at the end.",
    ),
    ("storage.blobs.filesystem.folder", "path", "var/blobs", "Folder of documents, on a local filesystem."),
    ("storage.blobs.minio.endpoint", "text", "127.0.0.1:9000", "Host and port of the S3 server, without a scheme."),
    (
        "storage.blobs.minio.bucket",
        "text",
        "chancery",
        "Bucket of documents, with versioning and object lock; init makes it where it is missing.",
    ),
    ("storage.blobs.minio.access_key", "text", "", "Access key; better given in the environment."),
    ("storage.blobs.minio.secret_key", "text", "", "Secret key; better given in the environment."),
    ("storage.blobs.minio.secure", "yes-no", "yes", "Whether the S3 server is spoken to by TLS."),
    ("storage.blobs.minio.region", "text", "us-east-1", "Region of the bucket."),
    (
        "storage.blobs.minio.retention",
        "one of GOVERNANCE, COMPLIANCE",
        "GOVERNANCE",
        "Mode of object locks: an administrator may lift one of GOVERNANCE, nobody one of COMPLIANCE.",
    ),
    (
        "storage.blobs.minio.timeout",
        "seconds above 0",
        "5",
        "How long the S3 server may be silent before it counts as down; it is asked twice.",
    ),
    (
        "storage.zodb.uri",
        "text",
        "zconfig:var/objects/objects.conf",
        "The object database, by its zodburi address; `chancery init` writes the file of the default.",
    ),
)
