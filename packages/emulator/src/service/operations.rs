//! The five operations of the service, and the check of headers that precedes each of them.

use baxverify_wire::{
    ErrorCode, LogPage, OtpSent, OtpVerified, Route, StatsReport, TokenValidation,
};

use super::error::ServiceError;
use super::reports::LogQuery;
use super::state::Service;
use crate::fault_injection::Delivery;
use crate::phone::is_e164;

impl Service {
    /// Checks the project and the key of a call.
    pub fn authorize(
        &self,
        route: Route,
        project_id: Option<&str>,
        key: Option<&str>,
    ) -> Result<(), ServiceError> {
        let project_id = project_id.ok_or(ErrorCode::ProjectHeaderRequired)?;
        let state = self.lock();
        let project = state.projects.get(project_id).ok_or(ErrorCode::ApiKeyProjectMismatch)?;
        project.authorize(route, key)
    }

    pub fn send(
        &self,
        project_id: &str,
        phone: &str,
        purpose: Option<String>,
        delivery: Delivery,
    ) -> Result<OtpSent, ServiceError> {
        if !is_e164(phone) {
            return Err(ErrorCode::InvalidPhone.into());
        }
        let (sent, view) = {
            let mut state = self.lock();
            let state = &mut *state;
            let project =
                state.projects.get_mut(project_id).ok_or(ErrorCode::ApiKeyProjectMismatch)?;
            let order = state.next_order;
            state.next_order += 1;
            let now = project.clock.now(self.clock.now());
            let result = project.send(phone, purpose, delivery, &self.limits, now, order);
            let aged = project.drop_aged(&self.limits, now);
            self.commit(state, project_id);
            self.publish_deleted(project_id, aged);
            result?
        };
        if view.due_at.is_some() {
            self.deliveries.notify_one();
        }
        self.notify_delivered(&view);
        Ok(sent)
    }

    pub fn verify(
        &self,
        project_id: &str,
        phone: &str,
        code: &str,
    ) -> Result<OtpVerified, ServiceError> {
        if !is_e164(phone) {
            return Err(ErrorCode::InvalidPhone.into());
        }
        self.with_project(project_id, |project, now| project.verify(phone, code, &self.limits, now))
    }

    pub fn validate(
        &self,
        project_id: &str,
        token: &str,
        consume: bool,
    ) -> Result<TokenValidation, ServiceError> {
        self.with_project(project_id, |project, now| project.validate(token, consume, now))
    }

    pub fn stats(&self, project_id: &str, days: u32) -> Result<StatsReport, ServiceError> {
        self.with_project(project_id, |project, now| Ok(project.stats(days, now)))
    }

    pub fn logs(&self, project_id: &str, query: &LogQuery) -> Result<LogPage, ServiceError> {
        self.with_project(project_id, |project, now| Ok(project.logs(query, now)))
    }

    /// Returns the phone of a proof of this project, for fault rules that select by phone.
    pub fn phone_of_proof(&self, project_id: &str, token: &str) -> Option<String> {
        self.lock().projects.get(project_id)?.phone_of_proof(token)
    }
}
