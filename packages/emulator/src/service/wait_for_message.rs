//! Waits for a message with a usable code, without polling.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::broadcast::error::RecvError;
use tokio::time::timeout;

use super::events::Event;
use super::message::MessageView;
use super::project::Project;
use super::state::Service;
use crate::clock::Millis;

/// Excludes messages that were there before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum After {
    #[default]
    Anything,
    /// Excludes messages that arrived before this time.
    Moment(Millis),
    /// Excludes the message with this id and all older ones. An unknown id excludes nothing.
    Message(String),
}

/// Why a wait ended without a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitEnd {
    Timeout,
    /// There is no such project, or not any more.
    Removed,
}

impl Service {
    /// Returns a message whose code is usable: arrived, not used, not expired, not replaced. Waits
    /// for one at most `time_limit`. The wait begins with this call, also if the future is polled
    /// later: a removal of the project in between ends it.
    pub fn wait_for_message(
        self: &Arc<Self>,
        phone: String,
        project_id: Option<String>,
        after: After,
        time_limit: Duration,
    ) -> impl Future<Output = Result<MessageView, WaitEnd>> + Send + use<> {
        let service = Arc::clone(self);
        // Subscribed before the first check, so that no message is missed in between.
        let mut events = self.subscribe();
        let arrival = async move {
            let project_id = project_id.as_deref();
            loop {
                if let Some(message) = service.usable(&phone, project_id, &after)? {
                    return Ok(message);
                }
                loop {
                    match events.recv().await {
                        Ok(event) if project_id.is_some_and(|id| event.removes(id)) => {
                            return Err(WaitEnd::Removed);
                        }
                        // If a call changes a message, there is a separate event for it.
                        Ok(Event::Request { .. } | Event::Faults) => {}
                        // A subscriber that missed events checks again too.
                        Ok(_) | Err(RecvError::Lagged(_)) => break,
                        Err(RecvError::Closed) => return Err(WaitEnd::Timeout),
                    }
                }
            }
        };
        async move { timeout(time_limit, arrival).await.unwrap_or(Err(WaitEnd::Timeout)) }
    }

    fn usable(
        &self,
        phone: &str,
        project_id: Option<&str>,
        after: &After,
    ) -> Result<Option<MessageView>, WaitEnd> {
        let state = self.lock();
        if project_id.is_some_and(|id| !state.projects.contains_key(id)) {
            return Err(WaitEnd::Removed);
        }
        let now = self.now();
        let earliest = match after {
            After::Message(id) => state
                .projects
                .values()
                .flat_map(Project::messages)
                .find(|message| message.id == *id)
                .map_or(0, |message| message.order + 1),
            _ => 0,
        };
        let found = state
            .projects
            .values()
            .filter(|project| project_id.is_none_or(|id| id == project.id))
            .filter_map(|project| Some((project, project.usable(phone, project.clock.now(now))?)))
            .filter(|(_, message)| message.order >= earliest)
            .filter(|(_, message)| match after {
                After::Moment(moment) => message.arrived_at.is_some_and(|at| at >= *moment),
                _ => true,
            })
            .max_by_key(|(_, message)| message.order)
            .map(|(project, message)| message.view(&project.id, project.clock.now(now)));
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use super::{After, WaitEnd};
    use crate::clock::Clock;
    use crate::config::Config;
    use crate::fault_injection::Delivery;
    use crate::service::Service;

    const PHONE: &str = "+4366412345678";
    const PROJECT: &str = "proj_emulator";
    const SOON: Duration = Duration::from_millis(20);
    const LONG: Duration = Duration::from_secs(20);

    async fn wait(
        service: &Arc<Service>,
        project: Option<&str>,
        after: &After,
        limit: Duration,
    ) -> Result<super::MessageView, WaitEnd> {
        let project = project.map(str::to_owned);
        service.wait_for_message(PHONE.to_owned(), project, after.clone(), limit).await
    }

    fn service() -> Arc<Service> {
        Arc::new(Service::new(&Config::default(), Clock::fixed(1_735_689_600_000), None))
    }

    #[tokio::test]
    async fn returns_an_existing_message_at_once() {
        let service = service();
        service.send(PROJECT, PHONE, None, Delivery::OnTime).unwrap();
        let message = wait(&service, None, &After::Anything, LONG).await.unwrap();
        assert_eq!(Some(message.code), service.code_for(PHONE, None));
    }

    #[tokio::test]
    async fn waits_for_a_later_message() {
        let service = service();
        let waiting = {
            let service = Arc::clone(&service);
            tokio::spawn(async move { wait(&service, None, &After::Anything, LONG).await })
        };
        tokio::task::yield_now().await;
        service.send(PROJECT, "+4366487654321", None, Delivery::OnTime).unwrap();
        tokio::task::yield_now().await;
        service.send(PROJECT, PHONE, None, Delivery::OnTime).unwrap();
        assert_eq!(waiting.await.unwrap().unwrap().phone, PHONE);
    }

    #[tokio::test]
    async fn ignores_used_expired_and_foreign_codes() {
        let service = service();
        assert!(wait(&service, None, &After::Anything, SOON).await.is_err());
        service.send(PROJECT, PHONE, None, Delivery::OnTime).unwrap();
        assert!(wait(&service, Some("other"), &After::Anything, SOON).await.is_err());
        let code = service.code_for(PHONE, None).unwrap();
        service.verify(PROJECT, PHONE, &code).unwrap();
        assert!(wait(&service, None, &After::Anything, SOON).await.is_err());
        service.send(PROJECT, PHONE, None, Delivery::OnTime).unwrap();
        service.advance(600_000);
        assert!(wait(&service, None, &After::Anything, SOON).await.is_err());
    }

    #[tokio::test]
    async fn after_excludes_earlier_messages() {
        let service = service();
        service.send(PROJECT, PHONE, None, Delivery::OnTime).unwrap();
        let first = wait(&service, None, &After::Anything, LONG).await.unwrap();
        let after = After::Message(first.id.clone());
        assert!(wait(&service, None, &after, SOON).await.is_err());
        let now = service.now();
        assert!(wait(&service, None, &After::Moment(now + 1), SOON).await.is_err());
        service.advance(1);
        service.send(PROJECT, PHONE, None, Delivery::OnTime).unwrap();
        let second = wait(&service, None, &after, LONG).await.unwrap();
        assert_ne!(second.id, first.id);
        let second = wait(&service, None, &After::Moment(now + 1), LONG).await.unwrap();
        assert_ne!(second.id, first.id);
    }

    #[tokio::test]
    async fn a_removal_ends_a_wait_that_was_not_polled_yet() {
        let service = service();
        let project = || serde_json::from_str(r#"{"projectId":"other"}"#).unwrap();
        service.update_project(project()).unwrap();
        let other = || Some("other".to_owned());
        let waiting = service.wait_for_message(PHONE.to_owned(), other(), After::Anything, LONG);
        service.remove_project("other").unwrap();
        service.update_project(project()).unwrap();
        assert_eq!(waiting.await.err(), Some(WaitEnd::Removed));
        let waiting = service.wait_for_message(PHONE.to_owned(), other(), After::Anything, LONG);
        service.reset(None).unwrap();
        assert_eq!(waiting.await.err(), Some(WaitEnd::Removed));
    }

    #[tokio::test]
    async fn a_wait_for_a_missing_project_ends_at_once() {
        let end = wait(&service(), Some("nowhere"), &After::Anything, LONG).await;
        assert_eq!(end.err(), Some(WaitEnd::Removed));
    }
}
