//! The database file: a `SQLite` database that every change is written to.

use std::collections::BTreeSet;
use std::time::Duration;

use rusqlite::ffi::ErrorCode;
use rusqlite::{Connection, OpenFlags, Row, params};

use crate::clock::Shift;
use crate::quote::shortened_path;
use crate::service::{Message, Store, StoreWrite, StoredProject, StoredState};

/// The version of the schema below.
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

/// Marks the file as one of the emulator: "BXVE" in ASCII.
const APPLICATION_ID: i64 = 0x4258_5645;

pub struct SqliteStore(Connection);

/// What a file contains.
#[derive(Clone, Copy)]
enum Content {
    /// Nothing.
    New,
    Own,
    OtherVersion(u32),
    /// The database of another program.
    Foreign,
}

impl SqliteStore {
    /// Opens or creates the file. Changes nothing in a file that the emulator did not write.
    ///
    /// # Errors
    /// Returns why the file cannot be used.
    pub fn open(path: &str) -> Result<Self, String> {
        let flags = OpenFlags::default() & !OpenFlags::SQLITE_OPEN_URI;
        let connect = || {
            let connection = Connection::open_with_flags(path, flags)?;
            // Another emulator keeps the file as long as it runs, so waiting is useless.
            connection.busy_timeout(Duration::ZERO)?;
            // Two emulators on one file would overwrite each other's changes.
            connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
            let content = content(&connection)?;
            if matches!(content, Content::New | Content::Own) {
                prepare(&connection, content)?;
            }
            Ok((connection, content))
        };
        match connect() {
            Ok((connection, Content::New | Content::Own)) => Ok(Self(connection)),
            Ok((_, Content::OtherVersion(version))) => Err(format!(
                "{path} was written by another version of the emulator (schema {version})"
            )),
            Ok((_, Content::Foreign)) => Err(not_ours(path)),
            Err(error) => Err(open_error(path, &error)),
        }
    }

