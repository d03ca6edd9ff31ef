//! Tests of a store that cannot write for a while, and of what is written.

use std::sync::{Arc, Mutex};

use baxverify_wire::ErrorCode;

use super::{PHONE, PROJECT, send, unlimited, update, verify};
use crate::service::store::{Store, StoreWrite, StoredState};
use crate::service::{MessageFilter, Service};

/// Records what was written, and fails while `is_full`.
#[derive(Clone, Default)]
struct Disk(Arc<Mutex<DiskState>>);

#[derive(Default)]
struct DiskState {
    is_full: bool,
    written: Vec<String>,
}

impl Store for Disk {
    fn write(&mut self, changes: &[StoreWrite]) -> Result<(), String> {
        let mut disk = self.0.lock().unwrap();
        if disk.is_full {
            return Err("database or disk is full".to_owned());
        }
        disk.written.extend(changes.iter().map(describe));
        Ok(())
    }
}

impl Disk {
    fn set_full(&self, is_full: bool) {
        self.0.lock().unwrap().is_full = is_full;
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap().written)
    }
}

fn describe(change: &StoreWrite) -> String {
    match change {
        StoreWrite::Clock(clock) => format!("clock {}", clock.offset),
        StoreWrite::Cleared { project } => format!("cleared {project}"),
        StoreWrite::Removed { project } => format!("removed {project}"),
        StoreWrite::Project { id, .. } => format!("project {id}"),
        StoreWrite::Message { project, sequence, .. } => format!("message {project} {sequence}"),
        StoreWrite::Dropped { project, below } => format!("dropped {project} {below}"),
        StoreWrite::Deleted { project, sequence } => format!("deleted {project} {sequence}"),
        StoreWrite::Spent { project, .. } => format!("spent {project}"),
        StoreWrite::ExpiredProofs { project, .. } => format!("expired {project}"),
    }
}

fn stored() -> (Service, Disk) {
    let service = unlimited();
    let disk = Disk::default();
    service.attach_store(Box::new(disk.clone()), StoredState::default()).unwrap();
    disk.take();
    (service, disk)
}

#[test]
fn changes_that_could_not_be_written_are_written_later() {
    let (service, disk) = stored();
    update(&service, r#"{"projectId":"other"}"#);
    disk.set_full(true);
    send(&service, PHONE);
    update(&service, r#"{"projectId":"other","credits":3}"#);
    service.advance(7);
    assert_eq!(service.storage_failure().as_deref(), Some("database or disk is full"));
    assert_eq!(disk.take(), ["project other"]);
    disk.set_full(false);
    assert_eq!(service.storage_failure(), None);
    let written = disk.take();
    assert_eq!(written, ["clock 7", "project other", "message proj_emulator 0"]);
    send(&service, PHONE);
    assert_eq!(disk.take(), ["message proj_emulator 0", "message proj_emulator 1"]);
}

#[test]
fn without_a_failure_nothing_is_written_twice() {
    let (service, disk) = stored();
    let code = send(&service, PHONE);
    let token = verify(&service, &code).unwrap().access_token;
    disk.take();
    service.validate(PROJECT, &token, true).unwrap();
    assert_eq!(disk.take(), ["message proj_emulator 0", "spent proj_emulator"]);
    assert_eq!(service.storage_failure(), None);
    service.stats(PROJECT, 1).unwrap();
    assert!(disk.take().is_empty());
}

#[test]
fn rows_of_expired_proofs_are_deleted_without_another_call() {
    let (service, disk) = stored();
    let code = send(&service, PHONE);
    let token = verify(&service, &code).unwrap().access_token;
    service.validate(PROJECT, &token, true).unwrap();
    disk.take();
    service.advance(15 * 60_000);
    assert_eq!(disk.take(), ["clock 900000", "expired proj_emulator"]);
    service.advance(15 * 60_000);
    assert_eq!(disk.take(), ["clock 1800000"]);
}

#[test]
fn a_removed_project_is_gone_from_the_store_also_after_a_failure() {
    let (service, disk) = stored();
    update(&service, r#"{"projectId":"other"}"#);
    disk.set_full(true);
    service.remove_project("other").unwrap();
    disk.set_full(false);
    disk.take();
    update(&service, r#"{"projectId":"other"}"#);
    assert_eq!(disk.take(), ["removed other", "project other"]);
}

#[test]
fn deleted_messages_are_deleted_from_the_store() {
    let (service, disk) = stored();
    send(&service, PHONE);
    send(&service, PHONE);
    disk.take();
    let mut scan = service.scan(MessageFilter::default(), None, usize::MAX);
    while scan.step(&service) {}
    assert_eq!(service.delete_found(scan), 2);
    assert_eq!(disk.take(), ["deleted proj_emulator 0", "deleted proj_emulator 1"]);
    assert_eq!(verify(&service, "000000").err(), Some(ErrorCode::OtpExpired));
}
