//! Waiting for a code instead of asking for it again and again.

use std::time::Duration;

use tokio::{sync::broadcast::error::RecvError, time::timeout};

use super::{MessageView, Service, project::Project};
use crate::clock::Millis;

/// What a message must be later than.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum After {
    #[default]
    Anything,
    Moment(Millis),
    /// A message by its id; one that is no longer kept is before everything.
    Message(String),
}

impl Service {
    /// The message whose code this phone can use now, once there is one: on the phone, not used,
    /// not expired, not replaced. Nothing where none comes in time.
    pub(crate) async fn wait(
        &self,
        phone: &str,
        project_id: Option<&str>,
        after: &After,
        patience: Duration,
    ) -> Option<MessageView> {
        // Listening begins before the first look, so that nothing falls in between.
        let mut changes = self.listen();
        let arrival = async {
            loop {
                if let Some(message) = self.usable(phone, project_id, after) {
                    return Some(message);
                }
                match changes.recv().await {
                    // Having missed changes is as good a reason to look again as having seen one.
                    Ok(_) | Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => return None,
                }
            }
        };
        timeout(patience, arrival).await.ok().flatten()
    }

    fn usable(&self, phone: &str, project_id: Option<&str>, after: &After) -> Option<MessageView> {
        let state = self.lock();
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
        state
            .projects
            .values()
            .filter(|project| project_id.is_none_or(|id| id == project.id))
            .filter_map(|project| Some((project, project.usable(phone, now)?)))
            .filter(|(_, message)| message.order >= earliest)
            .filter(|(_, message)| match after {
                After::Moment(moment) => message.arrived_at.is_some_and(|at| at >= *moment),
                _ => true,
            })
            .max_by_key(|(_, message)| message.order)
            .map(|(project, message)| message.view(&project.id, now))
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, time::Duration};

    use super::After;
    use crate::{chaos::Fate, clock::Clock, config::Config, service::Service};

    const PHONE: &str = "+4366412345678";
    const PROJECT: &str = "proj_emulator";
    const SOON: Duration = Duration::from_millis(20);
    const LONG: Duration = Duration::from_secs(20);

    fn service() -> Arc<Service> {
        Arc::new(Service::new(&Config::default(), Clock::fixed(1_735_689_600_000), None))
    }

    #[tokio::test]
    async fn what_is_there_is_answered_at_once() {
        let service = service();
        service.send(PROJECT, PHONE, None, Fate::Arrives).unwrap();
        let message = service.wait(PHONE, None, &After::Anything, LONG).await.unwrap();
        assert_eq!(Some(message.code), service.code_for(PHONE, None));
    }

    #[tokio::test]
    async fn what_comes_later_is_waited_for() {
        let service = service();
        let waiting = {
            let service = Arc::clone(&service);
            tokio::spawn(async move { service.wait(PHONE, None, &After::Anything, LONG).await })
        };
        tokio::task::yield_now().await;
        service.send(PROJECT, "+4366487654321", None, Fate::Arrives).unwrap();
        tokio::task::yield_now().await;
        service.send(PROJECT, PHONE, None, Fate::Arrives).unwrap();
        assert_eq!(waiting.await.unwrap().unwrap().phone, PHONE);
    }

    #[tokio::test]
    async fn used_expired_and_foreign_codes_are_not_what_is_waited_for() {
        let service = service();
        assert!(service.wait(PHONE, None, &After::Anything, SOON).await.is_none());
        service.send(PROJECT, PHONE, None, Fate::Arrives).unwrap();
        assert!(service.wait(PHONE, Some("other"), &After::Anything, SOON).await.is_none());
        let code = service.code_for(PHONE, None).unwrap();
        service.verify(PROJECT, PHONE, &code).unwrap();
        assert!(service.wait(PHONE, None, &After::Anything, SOON).await.is_none());
        service.send(PROJECT, PHONE, None, Fate::Arrives).unwrap();
        service.advance(600_000);
        assert!(service.wait(PHONE, None, &After::Anything, SOON).await.is_none());
    }

    #[tokio::test]
    async fn after_leaves_out_what_was_there_before() {
        let service = service();
        service.send(PROJECT, PHONE, None, Fate::Arrives).unwrap();
        let first = service.wait(PHONE, None, &After::Anything, LONG).await.unwrap();
        let after = After::Message(first.id.clone());
        assert!(service.wait(PHONE, None, &after, SOON).await.is_none());
        let now = service.now();
        assert!(service.wait(PHONE, None, &After::Moment(now + 1), SOON).await.is_none());
        service.advance(1);
        service.send(PROJECT, PHONE, None, Fate::Arrives).unwrap();
        let second = service.wait(PHONE, None, &after, LONG).await.unwrap();
        assert_ne!(second.id, first.id);
        let second = service.wait(PHONE, None, &After::Moment(now + 1), LONG).await.unwrap();
        assert_ne!(second.id, first.id);
    }
}