    /// # Errors
    /// Returns why the content cannot be read.
    pub fn load(&self) -> Result<StoredState, String> {
        let meta = |key: &str| {
            let query = "SELECT max(value) FROM meta WHERE key = ?1";
            let value = self.0.query_row(query, [key], |row| row.get::<_, Option<i64>>(0));
            value.map_err(read_error)
        };
        let clock = Shift {
            offset: meta("clock")?.unwrap_or(0),
            frozen_at: meta("frozen")?.and_then(|at| u64::try_from(at).ok()),
        };
        let projects = self.rows("SELECT id, json FROM project ORDER BY id", "", |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
        })?;
        let projects = projects.into_iter().map(|(id, json)| self.project(id, json));
        Ok(StoredState { clock, projects: projects.collect::<Result<_, _>>()? })
    }

    fn project(&self, id: String, json: String) -> Result<StoredProject, String> {
        let messages = "SELECT sequence, json FROM message WHERE project = ?1 ORDER BY sequence";
        let messages =
            self.rows(messages, &id, |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?;
        let messages = messages.into_iter().map(|(sequence, json)| {
            let message: Message = serde_json::from_str(&json).map_err(read_error)?;
            Ok((u64::try_from(sequence).map_err(read_error)?, message))
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
        let mut statement = self.0.prepare(sql).map_err(read_error)?;
        let rows = if project.is_empty() {
            statement.query_map([], read)
        } else {
            statement.query_map([project], read)
        };
        rows.and_then(Iterator::collect).map_err(read_error)
    }

    fn apply(&mut self, changes: &[StoreWrite]) -> rusqlite::Result<()> {
        let transaction = self.0.transaction()?;
        for change in changes {
            let run = |sql: &str, values: &[&dyn rusqlite::ToSql]| {
                transaction.prepare_cached(sql)?.execute(values).map(|_| ())
            };
            match change {
                StoreWrite::Clock(clock) => {
                    run("REPLACE INTO meta VALUES ('clock', ?1)", params![clock.offset])?;
                    run("DELETE FROM meta WHERE key = 'frozen'", &[])?;
                    if let Some(at) = clock.frozen_at {
                        run("INSERT INTO meta VALUES ('frozen', ?1)", params![signed(at)])?;
                    }
                }
                StoreWrite::Cleared { project } => {
                    run("DELETE FROM message WHERE project = ?1", params![project])?;
                    run("DELETE FROM spent WHERE project = ?1", params![project])?;
                }
                StoreWrite::Removed { project } => {
                    run("DELETE FROM message WHERE project = ?1", params![project])?;
                    run("DELETE FROM spent WHERE project = ?1", params![project])?;
                    run("DELETE FROM project WHERE id = ?1", params![project])?;
                }
                StoreWrite::ExpiredProofs { project, until } => run(
                    "DELETE FROM spent WHERE project = ?1 AND expires_at <= ?2",
                    params![project, signed(*until)],
                )?,
                StoreWrite::Project { id, json } => {
                    run("REPLACE INTO project VALUES (?1, ?2)", params![id, json])?;
                }
                StoreWrite::Message { project, sequence, json } => run(
                    "REPLACE INTO message VALUES (?1, ?2, ?3)",
                    params![project, signed(*sequence), json],
                )?,
                StoreWrite::Dropped { project, below } => run(
                    "DELETE FROM message WHERE project = ?1 AND sequence < ?2",
                    params![project, signed(*below)],
                )?,
                StoreWrite::Deleted { project, sequence } => run(
                    "DELETE FROM message WHERE project = ?1 AND sequence = ?2",
                    params![project, signed(*sequence)],
                )?,
                StoreWrite::Spent { project, jti, expires_at } => run(
                    "REPLACE INTO spent VALUES (?1, ?2, ?3)",
                    params![project, jti, signed(*expires_at)],
                )?,
            }
        }
        transaction.commit()
    }
}

impl Store for SqliteStore {
    fn write(&mut self, changes: &[StoreWrite]) -> Result<(), String> {
        self.apply(changes).map_err(|error| error.to_string())
    }
}

/// Reads what the file contains.
fn content(connection: &Connection) -> rusqlite::Result<Content> {
    let number = |pragma| connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
    let (application, version) = (number("application_id")?, number("user_version")?);
    let mut names = connection.prepare("SELECT name FROM sqlite_master WHERE type = 'table'")?;
    let names: BTreeSet<String> =
        names.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let version = u32::try_from(version).unwrap_or(u32::MAX);
    Ok(match (application, version) {
        (0, 0) if names.is_empty() => Content::New,
        (APPLICATION_ID, VERSION) => Content::Own,
        (APPLICATION_ID, version) => Content::OtherVersion(version),
        // The first versions of the emulator did not set the application id.
        (0, VERSION) if names.iter().eq(&["message", "meta", "project", "spent"]) => Content::Own,
        _ => Content::Foreign,
    })
}

/// Sets how the file is written, and creates the tables of a new file.
fn prepare(connection: &Connection, content: Content) -> rusqlite::Result<()> {
    // With these settings a killed process loses nothing. Only a power failure may lose the
    // last commits.
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    // `pragma_update` within the transaction makes the file complete or leaves it empty.
    connection.execute_batch("BEGIN EXCLUSIVE")?;
    if matches!(content, Content::New) {
        connection.execute_batch(TABLES)?;
        connection.pragma_update(None, "user_version", VERSION)?;
    }
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    connection.execute_batch("COMMIT")
}

/// `SQLite` has only signed integers. No value here exceeds their range.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn read_error(error: impl std::fmt::Display) -> String {
    format!("the database cannot be read: {error}")
}

fn open_error(path: &str, error: &rusqlite::Error) -> String {
    let shown = shortened_path(path);
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            format!("{shown} is in use by another emulator")
        }
        Some(ErrorCode::NotADatabase) => not_ours(path),
        // The text of the error repeats the path.
        _ => format!("{shown} cannot be opened: {}", error.to_string().replace(path, &shown)),
    }
}

fn not_ours(path: &str) -> String {
    format!("{} is not a database of the emulator", shortened_path(path))
}
