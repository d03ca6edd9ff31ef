//! The database file: one `SQLite` database, written before a call is answered.

use rusqlite::{Connection, OpenFlags, Row, ffi::ErrorCode, params};

use crate::service::{Keep, Message, Stored, StoredProject, Write};

/// The layout of the tables below.
const VERSION: u32 = 1;

const TABLES: &str = "
    CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE project (id TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE message (
        project TEXT NOT NULL, sequence INTEGER NOT NULL, json TEXT NOT NULL,
        PRIMARY KEY (project, sequence)
    ) WITHOUT ROWID;
    CREATE TABLE spent (
        project TEXT NOT NULL, jti TEXT NOT NULL, expires_at INTEGER NOT NULL,
        PRIMARY KEY (project, jti)
    ) WITHOUT ROWID;
";

pub(crate) struct Storage(Connection);

impl Storage {
    /// Opens the file, or makes it.
    pub(crate) fn open(path: &str) -> Result<Self, String> {
        let flags = OpenFlags::default() & !OpenFlags::SQLITE_OPEN_URI;
        let connect = || {
            let connection = Connection::open_with_flags(path, flags)?;
            // One emulator at a time: two would each answer without knowing of the other's messages.
            connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
            // A commit is in the system's hands when it returns, so that killing the process loses
            // nothing; only a machine that loses power may lose the last of them.
            connection.pragma_update(None, "journal_mode", "WAL")?;
            connection.pragma_update(None, "synchronous", "NORMAL")?;
            let version: u32 =
                connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
            if version == 0 {
                connection.execute_batch(&format!("BEGIN EXCLUSIVE; {TABLES} COMMIT;"))?;
                connection.pragma_update(None, "user_version", VERSION)?;
            }
            Ok((connection, version))
        };
        match connect() {
            Ok((connection, 0 | VERSION)) => Ok(Self(connection)),
            Ok((_, other)) => {
                Err(format!("{path} was written by another version of the emulator ({other})"))
            }
            Err(error) => Err(explain(path, &error)),
        }
    }

    pub(crate) fn load(&self) -> Result<Stored, String> {
        let meta = "SELECT coalesce(max(value), 0) FROM meta WHERE key = 'clock'";
        let offset: i64 = self.0.query_row(meta, [], |row| row.get(0)).map_err(broken)?;
        let projects = self.rows("SELECT id, json FROM project ORDER BY id", "", |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
        })?;
        let projects = projects.into_iter().map(|(id, json)| self.project(id, json));
        Ok(Stored {
            clock_offset: u64::try_from(offset).unwrap_or(0),
            projects: projects.collect::<Result<_, _>>()?,
        })
    }

    fn project(&self, id: String, json: String) -> Result<StoredProject, String> {
        let messages = "SELECT sequence, json FROM message WHERE project = ?1 ORDER BY sequence";
        let messages =
            self.rows(messages, &id, |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?;
        let messages = messages.into_iter().map(|(sequence, json)| {
            let message: Message = serde_json::from_str(&json).map_err(broken)?;
            Ok((u64::try_from(sequence).map_err(broken)?, message))
        });
        let spent = "SELECT jti, expires_at FROM spent WHERE project = ?1";
        let spent =
            self.rows(spent, &id, |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))?;
        let spent = spent.into_iter().map(|(jti, at)| (jti, u64::try_from(at).unwrap_or(0)));
        let messages = messages.collect::<Result<_, String>>()?;
        Ok(StoredProject { json, messages, spent: spent.collect(), id })
    }

    fn rows<T>(
        &self,
        sql: &str,
        project: &str,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, String> {
        let mut statement = self.0.prepare(sql).map_err(broken)?;
        let rows = if project.is_empty() {
            statement.query_map([], read)
        } else {
            statement.query_map([project], read)
        };
        rows.and_then(Iterator::collect).map_err(broken)
    }

    fn apply(&mut self, changes: &[Write]) -> rusqlite::Result<()> {
        let transaction = self.0.transaction()?;
        for change in changes {
            let run = |sql: &str, values: &[&dyn rusqlite::ToSql]| {
                transaction.prepare_cached(sql)?.execute(values).map(|_| ())
            };
            match change {
                Write::Clock(offset) => {
                    run("REPLACE INTO meta VALUES ('clock', ?1)", params![signed(*offset)])?;
                }
                Write::Cleared { project } => {
                    run("DELETE FROM message WHERE project = ?1", params![project])?;
                    run("DELETE FROM spent WHERE project = ?1", params![project])?;
                }
                Write::Project { id, json } => {
                    run("REPLACE INTO project VALUES (?1, ?2)", params![id, json])?;
                }
                Write::Message { project, sequence, json } => run(
                    "REPLACE INTO message VALUES (?1, ?2, ?3)",
                    params![project, signed(*sequence), json],
                )?,
                Write::Dropped { project, below } => run(
                    "DELETE FROM message WHERE project = ?1 AND sequence < ?2",
                    params![project, signed(*below)],
                )?,
                Write::Spent { project, jti, expires_at } => run(
                    "REPLACE INTO spent VALUES (?1, ?2, ?3)",
                    params![project, jti, signed(*expires_at)],
                )?,
            }
        }
        transaction.commit()
    }
}

impl Keep for Storage {
    fn write(&mut self, changes: &[Write]) -> Result<(), String> {
        self.apply(changes).map_err(|error| error.to_string())
    }
}

/// Integers of `SQLite` have a sign; nothing counted here comes near it.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn broken(error: impl std::fmt::Display) -> String {
    format!("the database cannot be read: {error}")
}

fn explain(path: &str, error: &rusqlite::Error) -> String {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            format!("{path} is in use by another emulator")
        }
        Some(ErrorCode::NotADatabase) => format!("{path} is not a database of the emulator"),
        _ => format!("{path} cannot be opened: {error}"),
    }
}
