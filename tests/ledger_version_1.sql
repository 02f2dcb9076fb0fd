-- A ledger as newscrawl 0.1 made it (schema version 1), with what two runs delivered, one claimed and one was killed in.
PRAGMA journal_mode = WAL;
CREATE TABLE pages (
    id TEXT NOT NULL, version INTEGER NOT NULL, url TEXT NOT NULL, content_hash TEXT NOT NULL,
    part TEXT NOT NULL, done INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (id, version)
) WITHOUT ROWID;
CREATE INDEX pages_pending ON pages (part) WHERE done = 0;
CREATE TABLE runs (
    run TEXT PRIMARY KEY, started_at TEXT NOT NULL, finished_at TEXT, complete INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
INSERT INTO runs VALUES
    ('20221210T080000Z-0a1b2c', '2022-12-10T08:00:00.000000+00:00', '2022-12-10T08:10:00.000000+00:00', 1),
    ('20221211T080000Z-0a1b2c', '2022-12-11T08:00:00.000000+00:00', '2022-12-11T08:10:00.000000+00:00', 1),
    ('20221212T080000Z-0a1b2c', '2022-12-12T08:00:00.000000+00:00', NULL, 0);
INSERT INTO pages VALUES
    ('000000000000000a', 1, 'https://journal.example/a/', 'sha256:a1', 'dt=2022-12-10/site=journal/run=20221210T080000Z-0a1b2c.jsonl', 1),
    ('000000000000000a', 2, 'https://journal.example/a/', 'sha256:a2', 'dt=2022-12-11/site=journal/run=20221211T080000Z-0a1b2c-0002.jsonl', 1),
    ('000000000000000b', 1, 'https://journal.example/b/', 'sha256:b1', 'dt=2022-12-10/site=journal/run=20221210T080000Z-0a1b2c.jsonl', 1),
    ('000000000000000c', 1, 'https://journal.example/c/', 'sha256:c1', 'dt=2022-12-12/site=journal/run=20221212T080000Z-0a1b2c.jsonl', 0),
    ('000000000000000d', 1, 'https://journal.example/d/', 'sha256:d1', 'lost.jsonl', 1);
PRAGMA user_version = 1;
PRAGMA application_id = 1852009521;
