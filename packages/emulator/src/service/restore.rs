//! Writing changes down, and beginning from what was written.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::settings::Settings;
use super::{
    Change, Keep, Service, Stored, StoredProject, UpdateError, Write, message_log::MessageLog,
    project::Project, proof::Proofs,
};
use crate::clock::Millis;

/// What is written down of a project, messages and spent proofs apart.
#[derive(Deserialize, Serialize)]
pub(crate) struct Kept {
    pub(super) settings: Settings,
    pub(super) initial: Settings,
    pub(super) secret: [u8; 32],
}

impl Service {
    /// Goes on from what is stored, and writes down every change from now on. Projects that are
    /// stored are as they were, whatever this emulator was started with.
    pub(crate) fn keep_in(
        &self,
        mut keep: Box<dyn Keep>,
        stored: Stored,
    ) -> Result<(), UpdateError> {
        let now = self.now();
        let mut projects = BTreeMap::new();
        for project in stored.projects {
            let project = restore(project).map_err(UpdateError::Invalid)?;
            projects.insert(project.id.clone(), project);
        }
        self.clock.advance(stored.clock_offset);
        let mut state = self.lock();
        let orders = projects.values().flat_map(Project::messages).map(|message| message.order);
        state.next_order = orders.max().map_or(0, |order| order + 1);
        state.projects.extend(projects);
        for project in state.projects.values_mut() {
            let changes = project.changes(now);
            keep.write(&changes).map_err(UpdateError::Invalid)?;
        }
        state.keep = Some(keep);
        Ok(())
    }

    /// Lets go of what is written to; from now on changes are gone with the process.
    pub(crate) fn close(&self) {
        self.lock().keep = None;
    }

    /// Writes down and tells what a call changed. Still under the lock, so that changes are told in
    /// their order and nothing is answered that is not written.
    ///
    /// # Panics
    /// Where the database cannot be written: the call then ends without an answer.
    pub(super) fn settle(
        &self,
        keep: Option<&mut Box<dyn Keep>>,
        project: &mut Project,
        now: Millis,
    ) {
        if let Some(keep) = keep {
            write(keep, &project.changes(now));
        }
        let id = project.id.clone();
        let touched = project.take_touched();
        if self.feed.is_heard() {
            for (_, message) in touched {
                let message = Box::new(message.view(&id, now));
                self.feed.tell(Change::Message { message });
            }
        }
    }
}

pub(super) fn write(keep: &mut Box<dyn Keep>, changes: &[Write]) {
    if !changes.is_empty() {
        keep.write(changes).expect("the emulator's database takes every change");
    }
}

impl Project {
    pub(crate) fn restore(
        id: String,
        Kept { settings, initial, .. }: Kept,
        log: MessageLog,
        proofs: Proofs,
        written: String,
    ) -> Self {
        Self { id, settings, initial, log, proofs, written, cleared: false }
    }

    /// What is to be written down since the last time.
    pub(crate) fn changes(&mut self, now: Millis) -> Vec<Write> {
        let mut changes = Vec::new();
        let project = || self.id.clone();
        if std::mem::take(&mut self.cleared) {
            changes.push(Write::Cleared { project: project() });
        }
        let kept = Kept {
            settings: self.settings.clone(),
            initial: self.initial.clone(),
            secret: self.proofs.secret(),
        };
        let json = json!(kept).to_string();
        if json != self.written {
            self.written.clone_from(&json);
            changes.push(Write::Project { id: project(), json });
        }
        changes.extend(self.log.touched().map(|(sequence, message)| Write::Message {
            project: project(),
            sequence,
            json: json!(message).to_string(),
        }));
        let dropped = self.log.take_dropped();
        changes.extend(dropped.map(|below| Write::Dropped { project: project(), below }));
        let spent = self.proofs.take_news().into_iter().filter(|(_, exp)| *exp > now / 1000);
        changes.extend(spent.map(|(jti, expires_at)| Write::Spent {
            project: project(),
            jti,
            expires_at,
        }));
        changes
    }
}

fn restore(stored: StoredProject) -> Result<Project, String> {
    let StoredProject { id, json, messages, spent } = stored;
    let kept: Kept =
        serde_json::from_str(&json).map_err(|error| format!("project {id:?}: {error}"))?;
    let proofs = Proofs::restore(kept.secret, spent);
    Ok(Project::restore(id, kept, MessageLog::restore(messages)?, proofs, json))
}
